import type { Rows } from '../storage/rows.ts'
import type { GateRecord } from './decisions.ts'
import { recordGate } from './versions.ts'

/** A decision in short: what came of it, or that a person is to decide, and until when. */
export interface GateAnswer {
  readonly decision: string
  readonly reason: string
  /** ISO 8601, UTC; null: it is decided. */
  readonly waitsUntil: string | null
}

/** The answer of a record, which is also kept with the version in the registry's list. */
export async function gateAnswer(rows: Rows, record: GateRecord): Promise<GateAnswer> {
  const { challenger, outcome, approval } = record
  if (outcome !== null) {
    const { decision, by, reason } = outcome
    const person = approval?.answer ?? null
    const said = person === null ? reason : `${by}: ${reason}`
    return { ...(await recordGate(rows, challenger, { decision, reason: said })), waitsUntil: null }
  }
  const asked = { decision: 'manual', reason: record.reason }
  return { ...(await recordGate(rows, challenger, asked)), waitsUntil: approval?.until ?? null }
}
