import type { OrchestrationContext } from 'durable-functions'
import {
  compareAvailability,
  permuteOutcomes,
  publishModel,
} from '../../shared/contracts/activities.ts'
import {
  type SearchOutcome,
  type StageSeconds,
  searchModels,
  searchOutcome,
} from '../../shared/contracts/orchestrations.ts'
import type { TrainModelInput } from '../../shared/contracts/training.ts'
import { call, callBoth, callOrchestrator, type Steps } from '../../shared/durable/orchestration.ts'
import { passGate } from './gateSteps.ts'
import { now, show } from './progress.ts'

/** Trials per sub-orchestration: a longer history makes every replay dearer. */
const TRIALS_PER_SEARCH = 50

interface Trials {
  readonly dataset: string
  /** The study's run. */
  readonly runId: string
  readonly from: number
  readonly to: number
  readonly parallelTrials: number
  /** No trial starts so many seconds from now; null: there is no such time. */
  readonly seconds: number | null
  /** What came of the trials before `from`. */
  readonly before: SearchOutcome
}

/** Trials `from` (inclusive) to `to` (exclusive) of a study, in slices, until they are done or its time is up. */
export function* searchStudy(context: OrchestrationContext, trials: Trials): Steps<SearchOutcome> {
  const { dataset, runId, from: first, to: total, parallelTrials, seconds } = trials
  const until = seconds === null ? null : now(context) + seconds

  let { before } = trials
  for (let from = first; from < total; from += TRIALS_PER_SEARCH) {
    const to = Math.min(from + TRIALS_PER_SEARCH, total)
    const child = `${context.df.instanceId}-trials-${from}`
    const message = `${from} of ${total} trials`
    const { best, pruned, failed } = before
    show(context, { stage: 'study', done: from, total, message, best, pruned, failed, child })
    const slice = { dataset, runId, from, to, total, parallelTrials, until, before }
    before = yield* callOrchestrator(context, searchModels, searchOutcome, slice, child)
    // its time was up
    if (before.done < to) break
  }
  return before
}

/** A study's version, and whether it serves: refit, evaluate, publish, and the gate against the champion. */
export function* publishStudy(
  context: OrchestrationContext,
  input: TrainModelInput & { readonly runId: string },
  spent: Omit<StageSeconds, 'publish'>,
) {
  const since = now(context)
  const { dataset, runId } = input
  const again = 'where events count by the other time, and where outcomes are permuted'
  publishing(context, 0, `evaluating the winner ${again}`)
  const run = { dataset, runId }
  yield* callBoth(context, [compareAvailability, run], [permuteOutcomes, run])
  publishing(context, 1, 'refitting and evaluating the winner')
  const published = yield* call(context, publishModel, input)
  if (!published.ok) return published
  publishing(context, 2, 'comparing it with the champion')
  const { version } = published
  const { seconds, ...gate } = yield* passGate(context, {
    dataset,
    runId,
    version,
    mode: input.request.gate,
    spent,
    since,
  })
  return { ...published, gate, seconds }
}

function publishing(context: OrchestrationContext, done: number, message: string): void {
  show(context, { stage: 'publish', done, total: 3, message })
}
