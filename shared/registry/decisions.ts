import { z } from 'zod'
import { gateMode } from '../contracts/training.ts'
import { AppError } from '../http/problem.ts'
import type { Etag, Lake } from '../storage/lake.ts'
import { MODEL_NAME } from '../storage/paths.ts'
import type { Rows, RowTableDefinition, StoredRow } from '../storage/rows.ts'
import { promote } from './champion.ts'
import { gateDecision } from './gate.ts'
import { gateComparison } from './gateQuestion.ts'

/** What a person says of a version that waits for it. */
export const approval = z.object({
  by: z.string(),
  decision: z.enum(['promote', 'keep']),
  reason: z.string(),
  /** ISO 8601, UTC. */
  at: z.string(),
})
export type Approval = z.infer<typeof approval>

/** What came of one version that was offered to the gate: who decided, when, why, from which to which, on what evidence. */
export const gateRecord = z.object({
  /** The orchestration that asked, and that waits where a person decides. */
  instanceId: z.string(),
  /** The training run whose gold and study the version comes from. */
  runId: z.string(),
  dataset: z.string(),
  mode: gateMode,
  challenger: z.string(),
  /** The version that served then; null: none did. */
  champion: z.string().nullable(),
  /** What the rule says. */
  decision: gateDecision,
  reason: z.string(),
  /** ISO 8601, UTC: when the rule was asked. */
  at: z.string(),
  comparison: gateComparison.nullable(),
  /** Only where a person decides. */
  approval: z
    .object({
      /** ISO 8601, UTC: if nobody has decided by then, the champion stays. */
      until: z.string(),
      answer: approval.nullable(),
    })
    .nullable(),
  /** null: nothing has come of it yet. */
  outcome: z
    .object({
      decision: gateDecision,
      /** Whether the challenger became the champion. */
      promoted: z.boolean(),
      /** `gate`, `timeout`, or the person. */
      by: z.string(),
      reason: z.string(),
      at: z.string(),
    })
    .nullable(),
})
export type GateRecord = z.infer<typeof gateRecord>
type Outcome = NonNullable<GateRecord['outcome']>

/** A decision as a list shows it: without the groups of patients, of which there are many. */
export const decisionSummary = gateRecord.extend({
  comparison: gateComparison.omit({ groups: true }).nullable(),
})
export type DecisionSummary = z.infer<typeof decisionSummary>

/** What of a decision is shown. */
export function decisionView(record: GateRecord): DecisionSummary {
  return decisionSummary.parse(record)
}

const records: RowTableDefinition<GateRecord> = { name: 'models', schema: gateRecord }
const PARTITION = `${MODEL_NAME}:decisions`

/** Every decision, newest first. */
export async function gateRecords(rows: Rows): Promise<readonly GateRecord[]> {
  const all = await rows.table(records).list(PARTITION)
  return all.toSorted((a, b) => (a.at < b.at ? 1 : -1))
}

/** What came of the version that an orchestration has offered; undefined before it did. */
export async function gateRecordOf(
  rows: Rows,
  instanceId: string,
): Promise<StoredRow<GateRecord> | undefined> {
  return await rows.table(records).get(PARTITION, instanceId)
}

/** Writes down what the rule says, before anything is done about it. */
export async function openRecord(rows: Rows, record: GateRecord): Promise<void> {
  await rows.table(records).upsert(PARTITION, record.instanceId, record)
}

/**
 * Does what the rule says, unless a person decides or it was done before: promotes the challenger, or leaves the
 * champion; and writes it down. A dry run only writes it down.
 *
 * @returns undefined where another promotion came between the rule's answer and this: the rule must be asked again
 */
export async function carryOut(
  lake: Lake,
  rows: Rows,
  record: GateRecord,
): Promise<GateRecord | undefined> {
  if (record.outcome !== null || record.approval !== null) return record
  const { runId, mode, challenger, champion, decision, reason } = record
  const at = new Date().toISOString()
  const isDry = mode === 'dry-run'
  const promoted = decision === 'promote' && !isDry
  if (promoted) {
    const request = { by: 'gate', reason, runId, at, insteadOf: champion }
    if (!(await promoteUnlessOvertaken(lake, rows, challenger, request))) return undefined
  }
  const said = isDry ? `A dry run, so nothing moves. The gate would say: ${reason}` : reason
  const done = { ...record, outcome: { decision, promoted, by: 'gate', reason: said, at } }
  await openRecord(rows, done)
  return done
}

/**
 * Ends the waiting for a person.
 *
 * @param asked - what an event said; null: the time is up
 * @returns the record with its outcome; without one where there is nothing to end it by: the event said nothing that
 *   can be understood, and the time is not up
 */
export async function endApproval(
  lake: Lake,
  rows: Rows,
  instanceId: string,
  asked: Approval | 'time is up' | null,
): Promise<GateRecord> {
  for (;;) {
    const stored = await gateRecordOf(rows, instanceId)
    if (stored === undefined) throw new Error(`${instanceId}: nothing is on record that waits`)
    const { row: record, etag } = stored
    if (record.outcome !== null || record.approval === null) return record

    // an answer on record counts, also when its event was lost and the time is up now
    const answer = record.approval.answer ?? (asked === 'time is up' ? null : asked)
    if (answer === null && asked !== 'time is up') return record
    const outcome = answer === null ? timedOut(record) : await outcomeOf(lake, rows, record, answer)
    const ended = { ...record, approval: { ...record.approval, answer }, outcome }
    // a person may have answered this very moment
    if (await rows.table(records).replace(PARTITION, instanceId, ended, etag)) return ended
  }
}

/** Writes down what a person says; answers whether the record was still as it was read. */
export async function recordAnswer(
  rows: Rows,
  record: GateRecord,
  etag: Etag,
  answer: Approval,
): Promise<boolean> {
  if (record.approval === null) throw new Error(`${record.instanceId}: it waits for nobody`)
  const answered = { ...record, approval: { ...record.approval, answer } }
  return await rows.table(records).replace(PARTITION, record.instanceId, answered, etag)
}

async function outcomeOf(
  lake: Lake,
  rows: Rows,
  record: GateRecord,
  { by, decision, reason, at }: Approval,
): Promise<Outcome> {
  if (decision === 'keep') return { decision, promoted: false, by, reason, at }
  const { runId, challenger, champion } = record
  const request = { by, reason, runId, at, insteadOf: champion }
  if (await promoteUnlessOvertaken(lake, rows, challenger, request)) {
    return { decision, promoted: true, by, reason, at }
  }
  return {
    decision: 'keep',
    promoted: false,
    by,
    reason: `${reason} But another version was promoted while this one waited, so it stays: decide again with both before you.`,
    at,
  }
}

function timedOut({ approval: waited, reason }: GateRecord): Outcome {
  return {
    decision: 'keep',
    promoted: false,
    by: 'timeout',
    reason: `Nobody has decided by ${waited?.until ?? ''}, so nothing changes. The gate had said: ${reason}`,
    at: new Date().toISOString(),
  }
}

async function promoteUnlessOvertaken(
  lake: Lake,
  rows: Rows,
  version: string,
  request: Parameters<typeof promote>[3],
): Promise<boolean> {
  try {
    await promote(lake, rows, version, request)
    return true
  } catch (error) {
    if (error instanceof AppError && error.code === 'PROMOTION_CONFLICT') return false
    throw error
  }
}
