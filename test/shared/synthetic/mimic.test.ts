import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { TABLES, type TableName } from '../../../shared/contracts/dataset.ts'
import type { ColumnType } from '../../../shared/mimic/contract.ts'
import { contractOf } from '../../../shared/mimic/tableContracts.ts'
import { syntheticMimic } from '../../../shared/synthetic/mimic.ts'

const DEMO = join(import.meta.dirname, '../../../../shared/data/mimic-iii-demo-1.4')

type Row = Readonly<Record<string, string>>
interface Csv {
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
}

/** RFC 4180, as far as these files need it. */
function parseCsv(text: string): Csv {
  const records: string[][] = []
  let record: string[] = []
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n)/g)) {
    record.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'))
    if (end === '\n') {
      records.push(record)
      record = []
    }
  }
  const [columns = [], ...rest] = records
  const rows = rest.map(cells => {
    expect(cells).toHaveLength(columns.length)
    return Object.fromEntries(columns.map((column, at) => [column, cells[at] ?? '']))
  })
  return { columns, rows }
}

function textOf(table: TableName, options: { patients?: number; seed?: number } = {}): string {
  for (const file of syntheticMimic(options)) {
    if (file.table === table) return [...file.chunks()].join('')
  }
  throw new Error(`${table} is not among the files`)
}

const parsed = new Map<TableName, Csv>()
function tableOf(table: TableName): Csv {
  const known = parsed.get(table) ?? parseCsv(textOf(table, { patients: 200 }))
  parsed.set(table, known)
  return known
}

const rowsOf = (table: TableName): readonly Row[] => tableOf(table).rows

function digest(options: { patients?: number; seed?: number }): string {
  const hash = createHash('sha256')
  for (const file of syntheticMimic(options)) for (const chunk of file.chunks()) hash.update(chunk)
  return hash.digest('hex')
}

const hours = (from: string | undefined, to: string | undefined): number =>
  (Date.parse(`${to}Z`) - Date.parse(`${from}Z`)) / 3_600_000

const by = (rows: readonly Row[], column: string): Map<string | undefined, Row> =>
  new Map(rows.map(row => [row[column], row]))

