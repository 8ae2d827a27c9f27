import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { chartTable } from '../../../shared/cds/chartTable.ts'
import { closeWorkers } from '../../../shared/compute/pool.ts'
import { CATALOGUE, SCORE_NAMES } from '../../../shared/features/catalogue.ts'
import { icuStayOf } from '../../../shared/fhir/icuStay.ts'
import { encounter, observation, patient, resourcesOf } from '../../../shared/fhir/resources.ts'
import { SPECIMEN_ITEM } from '../../../shared/mimic/concepts/bloodGases.ts'
import type { ServedModel } from '../../../shared/serving/servedModel.ts'
import { parseStayRequest } from '../../../shared/serving/stayRequest.ts'
import { stayTable } from '../../../shared/serving/stayTable.ts'
import { type Duckdb, openDuckdb } from '../../../shared/tables/duckdb.ts'
import type { Frame } from '../../../shared/tables/frame.ts'
import { buildGold, readGold, type Silver } from '../features/buildGold.ts'
import { temporaryFolder } from '../features/demoSilver.ts'
import { bundleOf, ENCOUNTERS, OBSERVATIONS, observed, PATIENT } from '../fhir/sampleBundle.ts'
import { madeUpSilver } from '../leakage/madeUpSilver.ts'
import { logisticArtifact, served } from '../serving/sampleModels.ts'
import { type SentRow, sentStay } from '../serving/sentStay.ts'

/** A thread has to load DuckDB, on a machine that is busy with other things. */
const SLOW_MS = 120_000

/** A model that looks at all of the catalogue that is known when the prediction is made. */
const MODEL: ServedModel = {
  ...served(logisticArtifact()),
  features: CATALOGUE.filter(
    ({ name, knownWhen }) => knownWhen !== 'discharge' && !SCORE_NAMES.has(name),
  ).map(feature => ({ ...feature, levels: [], training: { missing: 0, fill: null } })),
}

afterAll(closeWorkers, SLOW_MS)

/** What is known of the patient, by feature. */
function known({ columns }: Frame): Record<string, number | string> {
  const cells = Object.entries(columns).map(([name, { values }]) => [name, values[0] ?? null])
  return Object.fromEntries(cells.filter(([, cell]) => cell !== null && !Number.isNaN(cell)))
}

async function chartOf(
  observations: readonly object[],
  encounters: unknown = ENCOUNTERS,
  person: object = PATIENT,
) {
  const icuStay = icuStayOf(resourcesOf(encounters, encounter, 'Encounter').resources)
  if (icuStay === undefined) throw new Error('the sample has no ICU stay')
  const { resources } = resourcesOf(bundleOf(observations), observation, 'Observation')
  const asked = {
    patient: patient.parse(person),
    observations: resources,
    stay: icuStay,
    incomplete: false,
    malformed: 0,
  }
  const { table, observationIds, refused } = await chartTable(asked, icuStay, MODEL)
  return { features: known(table.frame), observationIds, refused }
}

