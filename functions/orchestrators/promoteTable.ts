import type { OrchestrationContext } from 'durable-functions'
import {
  checkReadiness,
  checkReferences,
  commitPromotion,
  convertRange,
  discardPromotion,
  findRepeatedRows,
  inspectFile,
  publishEvent,
  refuseFile,
} from '../../shared/contracts/activities.ts'
import { type PromotionProgress, promoteTable } from '../../shared/contracts/orchestrations.ts'
import type {
  BronzeFile,
  ConversionPass,
  Conversions,
  FileRange,
  PromotionPlan,
} from '../../shared/contracts/promotion.ts'
import { failureReason } from '../../shared/durable/failureReason.ts'
import { call, callAll, orchestrate, type Steps } from '../../shared/durable/orchestration.ts'

/** Ranges of one file that are converted at once; the instances of the app share them out. */
const PARALLEL_RANGES = 64

type Converted =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: string }
  | { readonly ok: 'superseded' }
  /** A quoted field lies across the end of a range. */
  | { readonly ok: 'open' }

/**
 * Bronze → silver of one version of one file:
 * 1. header against the table's contract, and the plan of byte ranges
 * 2. one activity per range: CSV → Parquet part, refused rows → quarantine; the file whole, if it turns out that it
 *    cannot be cut; ranges once more in which row ids of earlier ones turn out to stand
 * 3. one Delta commit, one row of counts
 * 4. is the dataset whole now?
 * 5. do its keys and those of the tables that are in silver already find each other?
 */
orchestrate(promoteTable, function* (context, file) {
  const outcome = yield* promoteOrSay(context, file)

  if (outcome.ok === 'superseded') {
    yield* call(context, discardPromotion, { file, instanceId: context.df.instanceId })
    return show(context, 'superseded', 1, 1)
  }
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
    const outcome = yield* promote(context, file)
    if (outcome.ok === 'open') throw new Error('a range of it ends inside a quoted field')
    return outcome
  } catch (error) {
    const reason = `${file.path}: could not be promoted: ${failureReason(error)}`
    return { ok: false as const, reason }
  }
}

function* promote(context: OrchestrationContext, file: BronzeFile) {
  show(context, 'inspect', 0, 1)
  const inspected = yield* call(context, inspectFile, file)
  if (inspected.ok !== true) return inspected

  const { plan } = inspected
  const first = yield* convert(context, file, plan, 'first', plan.ranges)
  if (first.ok === 'open') return yield* promoteWhole(context, file, plan)
  if (first.ok !== true) return first

  // within a range, row ids were compared as they were read
  const ranges = plan.ranges.length
  const { instanceId } = context.df
  const repeated =
    ranges === 1
      ? { ranges: [] }
      : yield* call(context, findRepeatedRows, { file, ranges, instanceId })
  const unique = plan.ranges.filter(({ index }) => repeated.ranges.includes(index))
  const again = yield* convert(context, file, plan, 'unique', unique)
  if (again.ok !== true) return again
  return yield* commit(context, file, plan, { pass: 'first', ranges, unique: repeated.ranges })
}

/** The file as one range: it has a quoted field with line breaks where it was to be cut. */
function* promoteWhole(context: OrchestrationContext, file: BronzeFile, plan: PromotionPlan) {
  const all = { index: 0, start: 0, end: file.bytes }
  const whole = yield* convert(context, file, plan, 'whole', [all])
  if (whole.ok !== true) return whole
  return yield* commit(context, file, plan, { pass: 'whole', ranges: 1, unique: [] })
}

/** One activity per range. */
function* convert(
  context: OrchestrationContext,
  file: BronzeFile,
  { compression, columns, headerBytes }: PromotionPlan,
  pass: ConversionPass,
  ranges: readonly FileRange[],
): Steps<Converted> {
  const { instanceId } = context.df
  const plan = { compression, columns, headerBytes }
  const inputs = ranges.map(range => ({ file, plan, range, pass, instanceId }))
  show(context, 'convert', 0, ranges.length)
  const outputs = yield* callAll(context, convertRange, inputs, PARALLEL_RANGES, done =>
    show(context, 'convert', done.length, ranges.length),
  )
  return outputs.find(({ ok }) => ok !== true) ?? { ok: true }
}

function* commit(
  context: OrchestrationContext,
  file: BronzeFile,
  { unknownColumns }: PromotionPlan,
  conversions: Conversions,
) {
  show(context, 'commit', 0, 1)
  const { instanceId } = context.df
  return yield* call(context, commitPromotion, { file, conversions, unknownColumns, instanceId })
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
