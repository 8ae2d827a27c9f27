import type { LeaderboardEntry } from './card.ts'

/** What became of a study's trials, all families together. */
export interface TrialCounts {
  readonly trials: number
  readonly complete: number
  readonly pruned: number
  readonly failed: number
}

/** Trials of all families together. */
export function trialCounts(leaderboard: readonly LeaderboardEntry[]): TrialCounts {
  const sum = (count: (entry: LeaderboardEntry) => number): number =>
    leaderboard.reduce((total, entry) => total + count(entry), 0)
  const trials = sum(entry => entry.trials)
  const pruned = sum(entry => entry.pruned)
  const failed = sum(entry => entry.failed)
  return { trials, complete: trials - pruned - failed, pruned, failed }
}
