import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sapsiiComponents, sapsiiProbability } from '../../../shared/features/sapsii.ts'
import { scorePoints, scoreSums } from '../../../shared/features/severityScore.ts'
import { SAPSII_DISEASES } from '../../../shared/mimic/chronicDiseases.ts'
import { DEMO } from './demoSilver.ts'
import { type Columns, frameOf, pointsOf } from './scoreFrame.ts'

const STRICT = sapsiiComponents('strict')
const points = (component: string, columns: Columns) => pointsOf(STRICT, component, columns)

const CODES = join(DEMO, 'D_ICD_DIAGNOSES.csv')
const codesMissing = !existsSync(CODES)
if (codesMissing) console.warn(`skipped: the ICD-9 codes of the MIMIC-III demo are not at ${CODES}`)

/** Of five patients: none, metastases, worse, worst, unknown. */
function diseases(source: string): Columns {
  return {
    [`${source}_sapsii_aids`]: [0, 0, 0, 1, Number.NaN],
    [`${source}_sapsii_hematologic_malignancy`]: [0, 0, 1, 1, Number.NaN],
    [`${source}_sapsii_metastatic_cancer`]: [0, 1, 1, 1, Number.NaN],
  }
}

describe('SAPS-II points (the table of Le Gall 1993, each bound from both sides)', () => {
  it('counts age', () => {
    expect(
      points('sapsii_age', { age: [18, 39.9, 40, 59.9, 60, 69.9, 70, 74.9, 75, 79.9, 80, 91.4] }),
    ).toEqual([0, 0, 7, 7, 12, 12, 15, 15, 16, 16, 18, 18])
  })

  it('counts the worse of a slow and a fast heart', () => {
    expect(
      points('sapsii_heart_rate', {
        heart_rate_min: [39, 40, 69, 70, 70, 70, 70, 60, 39],
        heart_rate_max: [90, 90, 90, 119, 120, 159, 160, 130, 170],
      }),
    ).toEqual([11, 2, 2, 0, 4, 4, 7, 4, 11])
  })

  it('counts the systolic blood pressure', () => {
    expect(
      points('sapsii_sbp', {
        sbp_min: [69, 70, 99, 100, 100, 99],
        sbp_max: [150, 150, 150, 199, 200, 200],
      }),
    ).toEqual([13, 5, 5, 0, 2, 5])
  })

  it('counts fever by the highest temperature, however low the lowest was', () => {
    expect(
      points('sapsii_temp_c', { temp_c_min: [36, 36, 39.1], temp_c_max: [38.9, 39, 40] }),
    ).toEqual([0, 3, 3])
  })

  it('counts oxygenation only where breathing is supported', () => {
    expect(
      points('sapsii_pf_ratio', {
        pf_ratio_supported_min: [99.9, 100, 199.9, 200, 500, Number.NaN],
        pf_ratio_min: [99.9, 100, 199.9, 200, 500, 50],
      }),
    ).toEqual([11, 9, 9, 6, 6, 0])
  })

  it('counts urine', () => {
    expect(points('sapsii_urine_output', { urine_output_sum: [0, 499, 500, 999, 1000] })).toEqual([
      11, 11, 4, 4, 0,
    ])
  })

  it('counts the laboratory', () => {
    expect(points('sapsii_bun', { bun_max: [27.9, 28, 83.9, 84] })).toEqual([0, 6, 6, 10])
    expect(points('sapsii_wbc', { wbc_min: [0.9, 1, 1, 1], wbc_max: [30, 19.9, 20, 5] })).toEqual([
      12, 0, 3, 0,
    ])
    expect(
      points('sapsii_potassium', {
        potassium_min: [2.9, 3, 3, 2.9],
        potassium_max: [4, 4.9, 5, 6],
      }),
    ).toEqual([3, 0, 3, 3])
    expect(
      points('sapsii_sodium', {
        sodium_min: [124, 125, 125, 124],
        sodium_max: [140, 144, 145, 150],
      }),
    ).toEqual([5, 0, 1, 5])
    expect(points('sapsii_bicarbonate', { bicarbonate_min: [14.9, 15, 19.9, 20] })).toEqual([
      6, 3, 3, 0,
    ])
    expect(points('sapsii_bilirubin', { bilirubin_max: [3.9, 4, 5.9, 6] })).toEqual([0, 4, 4, 9])
  })

  it('counts the coma scale', () => {
    expect(points('sapsii_gcs', { gcs_min: [3, 5, 6, 8, 9, 10, 11, 13, 14, 15] })).toEqual([
      26, 26, 13, 13, 7, 7, 5, 5, 0, 0,
    ])
  })

  it('counts the type of admission, and nothing where it is unknown', () => {
    expect(
      points('sapsii_admission', {
        surgical_service: [1, 1, 0, 0, Number.NaN, 1],
        elective_surgery: [1, 0, 0, 1, Number.NaN, Number.NaN],
      }),
    ).toEqual([0, 8, 6, 6, 0, 0])
  })

  it('counts the gravest chronic disease, by earlier admissions or in hindsight', () => {
    const expected = [0, 9, 10, 17, 0]
    expect(points('sapsii_chronic_disease', diseases('prior'))).toEqual(expected)
    expect(points('sapsii_chronic_disease', diseases('diagnosis'))).toEqual([0, 0, 0, 0, 0])
    expect(
      pointsOf(sapsiiComponents('retrospective'), 'sapsii_chronic_disease', diseases('diagnosis')),
    ).toEqual(expected)
  })

  it('gives 0 points for whatever is missing, and at most 163', () => {
    const names = [...new Set(STRICT.flatMap(({ features }) => features))]
    const missing = Object.fromEntries(names.map(name => [name, [Number.NaN]]))
    expect([...scoreSums(scorePoints(STRICT, frameOf(missing)))]).toEqual([0])

    const worst = {
      age: [90],
      heart_rate_min: [20],
      sbp_min: [40],
      temp_c_max: [41],
      pf_ratio_supported_min: [60],
      urine_output_sum: [10],
      bun_max: [120],
      wbc_min: [0.5],
      potassium_max: [7],
      sodium_min: [110],
      bicarbonate_min: [8],
      bilirubin_max: [20],
      gcs_min: [3],
      surgical_service: [1],
      elective_surgery: [0],
      prior_sapsii_aids: [1],
    }
    expect([...scoreSums(scorePoints(STRICT, frameOf(worst)))]).toEqual([163])
  })

  it('is never less for a worse patient: a lower pressure, less urine, a deeper coma', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 300, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (value, share) => {
          for (const [component, feature] of [
            ['sapsii_sbp', 'sbp_min'],
            ['sapsii_urine_output', 'urine_output_sum'],
            ['sapsii_gcs', 'gcs_min'],
            ['sapsii_pf_ratio', 'pf_ratio_supported_min'],
          ] as const) {
            const [better = 0, worse = 0] = points(component, { [feature]: [value, value * share] })
            expect(worse).toBeGreaterThanOrEqual(better)
          }
        },
      ),
    )
  })
})