/** Rows that stand there more than once when `row_id` is left out. */
function duplicates(table: TableName): number {
  const seen = new Set<string>()
  let count = 0
  for (const { row_id: _, ...rest } of rowsOf(table)) {
    const key = JSON.stringify(rest)
    if (seen.has(key)) count++
    seen.add(key)
  }
  return count
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

/** Indices below `count` that leave `remainder` when divided by `modulus`. */
const multiples = (count: number, modulus: number, remainder: number): number =>
  Math.ceil((count - remainder) / modulus)

const stayCount = (): number => rowsOf('ICUSTAYS').length
const admissionCount = (): number => rowsOf('ADMISSIONS').length

const outputs = (item: string): number =>
  rowsOf('OUTPUTEVENTS').filter(row => row['itemid'] === item).length

/** Rows of CHARTEVENTS on these items. */
const chart = (items: readonly string[]): readonly Row[] =>
  rowsOf('CHARTEVENTS').filter(row => items.includes(row['itemid'] ?? ''))

describe('the dirt', () => {
  const HEART_RATE = ['211', '220045']

  it('leaves the CareVue error flag NULL and marks one heart rate of 210 in every tenth stay', () => {
    const stays = by(rowsOf('ICUSTAYS'), 'icustay_id')
    const rows = rowsOf('CHARTEVENTS')
    const carevue = rows.filter(row => stays.get(row['icustay_id'])?.['dbsource'] === 'carevue')
    expect(carevue.length).toBeGreaterThan(1000)
    expect(carevue.every(row => row['error'] === '' && row['warning'] === '')).toBe(true)
    const marked = rows.filter(row => row['error'] === '1')
    expect(marked).toHaveLength(multiples(stayCount(), 10, 4))
    expect(marked.every(row => row['valuenum'] === '210')).toBe(true)
  })

  it('has impossible heart rates and respiratory rates, °C on the °F item, values left empty', () => {
    expect(chart(HEART_RATE).filter(row => row['valuenum'] === '999')).toHaveLength(
      multiples(stayCount(), 10, 3),
    )
    expect(chart(['618', '220210']).filter(row => row['valuenum'] === '2222221.7')).toHaveLength(
      multiples(stayCount(), 10, 5),
    )
    expect(chart(['678', '223761']).filter(row => Number(row['valuenum']) < 60)).toHaveLength(
      multiples(stayCount(), 10, 6),
    )
    expect(chart(HEART_RATE).filter(row => row['value'] === '')).toHaveLength(
      multiples(stayCount(), 10, 7),
    )
  })

  it('charts temperatures in both scales, FiO2 as fraction and per cent, units with ?F and ?C', () => {
    expect(chart(['676']).length * chart(['678']).length).toBeGreaterThan(0)
    expect(new Set(chart(['223761', '223762']).map(row => row['valueuom']))).toEqual(
      new Set(['?F', '?C']),
    )
    const fio2 = chart(['223835']).map(row => Number(row['valuenum']))
    expect(fio2.filter(value => value <= 1).length).toBeGreaterThan(20)
    expect(fio2.filter(value => value >= 21).length).toBeGreaterThan(20)
    expect(chart(['190']).every(row => Number(row['valuenum']) <= 1)).toBe(true)
  })

  it('says of intubated patients that their verbal score is none, in both systems', () => {
    for (const [item, text] of [
      ['723', '1.0 ET/Trach'],
      ['223900', 'No Response-ETT'],
    ] as const) {
      const intubated = chart([item]).filter(row => row['value'] === text)
      expect(intubated.length).toBeGreaterThan(20)
      expect(intubated.every(row => row['valuenum'] === '1')).toBe(true)
    }
  })

  it('has events exactly at 0 and 24 hours and labs exactly 6 hours before', () => {
    const stays = by(rowsOf('ICUSTAYS'), 'icustay_id')
    const waits = chart(HEART_RATE).map(row =>
      hours(stays.get(row['icustay_id'])?.['intime'], row['charttime']),
    )
    expect(waits.filter(wait => wait === 0)).toHaveLength(multiples(stayCount(), 40, 20))
    expect(waits).toContain(24)
    const marks = new Set(
      rowsOf('ICUSTAYS').map(
        stay => `${stay['subject_id']} ${Date.parse(`${stay['intime']}Z`) - 6 * 3_600_000}`,
      ),
    )
    const labs = rowsOf('LABEVENTS').map(
      row => `${row['subject_id']} ${Date.parse(`${row['charttime']}Z`)}`,
    )
    expect(labs.some(lab => marks.has(lab))).toBe(true)
  })

  it('has stays without a chart whose admission claims to have one', () => {
    const charted = new Set(rowsOf('CHARTEVENTS').map(row => row['icustay_id']))
    const uncharted = rowsOf('ICUSTAYS').filter(stay => !charted.has(stay['icustay_id']))
    expect(uncharted).toHaveLength(multiples(stayCount(), 150, 90))
    const admissions = by(rowsOf('ADMISSIONS'), 'hadm_id')
    for (const stay of uncharted) {
      expect(admissions.get(stay['hadm_id'])?.['has_chartevents_data']).toBe('1')
    }
  })

  it('has ICU times before the hospital admission and a death after the discharge', () => {
    const admissions = by(rowsOf('ADMISSIONS'), 'hadm_id')
    const early = rowsOf('ICUSTAYS').filter(
      stay => hours(admissions.get(stay['hadm_id'])?.['admittime'], stay['intime']) < 0,
    )
    expect(early.length).toBeGreaterThan(0)
    expect(
      rowsOf('ADMISSIONS').filter(row => hours(row['dischtime'], row['deathtime']) > 0).length,
    ).toBeGreaterThan(0)
  })

  it('has labs without an admission, venous and mixed gases', () => {
    const labs = rowsOf('LABEVENTS')
    const share = labs.filter(row => row['hadm_id'] === '').length / labs.length
    expect(share).toBeGreaterThan(0.1)
    expect(share).toBeLessThan(0.5)
    const specimens = new Set(
      labs.filter(row => row['itemid'] === '50800').map(row => row['value']),
    )
    expect(specimens).toEqual(new Set(['ART', 'VEN', 'MIX']))
  })

  it('has infusions rewritten and reversed, and vasopressin in two units', () => {
    const infusions = rowsOf('INPUTEVENTS_MV')
    expect(
      infusions.filter(row => row['statusdescription'] === 'Rewritten').length,
    ).toBeGreaterThan(10)
    expect(infusions.filter(row => hours(row['starttime'], row['endtime']) < 0)).toHaveLength(
      multiples(stayCount(), 50, 16),
    )
    expect(infusions.find(row => row['itemid'] === '222315')?.['rateuom']).toBe('units/hour')
    expect(rowsOf('INPUTEVENTS_CV').find(row => row['itemid'] === '30051')?.['rateuom']).toBe(
      'Umin',
    )
  })

  it('has irrigation that goes in as well as out', () => {
    expect(outputs('227488')).toBe(multiples(stayCount(), 30, 8))
    expect(outputs('227489')).toBe(outputs('227488'))
  })

  it('has rows that are equal but for row_id, and prescriptions that end before they start', () => {
    expect(duplicates('DRGCODES')).toBe(multiples(admissionCount(), 25, 9))
    expect(duplicates('MICROBIOLOGYEVENTS')).toBeGreaterThanOrEqual(
      multiples(admissionCount(), 25, 9),
    )
    expect(duplicates('PRESCRIPTIONS')).toBeGreaterThanOrEqual(multiples(admissionCount(), 20, 4))
    const reversed = rowsOf('PRESCRIPTIONS').filter(
      row => hours(row['startdate'], row['enddate']) < 0,
    )
    expect(reversed).toHaveLength(multiples(admissionCount(), 20, 4))
  })

  it('has codes with leading zeros, quoted commas, and notes with line breaks and quotes', () => {
    expect(rowsOf('PRESCRIPTIONS').some(row => /^0\d/.test(row['ndc'] ?? ''))).toBe(true)
    expect(rowsOf('PROCEDURES_ICD').some(row => row['icd9_code'] === '0017')).toBe(true)
    expect(rowsOf('DRGCODES').some(row => row['drg_code'] === '089')).toBe(true)
    expect(textOf('CHARTEVENTS', { patients: 20 })).toContain('"Arm, Right Lower"')
    const notes = rowsOf('NOTEEVENTS').map(row => row['text'] ?? '')
    expect(notes.every(note => note.includes('\n'))).toBe(true)
    expect(notes.some(note => note.includes('\r\n'))).toBe(true)
    expect(notes.some(note => note.includes('"Feels better"'))).toBe(true)
  })
})
