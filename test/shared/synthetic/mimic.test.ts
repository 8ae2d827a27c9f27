import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { TABLES, type TableName } from '../../../shared/contracts/dataset.ts'
import type { ColumnType } from '../../../shared/mimic/contract.ts'
import { contractOf } from '../../../shared/mimic/tableContracts.ts'
import { syntheticMimic } from '../../../shared/synthetic/mimic.ts'
import { by, hours, parseCsv, type Row, rowsOf, tableOf, textOf } from './madeUpTables.ts'

const DEMO = join(import.meta.dirname, '../../../../shared/data/mimic-iii-demo-1.4')

function digest(options: { patients?: number; seed?: number }): string {
  const hash = createHash('sha256')
  for (const file of syntheticMimic(options)) for (const chunk of file.chunks()) hash.update(chunk)
  return hash.digest('hex')
}

describe('the shape of MIMIC-III', () => {
  it('has the 26 tables, each once', () => {
    const files = [...syntheticMimic({ patients: 1 })]
    expect(files.map(file => file.name)).toEqual(TABLES.map(table => `${table}.csv`))
  })

  it.each(TABLES)('%s has the columns of its contract, in order', table => {
    expect(tableOf(table).columns).toEqual(contractOf(table).columns.map(column => column.name))
  })

  it.skipIf(!existsSync(DEMO))(
    'has the headers of the real demo (skipped without its files)',
    () => {
      for (const table of TABLES) {
        const [header] = readFileSync(join(DEMO, `${table}.csv`), 'utf8').split('\n', 1)
        expect(tableOf(table).columns.join(',')).toBe(header)
      }
    },
  )

  const FORMS: Record<ColumnType, RegExp> = {
    int: /^-?\d+$/,
    long: /^-?\d+$/,
    double: /^-?\d+(\.\d+)?$/,
    text: /[^]/,
    timestamp: /^\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?$/,
    date: /^\d{4}-\d\d-\d\d( 00:00:00)?$/,
  }

  it.each(TABLES)('%s holds nothing that its contract would refuse', table => {
    const { rows } = tableOf(table)
    expect(rows.length).toBeGreaterThan(0)
    for (const column of contractOf(table).columns) {
      const refused = rows.filter(row => {
        const cell = row[column.name] ?? ''
        return cell === '' ? !column.nullable : !FORMS[column.type].test(cell)
      })
      expect({ column: column.name, refused: refused.slice(0, 3) }).toEqual({
        column: column.name,
        refused: [],
      })
    }
    expect(new Set(rows.map(row => row['row_id'])).size).toBe(rows.length)
  })

  it('refers only to rows that are there', () => {
    for (const table of TABLES) {
      for (const key of contractOf(table).foreignKeys ?? []) {
        const known = new Set(rowsOf(key.table).map(row => row[key.references]))
        const lost = rowsOf(table).filter(row => {
          const cell = row[key.column] ?? ''
          return cell !== '' && !known.has(cell)
        })
        const { column } = key
        expect({ table, column, lost: lost.slice(0, 3) }).toEqual({ table, column, lost: [] })
      }
    }
  })

  it('keeps a stay, its admission and its patient together', () => {
    const stays = by(rowsOf('ICUSTAYS'), 'icustay_id')
    for (const table of [
      'CHARTEVENTS',
      'OUTPUTEVENTS',
      'INPUTEVENTS_CV',
      'INPUTEVENTS_MV',
    ] as const) {
      for (const row of rowsOf(table)) {
        const stay = stays.get(row['icustay_id'])
        if (stay?.['hadm_id'] === row['hadm_id'] && stay?.['subject_id'] === row['subject_id'])
          continue
        expect.unreachable(`${table} row ${row['row_id']} belongs to another stay`)
      }
    }
  })
})

describe('the same seed', () => {
  it('gives the same bytes, another seed others', () => {
    expect(digest({ patients: 30, seed: 5 })).toBe(digest({ patients: 30, seed: 5 }))
    expect(digest({ patients: 30, seed: 5 })).not.toBe(digest({ patients: 30, seed: 6 }))
  })

  it('gives a file the same text however often and in whatever order it is read', () => {
    const files = [...syntheticMimic({ patients: 20 })]
    const forwards = files.map(file => [...file.chunks()].join(''))
    const backwards = files.toReversed().map(file => [...file.chunks()].join(''))
    expect(backwards.toReversed()).toEqual(forwards)
  })
})

