import type { TrainedRun } from './trainedRun.ts'

/** What a run came to, in lines for people. */
export function studyLines(
  run: Pick<
    TrainedRun,
    'seconds' | 'totalSeconds' | 'family' | 'trials' | 'leaderboard' | 'leftOut'
  >,
): readonly string[] {
  const { seconds, totalSeconds, trials, leaderboard, leftOut } = run
  const { gold, study, publish } = seconds
  const best = Object.entries(leaderboard).map(
    ([name, entry]) => `${name} ${entry.best?.toFixed(4) ?? '–'} (${entry.trials})`,
  )
  return [
    `${trials.all} trials, ${trials.pruned} pruned, ${trials.failed} failed; best of each family: ${best.join(', ')}`,
    ...leftOut.map(text => `left out: ${text}`),
    `champion: ${run.family}; gold ${gold.toFixed(1)} s, study ${study.toFixed(1)} s, publish ${publish.toFixed(1)} s, ` +
      `all from the first file on ${totalSeconds.toFixed(1)} s`,
  ]
}
