import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { predictHandler } from '../../../functions/triggers/predict.ts'
import { closeWorkers } from '../../../shared/compute/pool.ts'
import { logisticArtifact, oasisArtifact } from '../../shared/serving/sampleModels.ts'
import { type Answer, call, withChampion } from './servingSample.ts'

/** A thread has to load DuckDB, on a machine that is busy with other things. */
const SLOW_MS = 120_000

const champion = withChampion(logisticArtifact())
const handler = predictHandler(async () => await champion)
const predict = async (stay: unknown) => await call(handler, { body: { stay } })

/** The value of one input as the answer shows it, and the codes of the warnings. */
function shown(answer: Answer, feature: string) {
  const [prediction] = answer.json.predictions
  const found = prediction?.contributions.find(contribution => contribution.feature === feature)
  return { value: found?.value, warnings: prediction?.warnings.map(({ code }) => code) }
}

const INTIME = '2130-02-04 12:00:00'
const LACTATE = 50813
const HEART_RATE = 220045
const VENTILATOR_MODE = 223849

const stay = {
  icustay: { intime: INTIME, first_careunit: 'MICU', dbsource: 'metavision' },
  admission: { admittime: '2130-02-04 10:00:00', admission_type: 'EMERGENCY' },
  patient: { gender: 'F', age: 70 },
  chartevents: [
    { itemid: HEART_RATE, charttime: '2130-02-04 13:00:00', value: '90', valuenum: 90 },
    { itemid: VENTILATOR_MODE, charttime: '2130-02-04 13:00:00', value: 'CMV/ASSIST' },
  ],
  labevents: [{ itemid: LACTATE, charttime: '2130-02-04 14:00:00', valuenum: 4 }],
}

async function ageOf(patient: object) {
  return shown(await predict({ ...stay, patient: { gender: 'F', ...patient } }), 'age')
}

/** Of the stay with another lactate at this time. */
async function lactateWith(charttime: string, more: object = {}) {
  const labevents = [...stay.labevents, { itemid: LACTATE, charttime, valuenum: 9 }]
  return shown(await predict({ ...stay, labevents, ...more }), 'lactate_max')
}

/** A body as no `JSON.stringify` would write it. */
function withLabs(rows: string): string {
  return `{"stay":{"icustay":{"intime":"${INTIME}"},"labevents":[${rows}]}}`
}

afterAll(closeWorkers)

