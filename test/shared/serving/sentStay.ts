import { EVENT_TABLES } from '../../../shared/mimic/concepts/concept.ts'
import { seededRandom } from '../../../shared/random.ts'
import { leaksOutcome } from '../../../shared/serving/leakage.ts'
import { requestName } from '../../../shared/serving/stayRequest.ts'
import { literal, parquetFiles, type Sql } from '../../../shared/tables/sql.ts'
import type { Silver } from '../features/buildGold.ts'
import { type SilverTable, silverColumns } from '../features/demoSilver.ts'

export type SentRow = Record<string, string | number | null>
export type SentStay = Record<string, unknown> & {
  readonly icustay: SentRow
  readonly admission: SentRow
  readonly patient: SentRow
}

const DAY_MS = 86_400_000
const IDENTIFIERS: ReadonlySet<string> = new Set(['row_id', 'subject_id', 'hadm_id', 'icustay_id'])

/**
 * A stay of silver as someone sends it who knows it by other dates and ids: its rows up to two days after admission to
 * the ICU, in any order, and among them absurd ones from after the first day, which must not count.
 */
export async function sentStay(sql: Sql, silver: Silver, stay: number): Promise<SentStay> {
  const random = seededRandom(stay, 'sent stay')
  const shift = (random.int(20_000) - 14_000) * DAY_MS

  const [icustay = {}] = await select('icustays', `icustay_id = ${stay}`)
  const subject = `subject_id = ${Number(icustay['subject_id'])}`
  const hadm = `hadm_id = ${Number(icustay['hadm_id'])}`
  const intime = String(icustay['intime'])
  const [admission = {}] = await select('admissions', hadm)
  const [patient = {}] = await select('patients', subject)
  const others = await select('admissions', `${subject} AND NOT ${hadm}`)
  const priorAdmissions: unknown[] = []
  for (const other of others) {
    const diagnoses = await select('diagnoses_icd', `hadm_id = ${Number(other['hadm_id'])}`)
    priorAdmissions.push({
      admittime: moved(other['admittime']),
      dischtime: moved(other['dischtime']),
      diagnoses: shuffled(diagnoses).map(sent),
    })
  }

  const body: SentStay = {
    icustay: early(sent(icustay)),
    admission: early(sent(admission)),
    patient: early(sent(patient)),
    services: shuffled(await select('services', hadm)).map(sent),
    priorAdmissions: shuffled(priorAdmissions),
  }
  for (const table of EVENT_TABLES) {
    const name = requestName(table)
    if (silver[name] === undefined) continue
    const who = table === 'LABEVENTS' ? subject : `icustay_id = ${stay}`
    const at = table.endsWith('_MV') ? 'starttime' : 'charttime'
    const rows = await select(
      name,
      `${who} AND ${at} BETWEEN ${literal(intime)}::TIMESTAMPTZ - INTERVAL 2 DAY
        AND ${literal(intime)}::TIMESTAMPTZ + INTERVAL 2 DAY`,
    )
    const known = rows.slice(0, 20).map(row => absurd(row, Date.parse(`${intime}Z`), at))
    body[name] = shuffled([...rows, ...known]).map(sent)
  }
  return body

  async function select(table: SilverTable, where: string): Promise<SentRow[]> {
    const files = silver[table] ?? []
    const columns = silverColumns(table).map(([name, type]) =>
      type === 'TIMESTAMPTZ' ? `strftime(${name}, '%Y-%m-%d %H:%M:%S') AS ${name}` : name,
    )
    const rows = await sql.rows(
      `SELECT ${columns.join(', ')} FROM ${parquetFiles(files)} t WHERE ${where.replaceAll(/(charttime|starttime) B/g, 't.$1 B')}`,
    )
    return rows.map(row => Object.fromEntries(Object.entries(row).map(([k, v]) => [k, plain(v)])))
  }

  function shuffled<T>(rows: readonly T[]): T[] {
    const order = rows.map(row => ({ row, key: random.uniform() }))
    return order.sort((a, b) => a.key - b.key).map(({ row }) => row)
  }

  /** Under other ids, or none, and at another time. */
  function sent(row: SentRow): SentRow {
    const entries = Object.entries(row).flatMap(([name, value]): [string, SentRow[string]][] => {
      if (!IDENTIFIERS.has(name)) return [[name, isTime(value) ? moved(value) : value]]
      return random.int(2) === 0 ? [] : [[name, random.int(1_000_000)]]
    })
    return Object.fromEntries(entries)
  }

  function moved(value: SentRow[string] | undefined): string | null {
    if (typeof value !== 'string') return null
    return text(Date.parse(`${value}Z`) + shift)
  }

  /** A row of the same item after the first day, or at its end and a second. */
  function absurd(row: SentRow, from: number, at: string): SentRow {
    const start = from + DAY_MS + 1000 + random.int(DAY_MS / 1000) * 1000
    const late: SentRow = { ...row, [at]: text(start) }
    if ('endtime' in row) late['endtime'] = text(start + 3_600_000)
    for (const name of ['valuenum', 'rate', 'amount']) if (name in row) late[name] = 77
    if (typeof row['value'] === 'number') late['value'] = 77
    return late
  }
}

/** Without what is known only at discharge. */
function early(row: SentRow): SentRow {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !leaksOutcome(name)))
}

function plain(value: unknown): string | number | null {
  return typeof value === 'string' || typeof value === 'number' ? value : null
}

function isTime(value: unknown): boolean {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(value)
}

function text(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ')
}
