import type { OrchestrationContext } from 'durable-functions'
import {
  assembleGold,
  buildStays,
  compareAvailability,
  decideChampion,
  extractEvents,
  openStudy,
  proveNoLeak,
  publishEvent,
  publishModel,
  selectCohort,
  snapshotSilver,
} from '../../shared/contracts/activities.ts'
import {
  type RunProgress,
  type SearchOutcome,
  searchModels,
  searchOutcome,
  type TrainOutcome,
  trainModel,
} from '../../shared/contracts/orchestrations.ts'
import type { TrainModelInput } from '../../shared/contracts/training.ts'
import {
  call,
  callAll,
  callOrchestrator,
  orchestrate,
  type Steps,
} from '../../shared/durable/orchestration.ts'

/** Parts of the event tables that are read at once. */
const PARALLEL_PARTS = 16

/** Trials per sub-orchestration: a longer history makes every replay dearer. */
const TRIALS_PER_SEARCH = 50

/**
 * Silver → gold → study → published version → champion, for one distinct state of the data:
 * 1. stays, cohort, events of the first hours, one row per stay, and the proof that no feature knows the future
 * 2. the search, in slices
 * 3. refit, evaluate, publish
 * 4. the gate against the champion
 */
orchestrate(trainModel, function* (context, input) {
  const outcome = yield* train(context, input)
  if (!outcome.ok) {
    show(context, { stage: 'failed', done: 0, total: 1, message: outcome.reason })
    yield* tell(context, 'TrainingFailed', input.dataset, { reason: outcome.reason })
    return outcome
  }
  show(context, { stage: 'done', done: 1, total: 1, message: `version ${outcome.version}` })
  yield* tell(context, 'ModelPublished', input.dataset, {
    version: outcome.version,
    family: outcome.family,
    decision: outcome.gate.decision,
  })
  return outcome
})

function* train(context: OrchestrationContext, input: TrainModelInput): Steps<TrainOutcome> {
  const { dataset } = input
  const runId = context.df.instanceId
  const started = now(context)

  // one row per stay
  const gold = yield* buildGold(context, input)
  const goldBuilt = now(context)

  // the search
  const study = yield* call(context, openStudy, { ...input, runId })
  if (!study.ok) return study
  yield* search(context, input, study)
  const searched = now(context)

  // the version, and whether it serves
  publishing(context, 0, 'evaluating the winner where events count by the other time')
  yield* call(context, compareAvailability, { dataset, runId })
  publishing(context, 1, 'refitting and evaluating the winner')
  const published = yield* call(context, publishModel, { ...input, runId })
  if (!published.ok) return published
  publishing(context, 2, 'comparing it with the champion')
  const { version, family } = published
  const gate = yield* call(context, decideChampion, { dataset, runId, version })

  const { stays, positives, patients, missingTables } = gold
  return {
    ok: true,
    version,
    family,
    cohort: { stays, positives, patients },
    missingTables,
    leftOut: study.leftOut,
    gate,
    seconds: {
      gold: goldBuilt - started,
      study: searched - goldBuilt,
      publish: now(context) - searched,
    },
  }
}

function* buildGold(context: OrchestrationContext, { dataset, request }: TrainModelInput) {
  const runId = context.df.instanceId
  const run = { dataset, runId }

  show(context, { stage: 'stays', done: 0, total: 1, message: 'joining the stays' })
  const { eventParts, missing } = yield* call(context, snapshotSilver, run)
  yield* call(context, buildStays, run)

  show(context, { stage: 'cohort', done: 0, total: 1, message: 'selecting the cohort' })
  yield* call(context, selectCohort, { ...run, request })

  const parts = Array.from({ length: eventParts }, (_, part) => ({ ...run, part }))
  const progress = (done: number): void =>
    show(context, {
      stage: 'events',
      done,
      total: eventParts,
      message: `${done} of ${eventParts} parts of the event tables`,
    })
  progress(0)
  yield* callAll(context, extractEvents, parts, PARALLEL_PARTS, done => progress(done.length))

  show(context, { stage: 'gold', done: 0, total: 1, message: 'one row per stay' })
  const gold = yield* call(context, assembleGold, { ...run, request, eventParts })
  const message = 'changing what came after, to see no feature move'
  show(context, { stage: 'gold', done: 0, total: 1, message })
  yield* call(context, proveNoLeak, { ...run, request })
  return { ...gold, missingTables: missing }
}

function* search(
  context: OrchestrationContext,
  { dataset }: TrainModelInput,
  { trials, parallelTrials }: { readonly trials: number; readonly parallelTrials: number },
): Steps<SearchOutcome> {
  const runId = context.df.instanceId
  let outcome: SearchOutcome = { best: null, failed: 0 }
  for (let from = 0; from < trials; from += TRIALS_PER_SEARCH) {
    const to = Math.min(from + TRIALS_PER_SEARCH, trials)
    const child = `${runId}-trials-${from}`
    const { best } = outcome
    const message = `${from} of ${trials} trials`
    show(context, { stage: 'study', done: from, total: trials, message, best, child })
    const slice = { dataset, runId, from, to, total: trials, parallelTrials, ...outcome }
    outcome = yield* callOrchestrator(context, searchModels, searchOutcome, slice, child)
  }
  return outcome
}

function* tell(
  context: OrchestrationContext,
  type: 'ModelPublished' | 'TrainingFailed',
  dataset: string,
  data: Record<string, string>,
): Steps<void> {
  const runId = context.df.instanceId
  const subject = `datasets/${dataset}/runs/${runId}`
  yield* call(context, publishEvent, {
    id: `${runId}-${type}`,
    type,
    subject,
    data: { dataset, ...data },
  })
}

function publishing(context: OrchestrationContext, done: number, message: string): void {
  show(context, { stage: 'publish', done, total: 3, message })
}

function show(context: OrchestrationContext, progress: RunProgress): void {
  context.df.setCustomStatus(progress)
}

/** Seconds since the epoch, the same at every replay. */
function now(context: OrchestrationContext): number {
  return context.df.currentUtcDateTime.getTime() / 1000
}
