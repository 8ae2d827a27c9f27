import type { OrchestrationContext } from 'durable-functions'
import { closeScoring, openScoring, scoreRange } from '../../shared/contracts/activities.ts'
import { scoreBatch } from '../../shared/contracts/orchestrations.ts'
import type { RangeCounts, ScoringFile, ScoringProgress } from '../../shared/contracts/scoring.ts'
import { failureReason } from '../../shared/durable/failureReason.ts'
import { call, callAll, orchestrate } from '../../shared/durable/orchestration.ts'

/** Ranges of one file that are scored at once; the instances of the app share them out. */
const PARALLEL_RANGES = 64

/**
 * Scores one version of one file, with the model version that is the champion when it begins:
 * 1. its columns against the model's inputs, and the plan of ranges
 * 2. one activity per range: rows → Parquet part; rows that cannot be scored are set aside with their reasons
 * 3. the summary
 */
orchestrate(scoreBatch, function* (context, file) {
  const { instanceId } = context.df
  const outcome = yield* scoreOrSay(context, file)
  show(context, 'close', 0, 1)
  yield* call(context, closeScoring, { file, instanceId, outcome })
  const stage = outcome.ok === 'superseded' ? 'superseded' : outcome.ok ? 'done' : 'refused'
  return show(context, stage, 1, 1)
})

/** What fails at every retry, though the file may be good, is the end of this file and of no other. */
function* scoreOrSay(context: OrchestrationContext, file: ScoringFile) {
  try {
    return yield* score(context, file)
  } catch (error) {
    return {
      ok: false as const,
      reason: `${file.path}: could not be scored: ${failureReason(error)}`,
    }
  }
}

function* score(context: OrchestrationContext, file: ScoringFile) {
  const { instanceId } = context.df
  show(context, 'open', 0, 1)
  const opened = yield* call(context, openScoring, { file, instanceId })
  if (opened.ok !== true) return opened

  const { ranges, ...plan } = opened.plan
  const inputs = ranges.map(range => ({ file, plan, range, instanceId }))
  show(context, 'score', 0, ranges.length)
  const outputs = yield* callAll(context, scoreRange, inputs, PARALLEL_RANGES, done =>
    show(context, 'score', done.length, ranges.length),
  )
  const counts: RangeCounts[] = []
  for (const output of outputs) {
    if (output.ok === 'superseded') return { ok: 'superseded' as const }
    const { lines, scored, rejected } = output
    counts.push({ lines, scored, rejected })
  }
  const { version, at, format } = plan
  return { ok: true as const, plan: { version, at, format }, ranges: counts }
}

function show(
  context: OrchestrationContext,
  stage: ScoringProgress['stage'],
  done: number,
  total: number,
): ScoringProgress {
  const progress = { stage, done, total }
  context.df.setCustomStatus(progress)
  return progress
}