describe('POST /api/predict with the rows of a stay', () => {
  it(
    'answers what the features of these rows get',
    async () => {
      const raw = await predict(stay)
      const features = { age: 70, lactate_max: 4, mech_vent_any: 1, gender: 'F' }
      const named = await call(handler, { body: { features } })
      expect(raw.status).toBe(200)
      const [expected] = named.json.predictions
      expect(raw.json.predictions).toHaveLength(1)
      expect(raw.json.predictions[0]).toMatchObject({
        probability: expected?.probability,
        baseValue: expected?.baseValue,
        contributions: expected?.contributions,
        warnings: [],
      })
    },
    SLOW_MS,
  )

  it('takes the date of birth as well as the age, and hides ages over 89', async () => {
    // 70 and 300 years in days of 365.242 a year, as mimic-code counts them
    expect(await ageOf({ dob: '2060-02-04' })).toEqual({
      value: expect.closeTo(70, 1),
      warnings: [],
    })
    const hidden = { value: 91.4, warnings: ['age-over-89'] }
    expect(await ageOf({ dob: '1830-02-04' })).toEqual(hidden)
    expect(await ageOf({ age: 95 })).toEqual(hidden)
  })

  it('counts nothing that comes after 24 h, or after asOf, of which it warns', async () => {
    expect(await lactateWith('2130-02-05 12:00:00')).toEqual({ value: 9, warnings: [] })
    expect(await lactateWith('2130-02-05 12:00:01')).toEqual({ value: 4, warnings: [] })
    const asOfLater = await lactateWith('2130-02-05 12:00:01', { asOf: '2130-02-09' })
    expect(asOfLater).toEqual({ value: 4, warnings: [] })
    const asOfEarlier = await lactateWith('2130-02-04 20:00:00', { asOf: '2130-02-04 19:00' })
    expect(asOfEarlier).toEqual({ value: 4, warnings: ['short-window'] })
  })

  it('tells what was not sent from what was not done', async () => {
    const { chartevents: _, ...unknown } = stay
    const none = await predict({ ...stay, chartevents: [] })
    expect(shown(none, 'mech_vent_any').value).toBe(0)
    expect(shown(await predict(unknown), 'mech_vent_any').value).toBeNull()
  })

  it('takes times with offsets, and a stay of which next to nothing is known', async () => {
    const zoned = await predict({
      icustay: { intime: '2130-02-04T12:00:00Z' },
      labevents: [{ itemid: LACTATE, charttime: '2130-02-05T12:59:59+01:00', valuenum: 4 }],
    })
    expect(zoned.status).toBe(200)
    expect(shown(zoned, 'lactate_max').value).toBe(4)
  })

  it('warns of a child, as the model has seen none', async () => {
    const child = await predict({ ...stay, patient: { age: 9 } })
    expect(shown(child, 'age').warnings).toContain('outside-cohort')
  })

  it('uses the champion as it is: another model, other features', async () => {
    const oasis = await withChampion(oasisArtifact())
    const answer = await call(
      predictHandler(async () => oasis),
      { body: { stay } },
    )
    expect(shown(answer, 'heart_rate_max').value).toBe(90)
  })

  it('takes thousands of rows', async () => {
    const chartevents = Array.from({ length: 20_000 }, (_, row) => ({
      itemid: HEART_RATE,
      charttime: `2130-02-04 ${String(13 + (row % 10))}:00:00`,
      valuenum: 60 + (row % 80),
    }))
    const answer = await predict({ ...stay, chartevents })
    expect(answer.status).toBe(200)
  })

  it.each([
    [{}, '/stay/icustay'],
    [{ icustay: {} }, '/stay/icustay/intime'],
    [{ icustay: { intime: 'now' } }, '/stay/icustay/intime'],
    [{ ...stay, icustay: { intime: INTIME, los: 3 } }, '/stay/icustay/los'],
    [{ ...stay, icustay: { intime: INTIME, outtime: INTIME } }, '/stay/icustay/outtime'],
    [{ ...stay, admission: { hospital_expire_flag: 0 } }, '/stay/admission/hospital_expire_flag'],
    [{ ...stay, admission: { discharge_location: 'HOME' } }, '/stay/admission/discharge_location'],
    [{ ...stay, patient: { dod: null } }, '/stay/patient/dod'],
    [{ ...stay, patient: { age: 70, dob: '2060-02-04' } }, '/stay/patient/age'],
    [{ ...stay, patient: { age: '70' } }, '/stay/patient/age'],
    [{ ...stay, vitals: [] }, '/stay/vitals'],
    [{ ...stay, chartevents: {} }, '/stay/chartevents'],
    [{ ...stay, chartevents: [stay.chartevents[0], { item: 1 }] }, '/stay/chartevents/1/item'],
    [{ ...stay, labevents: [{ valuenum: '4' }] }, '/stay/labevents/0/valuenum'],
    [{ ...stay, labevents: [{ itemid: 1.5 }] }, '/stay/labevents/0/itemid'],
    [{ ...stay, outputevents: [{ charttime: 5 }] }, '/stay/outputevents/0/charttime'],
    [{ ...stay, services: [{ transfertime: '2130-02-31' }] }, '/stay/services/0/transfertime'],
    [{ ...stay, asOf: INTIME }, '/stay/asOf'],
    [{ ...stay, asOf: '2130-02-04T13:00:00Z' }, '/stay/asOf'],
    [
      {
        ...stay,
        labevents: [{ itemid: LACTATE, charttime: '2130-02-04T13:00:00Z', valuenum: 1 }],
      },
      '/stay/labevents/0/charttime',
    ],
    [
      {
        icustay: stay.icustay,
        priorAdmissions: [{ admittime: INTIME, dischtime: INTIME, diagnoses: [] }],
      },
      '/stay/admission/admittime',
    ],
  ])('%j is refused at %s', async (sent, pointer) => {
    const answer = await predict(sent)
    expect(answer.status).toBe(400)
    expect(answer.json.code).toBe('INVALID_INPUT')
    expect(answer.json.errors.map(error => error.pointer)).toEqual([pointer])
  })

  it('says of what is known only at discharge that it gives the outcome away', async () => {
    const answer = await predict({ ...stay, icustay: { intime: INTIME, los: 3 } })
    expect(answer.json.errors[0]?.message).toMatch(/gives the outcome away/)
  })

  it('refuses numbers that are not finite, too many rows, and features beside a stay', async () => {
    const row = '{"itemid":1,"valuenum":1e999}'
    const infinite = await call(handler, { body: withLabs(row) })
    expect(infinite.json.errors[0]?.pointer).toBe('/stay/labevents/0/valuenum')
    const many = await call(handler, { body: withLabs(Array(50_001).fill('{}').join()) })
    expect(many.json.errors).toEqual([
      { pointer: '/stay/labevents', message: 'must hold at most 50000 rows' },
    ])
    const half = Array.from({ length: 25_001 }, () => ({}))
    const spread = await predict({
      icustay: { intime: INTIME },
      labevents: half,
      chartevents: half,
    })
    expect(spread.json.errors).toEqual([
      { pointer: '/stay', message: 'must hold at most 50000 rows in all its tables together' },
    ])
    const both = await call(handler, { body: { stay, features: {} } })
    expect(both.json.errors[0]?.pointer).toBe('/features')
  })

  it(
    'answers whatever it is sent with a prediction or a 400, and the next request as ever',
    async () => {
      const anything = fc.jsonValue({ maxDepth: 2 })
      const times = fc.oneof(
        fc.constantFrom(INTIME, '2130-02-05', '1700-01-01', '2250-12-31 23:59:59.999999'),
        fc
          .date({ min: new Date('1700-01-02'), max: new Date('2250-01-01'), noInvalidDate: true })
          .map(date => date.toISOString().slice(0, 19)),
      )
      const numbers = fc.oneof(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.constantFrom(0, -0, 1e308, -1e308, 5e-324, 1e9, 1e15),
      )
      const row = fc.record(
        {
          itemid: fc.oneof(
            fc.constantFrom(LACTATE, HEART_RATE, VENTILATOR_MODE, 221906, 30047, 40055, 226512),
            fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
          ),
          charttime: times,
          starttime: times,
          endtime: times,
          value: fc.oneof(fc.string({ unit: 'binary' }), numbers, fc.constant(null)),
          valuenum: fc.oneof(numbers, fc.constant(null)),
          rate: numbers,
          rateuom: fc.constantFrom('mcg/kg/min', 'units/hour', "'; DROP TABLE events"),
        },
        { requiredKeys: [] },
      )
      const fields: Readonly<Record<string, readonly string[]>> = {
        chartevents: ['itemid', 'charttime', 'value', 'valuenum'],
        labevents: ['itemid', 'charttime', 'value', 'valuenum'],
        outputevents: ['itemid', 'charttime', 'value'],
        inputevents_cv: ['itemid', 'charttime', 'rate', 'rateuom'],
        inputevents_mv: ['itemid', 'starttime', 'endtime', 'rate', 'rateuom'],
        procedureevents_mv: ['itemid', 'starttime', 'endtime', 'value'],
      }
      const tables = fc.record(
        Object.fromEntries(
          Object.entries(fields).map(([table, names]) => [
            table,
            fc.array(
              row.map(sent =>
                Object.fromEntries(Object.entries(sent).filter(([name]) => names.includes(name))),
              ),
              { maxLength: 8 },
            ),
          ]),
        ),
        { requiredKeys: [] },
      )
      const good = fc.record(
        {
          icustay: fc.record({ intime: times, first_careunit: fc.string({ unit: 'binary' }) }),
          admission: fc.record({ admittime: times, diagnosis: fc.string({ unit: 'binary' }) }),
          patient: fc.oneof(
            fc.record({ dob: times }),
            fc.record({ age: fc.integer({ min: 0, max: 150 }) }),
          ),
          priorAdmissions: fc.array(
            fc.record({ admittime: times, dischtime: times, diagnoses: fc.array(fc.string()) }),
            { maxLength: 3 },
          ),
          asOf: times,
        },
        { requiredKeys: ['icustay'] },
      )
      const names = fc.constantFrom(...Object.keys(fields), 'icustay', 'patient', 'asOf', 'los')
      const sent = fc.oneof(
        { weight: 3, arbitrary: fc.tuple(good, tables).map(([a, b]) => ({ ...a, ...b })) },
        {
          weight: 1,
          arbitrary: fc.tuple(good, names, anything).map(([a, n, v]) => ({ ...a, [n]: v })),
        },
        { weight: 1, arbitrary: anything },
      )
      const statuses = new Set<number>()
      await fc.assert(
        fc.asyncProperty(sent, async body => {
          const answer = await predict(body)
          expect([200, 400]).toContain(answer.status)
          expect(answer.body).not.toMatch(/node_modules|\.ts:|\.js:|duckdb/i)
          statuses.add(answer.status)
          for (const { probability } of answer.json.predictions ?? []) {
            expect(probability).toBeGreaterThanOrEqual(0)
            expect(probability).toBeLessThanOrEqual(1)
          }
        }),
        { numRuns: 200 },
      )
      expect(statuses).toEqual(new Set([200, 400]))
      expect((await predict(stay)).json.predictions[0]?.probability).toBeCloseTo(
        0.6456563062257954,
        12,
      )
    },
    SLOW_MS,
  )
})