describe('features of FHIR resources', () => {
  it(
    'are what the chart says of the first 24 h',
    async () => {
      const { features, refused, observationIds } = await chartOf(OBSERVATIONS)
      expect(features).toMatchObject({
        gender: 'F',
        admission_type: 'EMERGENCY',
        elective_surgery: 0,
        pre_icu_hours: 12,
        heart_rate_min: 92,
        heart_rate_max: 118,
        heart_rate_count: 2,
        heart_rate_slope: 6.5,
        resp_rate_max: 24,
        temp_c_max: 38.5,
        sbp_min: 84,
        dbp_min: 41,
        mbp_min: 55,
        gcs_min: 9,
        urine_output_sum: 350,
        urine_output_count: 2,
        mech_vent_any: 1,
        lactate_max: 4.1,
        sodium_min: 138,
      })
      expect(features['creatinine_max']).toBeCloseTo(2, 3)
      expect(features['age']).toBeCloseTo(70, 2)
      expect(refused).toEqual([])
      // all but the heart rate after 25 h
      expect(observationIds).toHaveLength(OBSERVATIONS.length - 1)
      expect(observationIds).not.toContain('hr-late')
    },
    SLOW_MS,
  )

  it('do not depend on the order of the observations', async () => {
    const expected = (await chartOf(OBSERVATIONS)).features
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(OBSERVATIONS, { minLength: OBSERVATIONS.length }),
        async shuffled => {
          expect((await chartOf(shuffled)).features).toEqual(expected)
        },
      ),
      { numRuns: 10 },
    )
  })

  it.each([
    ['unit', { valueQuantity: { value: 90, code: 'Hz', system: 'http://unitsofmeasure.org' } }],
    ['comparator', { valueQuantity: { value: 90, code: '/min', comparator: '>' } }],
    ['time', { effectiveDateTime: '2026-03-01' }],
    ['time', { effectiveDateTime: '2026-03-01T10:00:00' }],
    ['time', { effectiveDateTime: '9999-12-31T00:00:00Z' }],
    ['status', { status: 'entered-in-error' }],
    ['other-patient', { subject: { reference: 'Patient/pat-2' } }],
    ['no-number', { valueQuantity: undefined, valueString: 'fast' }],
    ['implausible', { valueQuantity: { value: 900, code: '/min' } }],
  ])('refuse one observation for its %s and keep the others', async (reason, changes) => {
    const odd = observed('odd', '8867-4', 90, '/min', 2.5, changes)
    const { features, refused } = await chartOf([...OBSERVATIONS, odd])
    expect(refused).toEqual([{ concept: 'heart_rate', reason, count: 1 }])
    expect(features).toEqual((await chartOf(OBSERVATIONS)).features)
  })

  it.each([
    ['8867-4', '/min', 0, 'heart_rate_count', 0],
    ['8867-4', '/min', 24, 'heart_rate_count', 1],
    ['2951-2', 'mmol/L', -6, 'sodium_count', 1],
    ['2951-2', 'mmol/L', -6.01, 'sodium_count', 0],
    ['9269-2', '{score}', 0, 'gcs_count', 1],
    ['9269-2', '{score}', 24.01, 'gcs_count', 0],
    ['29463-7', 'kg', -23, 'weight_count', 1],
  ])('%s in %s at %f h: %s is %i', async (code, unit, hours, feature, count) => {
    const { features, observationIds } = await chartOf([observed('x', code, 14, unit, hours)])
    expect(features[feature]).toBe(count)
    expect(observationIds).toHaveLength(count)
  })

  it('know that nobody was ventilated only where vital signs were charted', async () => {
    expect((await chartOf([])).features['mech_vent_any']).toBeUndefined()
    const weighed = [observed('w', '29463-7', 80, 'kg', 2)]
    expect((await chartOf(weighed)).features['mech_vent_any']).toBeUndefined()
    const charted = [observed('a', '8867-4', 80, '/min', 2)]
    expect((await chartOf(charted)).features['mech_vent_any']).toBe(0)
  })

  it('do not tell what these codes do not tell', async () => {
    const { features } = await chartOf(OBSERVATIONS)
    const concepts = new Map(CATALOGUE.map(({ name, concept }) => [name, concept]))
    const told = new Set(Object.keys(features).map(name => concepts.get(name)))
    for (const concept of ['bands', 'cpap', 'intubated', 'ethnicity', 'vasopressor']) {
      expect(told).not.toContain(concept)
    }
  })

  it('keep a total of the coma scale, whose parts are unknown then, but take the parts where they are charted', async () => {
    for (const total of [3, 4, 8, 9, 13, 15]) {
      const { features } = await chartOf([observed('t', '9269-2', total, '{score}', 1)])
      expect([features['gcs_min'], features['gcs_count']]).toEqual([total, 1])
      expect(features['gcs_motor_min']).toBeUndefined()
    }
    const parts = [
      observed('t', '9269-2', 15, '{score}', 1),
      observed('e', '9267-6', 3, '{score}', 1),
      observed('v', '9270-0', 4, '{score}', 1),
      observed('m', '9268-4', 5, '{score}', 1),
    ]
    const { features } = await chartOf(parts)
    expect(features).toMatchObject({ gcs_min: 12, gcs_count: 1, gcs_motor_min: 5, gcs_eye_max: 3 })
    const odd = await chartOf([observed('t', '9269-2', 16, '{score}', 1)])
    expect(odd.refused).toEqual([{ concept: 'gcs', reason: 'implausible', count: 1 }])
  })

  it('know the parts of the coma scale though totals came before the ICU or after the window', async () => {
    const outside = [-2, 25].map(hours => observed(`t${hours}`, '9269-2', 15, '{score}', hours))
    const { features } = await chartOf([...comaParts(2, 3, 5, 1), ...outside])
    expect(features).toMatchObject({ gcs_min: 10, gcs_count: 1, gcs_motor_min: 5 })
  })

  it('take a total that repeats the parts of the hours before for no reading of its own', async () => {
    const repeated = observed('t', '9269-2', 10, '{score}', 1.01)
    const { features } = await chartOf([...comaParts(2, 3, 5, 1), repeated])
    expect(features).toMatchObject({ gcs_min: 10, gcs_count: 1, gcs_eye_min: 2 })
    const worse = observed('t', '9269-2', 6, '{score}', 2)
    const other = (await chartOf([...comaParts(2, 3, 5, 1), worse])).features
    expect([other['gcs_min'], other['gcs_count']]).toEqual([6, 2])
    expect(other['gcs_eye_min']).toBeUndefined()
    // nothing is carried into the ICU from before it
    const before = (await chartOf([...comaParts(2, 3, 5, -1), repeated])).features
    expect(before).toMatchObject({ gcs_min: 10, gcs_count: 1 })
  })

  it('add no part of the coma scale to parts that nobody charted', async () => {
    const total = observed('t', '9269-2', 9, '{score}', 1)
    const [eye = {}] = comaParts(3, 4, 5, 2)
    const { features, refused } = await chartOf([total, eye])
    expect([features['gcs_min'], features['gcs_count']]).toEqual([9, 1])
    expect(refused).toEqual([{ concept: 'gcs_eye', reason: 'incomplete', count: 1 }])
    // with a total at the same time, that decides
    const [motor = {}] = comaParts(3, 4, 5, 1).slice(2)
    expect((await chartOf([total, motor])).features['gcs_min']).toBe(9)
    // 6 h later nothing is carried any more: 3 + normal
    const [late = {}] = comaParts(3, 4, 5, 7)
    expect((await chartOf([total, late])).features['gcs_last']).toBe(3 + 5 + 6)
  })

  it.each(['Intubated', 'No Response-ETT', '1.0 ET/Trach', '1T'])(
    'count a verbal response of "%s" as gold does one that cannot be tested: 15 in total',
    async words => {
      const [eye = {}, verbal = {}, motor = {}] = comaParts(1, 1, 3, 1)
      const text = { ...verbal, valueQuantity: undefined, valueString: words }
      const coded = { ...text, valueString: undefined, valueCodeableConcept: { text: words } }
      expect((await chartOf([eye, text, motor])).features['gcs_min']).toBe(15)
      expect((await chartOf([eye, coded, motor])).features['gcs_min']).toBe(15)
    },
  )
})

