import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OASIS_COMPONENTS, oasisProbability } from '../../../shared/features/oasis.ts'
import { scorePoints, scoreSums } from '../../../shared/features/severityScore.ts'
import type { Frame } from '../../../shared/tables/frame.ts'
import { type Columns, frameOf, pointsOf } from './scoreFrame.ts'

const points = (component: string, columns: Columns) =>
  pointsOf(OASIS_COMPONENTS, component, columns)

describe('OASIS points (bounds of Johnson 2013 as in mimic-code)', () => {
  it('counts the time before the ICU in minutes, by the newer mapping', () => {
    const minutes = [-5, 0, 10.1, 10.3, 296.9, 297, 1439, 1440, 18707, 18709]
    const hours = minutes.map(value => value / 60)
    expect(points('oasis_pre_icu', { pre_icu_hours: hours })).toEqual([
      5, 5, 5, 3, 3, 0, 0, 2, 2, 1,
    ])
  })

  it('gives ages of 90 and more fewer points than those just below', () => {
    expect(points('oasis_age', { age: [18, 23.9, 24, 53, 53.1, 77, 77.5, 89, 90, 91.4] })).toEqual([
      0, 0, 3, 3, 6, 6, 9, 9, 7, 7,
    ])
  })

  it('scores the worst Glasgow Coma Scale', () => {
    expect(points('oasis_gcs', { gcs_min: [3, 7, 8, 13, 14, 15] })).toEqual([10, 10, 4, 4, 3, 0])
  })

  it('scores a fast heart before a slow one', () => {
    expect(
      points('oasis_heart_rate', {
        heart_rate_min: [60, 32, 32, 60, 60, 60, 60, 33],
        heart_rate_max: [126, 126, 110, 125, 107, 106, 89, 88],
      }),
    ).toEqual([6, 6, 4, 3, 3, 1, 1, 0])
  })

  it('scores the mean blood pressure', () => {
    expect(
      points('oasis_mbp', {
        mbp_min: [20, 20.65, 50.9, 51, 51, 61.3, 61.33],
        mbp_max: [150, 90, 150, 144, 143, 90, 90],
      }),
    ).toEqual([4, 3, 3, 3, 2, 2, 0])
  })

  it('scores the respiratory rate', () => {
    expect(
      points('oasis_resp_rate', {
        resp_rate_min: [5, 12, 12, 12, 12, 13],
        resp_rate_max: [50, 45, 31, 23, 22, 22],
      }),
    ).toEqual([10, 9, 6, 1, 1, 0])
  })

  it('scores the temperature', () => {
    expect(
      points('oasis_temp_c', {
        temp_c_min: [36, 33.22, 33, 33, 36, 36.4, 36.4],
        temp_c_max: [39.9, 37, 35, 36.5, 36.5, 36.89, 36.88],
      }),
    ).toEqual([6, 4, 4, 3, 2, 2, 0])
  })

  it('scores urine, ventilation and surgery', () => {
    expect(
      points('oasis_urine_output', {
        urine_output_sum: [0, 671, 671.09, 1426.99, 1427, 2544.14, 2545, 6896.8, 6897],
      }),
    ).toEqual([10, 10, 5, 5, 1, 1, 0, 0, 8])
    expect(points('oasis_mech_vent', { mech_vent_any: [0, 1, Number.NaN] })).toEqual([0, 9, 0])
    expect(points('oasis_elective_surgery', { elective_surgery: [0, 1, Number.NaN] })).toEqual([
      6, 0, 0,
    ])
  })

  it('gives 0 points for whatever is missing', () => {
    const names = OASIS_COMPONENTS.flatMap(component => component.features)
    const missing = frameOf(Object.fromEntries(names.map(name => [name, [Number.NaN]])))
    expect([...scoreSums(scorePoints(OASIS_COMPONENTS, missing))]).toEqual([0])
    expect([...scoreSums(scorePoints(OASIS_COMPONENTS, { rows: 2, columns: {} }))]).toEqual([0, 0])
  })

  it('refuses text where a number belongs', () => {
    const frame: Frame = { rows: 1, columns: { age: { kind: 'text', values: ['old'] } } }
    expect(() => scorePoints(OASIS_COMPONENTS, frame)).toThrow(/`age` must be a number column/)
  })

  it('stays within 0 and 75 and is the sum of its components', () => {
    const names = [...new Set(OASIS_COMPONENTS.flatMap(component => component.features))]
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1000, max: 20_000 }), {
          minLength: names.length,
          maxLength: names.length,
        }),
        values => {
          const matrix = scorePoints(
            OASIS_COMPONENTS,
            frameOf(Object.fromEntries(names.map((name, i) => [name, [values[i] ?? Number.NaN]]))),
          )
          const [score] = scoreSums(matrix)
          expect(score).toBe(matrix.values.reduce((sum, value) => sum + value, 0))
          expect(score).toBeGreaterThanOrEqual(0)
          expect(score).toBeLessThanOrEqual(75)
        },
      ),
    )
  })
})

describe('OASIS probability', () => {
  it('follows the published logistic formula', () => {
    // from Python: logit = -6.1746 + 0.1275 * score
    expect(oasisProbability(0)).toBeCloseTo(0.002_077, 6)
    expect(oasisProbability(48.428_235_3)).toBeCloseTo(0.5, 8)
    expect(oasisProbability(60)).toBeCloseTo(0.813_876_8, 6)
  })
})
