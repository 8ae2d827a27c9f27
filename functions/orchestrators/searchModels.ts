import { runTrial } from '../../shared/contracts/activities.ts'
import {
  type RunProgress,
  type SearchOutcome,
  searchModels,
} from '../../shared/contracts/orchestrations.ts'
import { callAll, orchestrate } from '../../shared/durable/orchestration.ts'

/**
 * A slice of a study's trials. Trial k starts when trial k − parallelTrials has ended, so its suggestion sees exactly
 * the trials 0 … k − parallelTrials, however fast any of them is. Slices keep the history short, and with it replay.
 */
orchestrate(searchModels, function* (context, input) {
  const { dataset, runId, from, to, total, parallelTrials } = input
  const numbers = Array.from({ length: to - from }, (_, i) => from + i)
  const trials = numbers.map(number => ({ dataset, runId, number }))

  let outcome: SearchOutcome = { best: input.best, failed: input.failed }
  yield* callAll(context, runTrial, trials, parallelTrials, done => {
    const { family, value, state } = done[done.length - 1] ?? { family: 'severity', value: null }
    const better = value !== null && (outcome.best === null || value > outcome.best.value)
    outcome = {
      best: better ? { family, value } : outcome.best,
      failed: outcome.failed + (state === 'failed' ? 1 : 0),
    }
    const progress: RunProgress = {
      stage: 'study',
      done: from + done.length,
      total,
      message: `${from + done.length} of ${total} trials`,
      best: outcome.best,
    }
    context.df.setCustomStatus(progress)
  })
  return outcome
})
