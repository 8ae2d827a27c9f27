import { runTrial } from '../../shared/contracts/activities.ts'
import {
  type RunProgress,
  type SearchOutcome,
  searchModels,
} from '../../shared/contracts/orchestrations.ts'
import { callAll, orchestrate } from '../../shared/durable/orchestration.ts'
import { countTrial } from '../../shared/tuning/searchOutcome.ts'
import { now } from './progress.ts'

/**
 * A slice of a study's trials. Trial k starts when trial k − parallelTrials has ended, so its suggestion sees exactly
 * the trials 0 … k − parallelTrials, however fast any of them is. Slices keep the history short, and with it replay.
 */
orchestrate(searchModels, function* (context, input) {
  const { dataset, runId, from, to, total, parallelTrials, until } = input
  const numbers = Array.from({ length: to - from }, (_, i) => from + i)
  const trials = numbers.map(number => ({ dataset, runId, number }))
  // the first one always runs: a study without a trial has no model
  const inTime = (started: number): boolean =>
    until === null || from + started === 0 || now(context) < until

  let outcome: SearchOutcome = input.before
  yield* callAll(
    context,
    runTrial,
    trials,
    parallelTrials,
    ended => {
      const newest = ended.at(-1)
      if (newest !== undefined) outcome = countTrial(outcome, newest)
      const { done, best, pruned, failed } = outcome
      const message = `${done} of ${total} trials`
      const progress: RunProgress = {
        stage: 'study',
        done,
        total,
        message,
        best,
        pruned,
        failed,
      }
      context.df.setCustomStatus(progress)
    },
    inTime,
  )
  return outcome
})