/** The parts of the coma scale, `hours` after ICU admission. */
function comaParts(eye: number, verbal: number, motor: number, hours: number) {
  return [
    observed(`e${hours}`, '9267-6', eye, '{score}', hours),
    observed(`v${hours}`, '9270-0', verbal, '{score}', hours),
    observed(`m${hours}`, '9268-4', motor, '{score}', hours),
  ]
}

describe('blood gases of FHIR resources', () => {
  const fio2 = observed('fio2', '3150-0', 50, '%', 2)

  it('are read of arterial blood in mm[Hg] or kPa, with PaO2/FiO2 by the oxygen that was charted in the 4 h before', async () => {
    const { features, observationIds, refused } = await chartOf([
      fio2,
      observed('ph', '2744-1', 7.21, '[pH]', 3),
      observed('po2', '2703-7', 80, 'mm[Hg]', 3),
      observed('pco2', '2019-8', 6, 'kPa', 3),
      observed('be', '1925-7', -7, 'mmol/L', 3),
    ])
    expect(features).toMatchObject({
      ph_min: 7.21,
      pao2_min: 80,
      base_excess_min: -7,
      pf_ratio_min: 160,
      pf_ratio_count: 1,
    })
    expect(features['paco2_max']).toBeCloseTo(45.004, 3)
    expect([...observationIds].sort()).toEqual(['be', 'fio2', 'pco2', 'ph', 'po2'])
    expect(refused).toEqual([])
    // no extubation is told of, so nobody knows how the patient breathed then
    expect(Object.keys(features)).not.toContain('pf_ratio_ventilated_min')
  })

  it('count an oxygen pressure only where it is arterial by its code, or by another value of the same sample', async () => {
    const any = observed('po2', '11556-8', 60, 'mm[Hg]', 3)
    const arterial = observed('ph-a', '2744-1', 7.3, '[pH]', 3)
    const venous = observed('ph-v', '2746-6', 7.2, '[pH]', 3)
    const alone = await chartOf([fio2, any])
    expect([alone.features['pao2_count'], alone.features['pf_ratio_min']]).toEqual([0, undefined])
    expect(alone.refused).toEqual([{ concept: 'pao2', reason: 'specimen', count: 1 }])
    const ofArtery = await chartOf([fio2, any, arterial])
    expect(ofArtery.features).toMatchObject({ pao2_min: 60, pf_ratio_min: 120 })
    const ofBoth = await chartOf([fio2, any, arterial, venous])
    expect(ofBoth.refused).toEqual([{ concept: 'pao2', reason: 'specimen', count: 1 }])
    expect(ofBoth.features).toMatchObject({ ph_min: 7.2, ph_max: 7.3, ph_count: 2 })
  })
})

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
  const { folder, remove } = temporaryFolder()
  let sql: Duckdb
  let silver: Silver
  let stays: readonly number[]
  beforeAll(async () => {
    sql = await openDuckdb({ threads: 1, memoryMiB: 768, temporaryFolder: folder })
    silver = await madeUpSilver(12, 3).write(sql, folder)
    const ids = (await readGold(await buildGold(sql, silver, folder))).columns['icustay_id']
    stays = ids?.kind === 'number' ? [...ids.values] : []
  }, SLOW_MS)
  afterAll(() => {
    sql.close()
    remove()
  }, SLOW_MS)

  it(
    'has, sent as FHIR, the features that its rows have',
    async () => {
      expect(stays.length).toBeGreaterThan(8)
      for (const stay of stays) {
        const body = await sentStay(sql, silver, stay)
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
    },
    SLOW_MS,
  )
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
