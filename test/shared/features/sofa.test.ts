import { describe, expect, it } from 'vitest'
import { scorePoints, scoreSums } from '../../../shared/features/severityScore.ts'
import { SOFA_COMPONENTS } from '../../../shared/features/sofa.ts'
import { type Columns, frameOf, pointsOf } from './scoreFrame.ts'

const points = (component: string, columns: Columns) =>
  pointsOf(SOFA_COMPONENTS, component, columns)

describe('SOFA points (the table of Vincent 1996, each bound from both sides)', () => {
  it('counts respiration, 3 and 4 points only while ventilated', () => {
    expect(
      points('sofa_respiration', {
        pf_ratio_ventilated_min: [99, 100, 199, 200, 299, Number.NaN, 120, Number.NaN, Number.NaN],
        pf_ratio_min: [99, 100, 199, 200, 299, 68, 68, 399, 400],
      }),
    ).toEqual([4, 3, 3, 2, 2, 2, 3, 1, 0])
    expect(points('sofa_respiration', { pf_ratio_min: [299, 300] })).toEqual([2, 1])
  })

  it('counts coagulation and the liver', () => {
    expect(
      points('sofa_coagulation', { platelet_min: [19, 20, 49, 50, 99, 100, 149, 150] }),
    ).toEqual([4, 3, 3, 2, 2, 1, 1, 0])
    expect(points('sofa_liver', { bilirubin_max: [1.1, 1.2, 1.9, 2, 5.9, 6, 11.9, 12] })).toEqual([
      0, 1, 1, 2, 2, 3, 3, 4,
    ])
  })

  it('counts pressure and vasopressors by their rates', () => {
    const none = Number.NaN
    expect(
      points('sofa_cardiovascular', {
        mbp_min: [69, 70, 90, 90, 90, 90, 90, 90, 90, 90],
        dobutamine_any: [0, 0, 1, 0, 0, 0, 0, 0, 0, 0],
        dopamine_any: [0, 0, 0, 1, 1, 1, 1, 0, 0, 0],
        dopamine_max: [none, none, none, 5, 5.1, 15, 15.1, none, none, none],
        norepinephrine_any: [0, 0, 0, 0, 0, 0, 0, 1, 1, 0],
        norepinephrine_max: [none, none, none, none, none, none, none, 0.1, 0.11, none],
        epinephrine_any: [0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
        epinephrine_max: [none, none, none, none, none, none, none, none, none, 0.2],
      }),
    ).toEqual([1, 0, 2, 2, 3, 3, 4, 3, 4, 4])
  })

  it('counts a vasopressor of unknown rate as its lowest', () => {
    expect(
      points('sofa_cardiovascular', {
        mbp_min: [90, 90, 90],
        norepinephrine_any: [1, 0, 0],
        epinephrine_any: [0, 1, 0],
        dopamine_any: [0, 0, 1],
      }),
    ).toEqual([3, 3, 2])
  })

  it('counts the coma scale', () => {
    expect(points('sofa_nervous_system', { gcs_min: [3, 5, 6, 9, 10, 12, 13, 14, 15] })).toEqual([
      4, 4, 3, 3, 2, 2, 1, 1, 0,
    ])
  })

  it('counts the kidneys by the worse of creatinine and urine', () => {
    expect(
      points('sofa_renal', {
        creatinine_max: [1.1, 1.2, 1.9, 2, 3.4, 3.5, 4.9, 5, 1, 1, 1, 1, 4],
        urine_output_sum: [900, 900, 900, 900, 900, 900, 900, 900, 199, 200, 499, 500, 199],
      }),
    ).toEqual([0, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 0, 4])
  })

  it('gives 0 points for whatever is missing, and at most 24', () => {
    const names = [...new Set(SOFA_COMPONENTS.flatMap(({ features }) => features))]
    const missing = Object.fromEntries(names.map(name => [name, [Number.NaN]]))
    expect([...scoreSums(scorePoints(SOFA_COMPONENTS, frameOf(missing)))]).toEqual([0])
    const worst = {
      pf_ratio_ventilated_min: [50],
      platelet_min: [5],
      bilirubin_max: [20],
      norepinephrine_max: [0.5],
      gcs_min: [3],
      creatinine_max: [6],
    }
    expect([...scoreSums(scorePoints(SOFA_COMPONENTS, frameOf(worst)))]).toEqual([24])
  })
})
