import type { SearchOutcome } from '../contracts/orchestrations.ts'
import type { Trial } from '../contracts/study.ts'

export const NO_TRIALS: SearchOutcome = { done: 0, best: null, pruned: 0, failed: 0 }

/** What a search has come to when one more trial has ended. Only complete trials can be the best. */
export function countTrial(
  { done, best, pruned, failed }: SearchOutcome,
  { family, value, state }: Pick<Trial, 'family' | 'value' | 'state'>,
): SearchOutcome {
  const isBest = state === 'complete' && value !== null && (best === null || value > best.value)
  return {
    done: done + 1,
    best: isBest ? { family, value } : best,
    pruned: pruned + (state === 'pruned' ? 1 : 0),
    failed: failed + (state === 'failed' ? 1 : 0),
  }
}
