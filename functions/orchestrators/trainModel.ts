import type { OrchestrationContext } from 'durable-functions'
import {
  assembleGold,
  buildStays,
  extractEvents,
  openStudy,
  proveNoLeak,
  selectCohort,
  snapshotSilver,
} from '../../shared/contracts/activities.ts'
import { type TrainOutcome, trainModel } from '../../shared/contracts/orchestrations.ts'
import type { TrainModelInput } from '../../shared/contracts/training.ts'
import { call, callAll, orchestrate, type Steps } from '../../shared/durable/orchestration.ts'
import { NO_TRIALS } from '../../shared/tuning/searchOutcome.ts'
import { endRun } from './endRun.ts'
import { now, show } from './progress.ts'
import { publishStudy, searchStudy } from './studySteps.ts'

/** Parts of the event tables that are read at once. */
const PARALLEL_PARTS = 16

/**
 * Silver → gold → study → published version → champion, for one distinct state of the data:
 * 1. stays, cohort, events of the first hours, one row per stay, and the proof that no feature knows the future
 * 2. the search, in slices
 * 3. refit, evaluate, publish
 * 4. the gate against the champion
 */
orchestrate(trainModel, function* (context, input) {
  return yield* endRun(context, input.dataset, yield* train(context, input))
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
  const { trials, parallelTrials, leftOut } = study
  const search = { dataset, runId, from: 0, to: trials, parallelTrials, before: NO_TRIALS }
  yield* searchStudy(context, { ...search, seconds: study.seconds })
  const spent = { gold: goldBuilt - started, study: now(context) - goldBuilt }

  // the version, and whether it serves
  const published = yield* publishStudy(context, { ...input, runId }, spent)
  if (!published.ok) return published
  const { version, family, bestTrees, gate, seconds } = published

  const { stays, positives, patients, missingTables } = gold
  const cohort = { stays, positives, patients }
  const ended = { version, family, bestTrees, gate, cohort, missingTables, leftOut, seconds }
  return { ok: true, ...ended }
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