describe('SAPS-II probability', () => {
  it('follows the published formula', () => {
    // computed in Python; Le Gall gives 10, 25, 50 and 90 % for the scores 29, 40, 52 and 77
    expect(sapsiiProbability(0)).toBeCloseTo(0.000_425, 6)
    expect(sapsiiProbability(29)).toBeCloseTo(0.096_698, 6)
    expect(sapsiiProbability(40)).toBeCloseTo(0.247_443, 6)
    expect(sapsiiProbability(52)).toBeCloseTo(0.507_019, 6)
    expect(sapsiiProbability(77)).toBeCloseTo(0.905_156, 6)
  })
})

describe('the chronic diseases of SAPS-II', () => {
  it.skipIf(codesMissing)(
    'hold the ranges of mimic-code, of all ICD-9 codes that MIMIC has',
    () => {
      // from sapsii.sql, compared as text
      const hematologic = [
        ['20000', '20238'],
        ['20240', '20248'],
        ['20250', '20302'],
        ['20310', '20312'],
        ['20302', '20382'],
        ['20400', '20522'],
        ['20580', '20702'],
        ['20720', '20892'],
      ] as const
      const theirs: Readonly<Record<string, (code: string) => boolean>> = {
        aids: code => code.slice(0, 3) >= '042' && code.slice(0, 3) <= '044',
        hematologic_malignancy: code =>
          hematologic.some(([low, high]) => code >= low && code <= high) ||
          ['2386', '2733'].includes(code.slice(0, 4)),
        metastatic_cancer: code =>
          (code.slice(0, 4) >= '1960' && code.slice(0, 4) <= '1991') ||
          (code >= '20970' && code <= '20975') ||
          code === '20979' ||
          code === '78951',
      }
      const codes = readFileSync(CODES, 'utf8')
        .split('\n')
        .flatMap(line => /^\d+,"?([0-9EV]+)"?,/.exec(line)?.[1] ?? [])
      expect(codes.length).toBeGreaterThan(14_000)
      for (const { name, exact, prefixes } of SAPSII_DISEASES) {
        const ours = codes.filter(
          code => exact.includes(code) || prefixes.some(prefix => code.startsWith(prefix)),
        )
        expect(ours).toEqual(codes.filter(code => theirs[name]?.(code)))
        expect(ours.length).toBeGreaterThan(0)
      }
    },
  )
})
