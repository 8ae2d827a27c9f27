import type { OrchestrationContext } from 'durable-functions'
import {
  checkReadiness,
  checkReferences,
  commitPromotion,
  convertRange,
  inspectFile,
  publishEvent,
  refuseFile,
} from '../../shared/contracts/activities.ts'
import { type PromotionProgress, promoteTable } from '../../shared/contracts/orchestrations.ts'
import type { BronzeFile, PromotionPlan, SilverPart } from '../../shared/contracts/promotion.ts'
import { call, callAll, orchestrate, type Steps } from '../../shared/durable/orchestration.ts'

/** Ranges of one file that are converted at once; the instances of the app share them out. */
const PARALLEL_RANGES = 8

type Converted =
  | { readonly ok: true; readonly parts: readonly SilverPart[] }
  | { readonly ok: false; readonly reason: string }
  | { readonly ok: 'superseded' }

/**
 * Bronze → silver of one version of one file:
 * 1. header against the table's contract, and the plan of byte ranges
 * 2. one activity per range: CSV → Parquet part, refused rows → quarantine
 * 3. one Delta commit, one row of counts
 * 4. is the dataset whole now?
 * 5. do its keys and those of the tables that are in silver already find each other?
 */
orchestrate(promoteTable, function* (context, file) {
  const outcome = yield* promoteOrSay(context, file)

  if (outcome.ok === 'superseded') return show(context, 'superseded', 1, 1)
  if (!outcome.ok) yield* refuse(context, file, outcome.reason)
  const { dataset, table } = file
  yield* call(context, checkReadiness, { dataset })
  if (outcome.ok) {
    const { deltaVersion } = outcome
    yield* call(context, checkReferences, { dataset, table, deltaVersion })
  }
  return show(context, outcome.ok ? 'done' : 'refused', 1, 1)
})

/** What fails at every retry, though the file may be good, is the end of this promotion and of no other. */
function* promoteOrSay(context: OrchestrationContext, file: BronzeFile) {
  try {
    return yield* promote(context, file)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { ok: false as const, reason: `${file.path}: could not be promoted: ${message}` }
  }
}

function* promote(context: OrchestrationContext, file: BronzeFile) {
  show(context, 'inspect', 0, 1)
  const inspected = yield* call(context, inspectFile, file)
  if (inspected.ok !== true) return inspected

  const converted = yield* convert(context, file, inspected.plan)
  if (converted.ok !== true) return converted

  show(context, 'commit', 0, 1)
  const { instanceId } = context.df
  const { unknownColumns } = inspected.plan
  const parts = [...converted.parts]
  return yield* call(context, commitPromotion, { file, parts, unknownColumns, instanceId })
}

function* convert(
  context: OrchestrationContext,
  file: BronzeFile,
  { ranges, compression, columns, headerBytes }: PromotionPlan,
): Steps<Converted> {
  show(context, 'convert', 0, ranges.length)
  const { instanceId } = context.df
  const plan = { compression, columns, headerBytes }
  const inputs = ranges.map(range => ({ file, plan, range, instanceId }))
  const outputs = yield* callAll(context, convertRange, inputs, PARALLEL_RANGES, done =>
    show(context, 'convert', done.length, ranges.length),
  )

  const parts: SilverPart[] = []
  for (const output of outputs) {
    if (output.ok !== true) return output
    parts.push(output.part)
  }
  return { ok: true, parts }
}

function* refuse(context: OrchestrationContext, file: BronzeFile, reason: string): Steps<void> {
  const { instanceId } = context.df
  yield* call(context, refuseFile, { file, reason, instanceId })
  yield* call(context, publishEvent, {
    id: `${instanceId}-refused`,
    type: 'PromotionFailed',
    subject: file.path,
    data: { dataset: file.dataset, table: file.table, reason },
  })
}

function show(
  context: OrchestrationContext,
  stage: PromotionProgress['stage'],
  done: number,
  total: number,
): PromotionProgress {
  const progress = { stage, done, total }
  context.df.setCustomStatus(progress)
  return progress
}