it('refuses a number of patients that it has no ids for', () => {
  expect(() => [...syntheticMimic({ patients: 0 })]).toThrow('from 1 to 500000')
  expect(() => [...syntheticMimic({ patients: 500_001 })]).toThrow('from 1 to 500000')
})

describe('the default dataset', () => {
  const admissions = by(parseCsv(textOf('ADMISSIONS')).rows, 'hadm_id')
  const stays = parseCsv(textOf('ICUSTAYS')).rows

  it('is 15 to 40 MB', () => {
    let bytes = 0
    for (const file of syntheticMimic()) {
      for (const chunk of file.chunks()) bytes += Buffer.byteLength(chunk)
    }
    expect(bytes).toBeGreaterThan(15_000_000)
    expect(bytes).toBeLessThan(40_000_000)
  })

  it('has both charting systems, short stays, second stays and returning patients', () => {
    for (const system of ['carevue', 'metavision']) {
      const share = stays.filter(stay => stay['dbsource'] === system).length / stays.length
      expect(share).toBeGreaterThan(0.4)
    }
    const short = stays.filter(stay => hours(stay['intime'], stay['outtime']) < 24)
    expect(short.length).toBeGreaterThan(30)
    expect(stays.length).toBeGreaterThan(admissions.size)
    expect(admissions.size).toBeGreaterThan(450)
  })

  it('has deaths within the first 24 hours, and some exactly at 24', () => {
    const untilDeath = stays
      .map(stay => hours(stay['intime'], admissions.get(stay['hadm_id'])?.['deathtime']))
      .filter(wait => !Number.isNaN(wait))
    expect(untilDeath.filter(wait => wait < 24).length).toBeGreaterThan(3)
    expect(untilDeath).toContain(24)
  })

  it('has 8 newborns, 4 children and 16 patients over 89, whose birth is 300 years back', () => {
    const first = new Map<string | undefined, Row>()
    for (const row of admissions.values()) {
      if (!first.has(row['subject_id'])) first.set(row['subject_id'], row)
    }
    const ages = parseCsv(textOf('PATIENTS')).rows.map(
      patient => hours(patient['dob'], first.get(patient['subject_id'])?.['admittime']) / 8766,
    )
    expect(ages).toHaveLength(400)
    expect(ages.filter(age => age < 1)).toHaveLength(8)
    expect(ages.filter(age => age >= 1 && age < 18)).toHaveLength(4)
    expect(ages.filter(age => age > 89).every(age => Math.abs(age - 300) < 0.1)).toBe(true)
    expect(ages.filter(age => age > 89)).toHaveLength(16)
  })
})

/** How often a patient who died has the higher mean than one who lived: 0.5 is no signal, ties count half. */
function concordance(table: TableName, items: readonly string[], column: string): number {
  const admissions = by(rowsOf('ADMISSIONS'), 'hadm_id')
  const values = new Map<string, number[]>()
  for (const row of rowsOf(table)) {
    const admission = row['hadm_id'] ?? ''
    if (admission === '' || !items.includes(row['itemid'] ?? '')) continue
    const list = values.get(admission) ?? []
    list.push(Number(row[column]))
    values.set(admission, list)
  }
  const died: number[] = []
  const lived: number[] = []
  for (const [admission, list] of values) {
    const mean = list.reduce((sum, value) => sum + value, 0) / list.length
    ;(admissions.get(admission)?.['hospital_expire_flag'] === '1' ? died : lived).push(mean)
  }
  let won = 0
  for (const one of died)
    for (const other of lived) won += one > other ? 1 : one === other ? 0.5 : 0
  return won / (died.length * lived.length)
}

describe('the signal', () => {
  it('shows: who dies has less urine and more lactate', () => {
    expect(concordance('OUTPUTEVENTS', ['40055', '226559'], 'value')).toBeLessThan(0.4)
    expect(concordance('LABEVENTS', ['50813'], 'valuenum')).toBeGreaterThan(0.6)
  })
})
