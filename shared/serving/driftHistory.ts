import { z } from 'zod'
import { MODEL_NAME } from '../storage/paths.ts'
import type { Rows, RowTableDefinition } from '../storage/rows.ts'
import type { ChampionDrift } from './drift.ts'

/** What a recorded comparison said, without its figures. */
export const driftRecord = z.object({
  version: z.string(),
  /** ISO 8601, UTC. */
  since: z.string(),
  until: z.string(),
  state: z.enum(['no-baseline', 'insufficient', 'stable', 'drifted']),
  rows: z.int(),
  drifted: z.array(z.string()),
  /** Of all values, missing shares and predictions; null where nothing was compared. */
  largestPsi: z.number().nullable(),
})
export type DriftRecord = z.infer<typeof driftRecord>

const records: RowTableDefinition<DriftRecord> = { name: 'models', schema: driftRecord }
const PARTITION = `${MODEL_NAME}:drift`

/** Every recorded comparison, newest first. */
export async function driftHistory(rows: Rows): Promise<readonly DriftRecord[]> {
  return (await rows.table(records).list(PARTITION)).toReversed()
}

/** What others are told when predictions have drifted: the names of what did, no values. */
export interface DriftEvent {
  readonly id: string
  readonly type: 'DriftDetected'
  readonly subject: string
  readonly data: Readonly<Record<string, unknown>>
}

/**
 * Keeps a comparison, and tells of it where it is the first of its version that says `drifted`, or the first after one that
 * said `stable`. The event goes out before the record: if the process dies in between, the next run tells it again under
 * the same id.
 */
export async function recordDrift(
  rows: Rows,
  drift: ChampionDrift,
  publish: (event: DriftEvent) => Promise<void>,
): Promise<DriftRecord> {
  const { model, since, until, state, report } = drift
  const { version } = model
  const checks = report?.features.flatMap(({ values, missing }) => [values, missing]) ?? []
  const psi = [report?.prediction, ...checks].flatMap(check => check?.psi ?? [])
  const record: DriftRecord = {
    version,
    since,
    until,
    state,
    rows: report?.rows ?? 0,
    drifted: report?.drifted ?? [],
    largestPsi: psi.length === 0 ? null : Math.max(...psi),
  }

  if (state === 'drifted') {
    // where too few predictions came in between, nothing is known to have ended
    const told = (await driftHistory(rows)).find(
      past => past.version === version && (past.state === 'drifted' || past.state === 'stable'),
    )
    if (told?.state !== 'drifted') {
      await publish({
        id: `${version}-drift-${told?.until ?? 'first'}`,
        type: 'DriftDetected',
        subject: `models/${MODEL_NAME}/${version}`,
        data: { version, since, until, rows: record.rows, drifted: record.drifted },
      })
    }
  }
  await rows.table(records).upsert(PARTITION, until, record)
  return record
}
