import { describe, expect, it } from 'vitest'
import type { TableName } from '../../../shared/contracts/dataset.ts'
import { by, hours, type Row, rowsOf, textOf } from './madeUpTables.ts'

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
