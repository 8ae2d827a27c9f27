import { reopenStudy } from '../../shared/contracts/activities.ts'
import { extendStudy } from '../../shared/contracts/orchestrations.ts'
import { call, orchestrate } from '../../shared/durable/orchestration.ts'
import { endRun } from './endRun.ts'
import { now } from './progress.ts'
import { publishStudy, searchStudy } from './studySteps.ts'

/**
 * More trials of a study that has ended. Each sees the same trials before it as if all had been asked for at once. What
 * the study then comes to is published and passes the gate as after a training run.
 */
orchestrate(extendStudy, function* (context, input) {
  const { dataset, runId, from, to, fingerprint, request } = input
  const started = now(context)
  const study = yield* call(context, reopenStudy, input)
  const { parallelTrials, before, cohort, missingTables, leftOut } = study
  const search = { dataset, runId, from, to, parallelTrials, seconds: null, before }
  yield* searchStudy(context, search)

  const spent = { gold: 0, study: now(context) - started }
  const published = yield* publishStudy(context, { dataset, fingerprint, request, runId }, spent)
  if (!published.ok) return yield* endRun(context, dataset, published)
  const { version, family, bestTrees, gate, seconds } = published
  const ended = { version, family, bestTrees, gate, cohort, missingTables, leftOut, seconds }
  return yield* endRun(context, dataset, { ok: true, ...ended })
})
