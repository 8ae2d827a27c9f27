import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { closeWorkers } from '../../../shared/compute/pool.ts'
import { CATALOGUE } from '../../../shared/features/catalogue.ts'
import { SPECIMEN_ITEM } from '../../../shared/mimic/concepts/bloodGases.ts'
import { parseStayRequest } from '../../../shared/serving/stayRequest.ts'
import { stayTable } from '../../../shared/serving/stayTable.ts'
import { bundleOf, observed } from '../fhir/sampleBundle.ts'
import { madeUpSilver } from '../leakage/madeUpSilver.ts'
import { type SentRow, sentStay } from '../serving/sentStay.ts'
import { type SilverStays, silverStays } from '../serving/silverStays.ts'
import { chartOf, known, MODEL } from './chartOf.ts'

afterAll(closeWorkers)

/** Items that the made-up silver charts, as an EHR would send them. */
const SENT: Readonly<Record<number, readonly [code: string, unit: string]>> = {
  211: ['8867-4', '/min'],
  51: ['76215-3', 'mm[Hg]'],
  678: ['8310-5', '[degF]'],
  184: ['9267-6', '{score}'],
  454: ['9268-4', '{score}'],
  723: ['9270-0', '{score}'],
  3420: ['19994-3', '%'],
  50813: ['2524-7', 'mmol/L'],
  50912: ['2160-0', 'mg/dL'],
  50821: ['2703-7', 'mm[Hg]'],
}
const CONCEPTS: ReadonlySet<string> = new Set([
  'heart_rate',
  'sbp',
  'temp_c',
  'gcs',
  'gcs_eye',
  'gcs_motor',
  'gcs_verbal',
  'fio2',
  'pao2',
  'pf_ratio',
  'lactate',
  'creatinine',
  'age',
  'gender',
  'pre_icu_hours',
  'admission_type',
])
const PRIORITIES: Readonly<Record<string, string>> = {
  ELECTIVE: 'EL',
  EMERGENCY: 'EM',
  URGENT: 'UR',
}

describe('a stay of made-up silver', () => {
  let silver: SilverStays
  beforeAll(async () => {
    silver = await silverStays((sql, folder) => madeUpSilver(12, 3).write(sql, folder))
  })
  afterAll(() => silver.close())

  it('has, sent as FHIR, the features that its rows have', async () => {
    expect(silver.stays.length).toBeGreaterThan(8)
    for (const stay of silver.stays) {
      const body = await sentStay(silver.sql, silver.silver, stay)
      const { chartevents, labevents, ...others } = body
      const rows = { chartevents: sendable(chartevents), labevents: sendable(labevents) }
      // the code of an oxygen pressure says what MIMIC-III has in a row of its own
      const withSpecimens = { ...rows, labevents: [...rows.labevents, ...specimens(labevents)] }
      const byRows = await stayTable(
        parseStayRequest({ stay: { ...others, ...withSpecimens } }),
        MODEL,
      )

      const { icustay, admission, patient: person } = body
      const hospital = {
        resourceType: 'Encounter',
        id: 'h',
        period: { start: instant(admission['admittime']) },
        priority: { coding: [{ code: PRIORITIES[String(admission['admission_type'])] }] },
      }
      const icu = {
        resourceType: 'Encounter',
        type: [{ text: 'MICU' }],
        partOf: { reference: 'Encounter/h' },
        period: { start: instant(icustay['intime']) },
      }
      const observations = [...rows.chartevents, ...rows.labevents].map((row, at) => {
        const [code = '', unit = ''] = SENT[Number(row['itemid'])] ?? []
        const changes = { effectiveDateTime: instant(row['charttime']) }
        return observed(`o-${at}`, code, Number(row['valuenum']), unit, 0, changes)
      })
      const { features } = await chartOf(observations, bundleOf([hospital, icu]), {
        resourceType: 'Patient',
        id: 'pat-1',
        gender: person['gender'] === 'F' ? 'female' : 'male',
        birthDate: String(person['dob']).slice(0, 10),
      })
      expect(rounded(features)).toEqual(rounded(known(byRows.frame)))
    }
  })
})

const sentRows = z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null()])))

function sendable(rows: unknown): readonly SentRow[] {
  return sentRows
    .parse(rows ?? [])
    .filter(
      ({ itemid, valuenum, error }) =>
        SENT[Number(itemid)] !== undefined && typeof valuenum === 'number' && error !== 1,
    )
}

function specimens(rows: unknown): readonly SentRow[] {
  return sentRows.parse(rows ?? []).filter(({ itemid }) => itemid === SPECIMEN_ITEM)
}

function instant(time: SentRow[string] | undefined): string {
  return `${String(time).replace(' ', 'T')}Z`
}

/** Of what both ways tell; degrees are converted in two ways. */
function rounded(features: Record<string, number | string>): Record<string, number | string> {
  const told = CATALOGUE.filter(({ concept }) => CONCEPTS.has(concept))
  return Object.fromEntries(
    told.flatMap(({ name }) => {
      const value = features[name]
      if (value === undefined) return []
      return [[name, typeof value === 'number' ? Math.round(value * 1e4) / 1e4 : value]]
    }),
  )
}
