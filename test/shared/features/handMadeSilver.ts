import { join } from 'node:path'
import type { Sql } from '../../../shared/tables/sql.ts'
import type { Silver } from './buildGold.ts'
import { type SilverTable, writeSilver } from './demoSilver.ts'

export type SilverRow = Readonly<Record<string, string | number | null>>

const INTIME = '2150-01-10 12:00:00'
const INTIME_MS = Date.parse(`${INTIME.replace(' ', 'T')}Z`)

/** The moment `hours` after ICU admission, to the second. */
export function hour(hours: number): string {
  return new Date(INTIME_MS + Math.round(hours * 3600) * 1000)
    .toISOString()
    .slice(0, 19)
    .replace('T', ' ')
}

/**
 * Silver of hand-made stays. All are admitted to the ICU at the same time, and leave it after three days; each has a
 * patient and an admission of its own: stay n has subject_id n and hadm_id 1000 + n.
 */
export class HandMadeSilver {
  readonly rows: Partial<Record<SilverTable, SilverRow[]>> = { diagnoses_icd: [], labevents: [] }

  add(table: SilverTable, row: SilverRow): void {
    const rows = this.rows[table] ?? []
    this.rows[table] = [...rows, { row_id: rows.length + 1, ...row }]
  }

  /** A stay of a woman of 60; the rows say what is otherwise. */
  stay(
    stay: number,
    rows: { admission?: SilverRow; icustay?: SilverRow; patient?: SilverRow } = {},
  ): number {
    const ids = { subject_id: stay, hadm_id: 1000 + stay }
    this.add('patients', {
      subject_id: stay,
      gender: 'F',
      dob: '2090-01-10 00:00:00',
      ...rows.patient,
    })
    this.add('admissions', {
      ...ids,
      admittime: hour(-2),
      dischtime: hour(200),
      admission_type: 'EMERGENCY',
      ethnicity: 'WHITE',
      hospital_expire_flag: 0,
      ...rows.admission,
    })
    this.add('icustays', {
      ...ids,
      icustay_id: stay,
      dbsource: 'carevue',
      first_careunit: 'MICU',
      intime: INTIME,
      outtime: hour(72),
      ...rows.icustay,
    })
    return stay
  }

  chart(stay: number, itemid: number, hours: number, valuenum: number | null, row: SilverRow = {}) {
    const value = valuenum === null ? null : String(valuenum)
    const common = { subject_id: stay, icustay_id: stay, itemid, charttime: hour(hours) }
    this.add('chartevents', { ...common, valuenum, value, ...row })
  }

  lab(stay: number, itemid: number, hours: number, valuenum: number | null, row: SilverRow = {}) {
    const value = valuenum === null ? null : String(valuenum)
    this.add('labevents', {
      subject_id: stay,
      itemid,
      charttime: hour(hours),
      valuenum,
      value,
      ...row,
    })
  }

  output(stay: number, itemid: number, hours: number, value: number, row: SilverRow = {}) {
    this.add('outputevents', { icustay_id: stay, itemid, charttime: hour(hours), value, ...row })
  }

  async write(sql: Sql, folder: string): Promise<Silver> {
    const files: Partial<Record<SilverTable, string[]>> = {}
    for (const [name, rows] of Object.entries(this.rows)) {
      const table = name as SilverTable
      const file = join(folder, `${table}.parquet`)
      await writeSilver(sql, table, rows, file)
      files[table] = [file]
    }
    return files
  }
}
