import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linearMargins } from '../../../shared/models/linear.ts'
import { sigmoid } from '../../../shared/models/link.ts'
import { fitLogistic } from '../../../shared/models/logistic.ts'
import { severity } from '../../../shared/models/severity.ts'
import { trainingData } from './trainingData.ts'

const problem = fc.record({
  rows: fc.integer({ min: 8, max: 50 }),
  columns: fc.integer({ min: 2, max: 40 }),
  C: fc.constantFrom(1e-4, 0.03, 1, 40, 1000),
  penalty: fc.constantFrom('l1' as const, 'l2' as const, 'elasticnet' as const),
  l1Ratio: fc.constantFrom(0, 0.2, 0.9, 1),
  seed: fc.nat(),
})

describe('fitLogistic', () => {
  it('meets the conditions of optimality, with more columns than rows as well', () => {
    fc.assert(
      fc.property(problem, ({ rows, columns, C, penalty, l1Ratio, seed }) => {
        const { matrix, labels } = trainingData(rows, columns, seed)
        const parameters = { C, penalty, l1Ratio, classWeight: null }
        const { intercept, coefficients } = fitLogistic(matrix, labels, parameters, {})
        const share = { l1: 1, l2: 0, elasticnet: l1Ratio }[penalty]
        const slopes = new Float64Array(columns)
        let interceptSlope = 0
        for (let row = 0; row < rows; row++) {
          const values = matrix.values.subarray(row * columns, (row + 1) * columns)
          const margin = values.reduce(
            (sum, value, column) => sum + value * (coefficients[column] ?? 0),
            intercept,
          )
          const slope = C * (sigmoid(margin) - (labels[row] ?? 0))
          interceptSlope += slope
          values.forEach((value, column) => {
            slopes[column] = (slopes[column] ?? 0) + slope * value
          })
        }
        const violations = slopes.map((slope, column) => {
          const coefficient = coefficients[column] ?? 0
          const smooth = slope + (1 - share) * coefficient
          return coefficient === 0
            ? Math.max(0, Math.abs(smooth) - share)
            : Math.abs(smooth + share * Math.sign(coefficient))
        })
        // beside the penalty's own slope of about 1
        expect(Math.max(...violations, Math.abs(interceptSlope))).toBeLessThan(
          1e-6 * Math.max(1, C),
        )
      }),
      { numRuns: 60, seed: 1 },
    )
  })

  it('keeps to the log-odds of the prevalence where the penalty lets no coefficient go', () => {
    const { matrix, labels } = trainingData(50, 4)
    const positives = labels.reduce((sum, label) => sum + label, 0)
    const { intercept, coefficients } = fitLogistic(
      matrix,
      labels,
      { C: 1e-4, penalty: 'l1', l1Ratio: 0.5, classWeight: null },
      {},
    )
    expect([...coefficients]).toEqual([0, 0, 0, 0])
    expect(intercept).toBeCloseTo(Math.log(positives / (50 - positives)), 12)
  })

  it('moves the intercept alone where a column is shifted, however far', () => {
    const { matrix, labels } = trainingData(60, 4)
    const far = { ...matrix, values: matrix.values.map(value => value + 1e6) }
    for (const penalty of ['l1', 'l2', 'none'] as const) {
      const parameters = { C: 1, penalty, l1Ratio: 0.5, classWeight: null }
      const here = fitLogistic(matrix, labels, parameters, {})
      const there = fitLogistic(far, labels, parameters, {})
      there.coefficients.forEach((value, column) =>
        expect(value).toBeCloseTo(here.coefficients[column] ?? 9, 6),
      )
    }
  })

  it('refuses separable data without a penalty: there is no finite minimum', () => {
    const values = Float64Array.of(1, 5, 2, 7, 8, 3, 9, 1)
    const matrix = { rows: 4, columns: 2, names: ['x', 'noise'], values }
    const parameters = { C: 1, penalty: 'none', l1Ratio: 0.5, classWeight: null } as const
    expect(() => fitLogistic(matrix, Uint8Array.of(0, 0, 1, 1), parameters, {})).toThrow(
      'choose a penalty',
    )
    expect(() =>
      fitLogistic(trainingData(10, 20).matrix, trainingData(10, 20).labels, parameters, {}),
    ).toThrow('choose a penalty')
  })

  it('finds the same minimum where second derivatives are kept for steps, on many rows', () => {
    const { matrix, labels } = trainingData(3000, 30)
    for (const penalty of ['l1', 'l2', 'elasticnet'] as const) {
      const parameters = { C: 0.05, penalty, l1Ratio: 0.5, classWeight: null }
      const { intercept, coefficients } = fitLogistic(matrix, labels, parameters, {})
      const residuals = linearMargins(
        'logistic',
        { names: matrix.names.slice(), intercept, coefficients: [...coefficients], means: [] },
        matrix,
      ).map((margin, row) => 0.05 * (sigmoid(margin) - (labels[row] ?? 0)))
      expect(Math.abs(residuals.reduce((sum, off) => sum + off, 0))).toBeLessThan(1e-7)
      const share = { l1: 1, l2: 0, elasticnet: 0.5 }[penalty]
      coefficients.forEach((coefficient, column) => {
        let slope = (1 - share) * coefficient
        for (let row = 0; row < matrix.rows; row++) {
          slope += (residuals[row] ?? 0) * (matrix.values[row * matrix.columns + column] ?? 0)
        }
        const off =
          coefficient === 0
            ? Math.max(0, Math.abs(slope) - share)
            : Math.abs(slope + share * Math.sign(coefficient))
        expect(off).toBeLessThan(1e-7)
      })
    }
  })

  it('takes a weight of 2 for the same row twice', () => {
    const { matrix, labels } = trainingData(20, 3)
    const doubled = {
      ...matrix,
      rows: 40,
      values: Float64Array.of(...matrix.values, ...matrix.values),
    }
    const parameters = { C: 1, penalty: 'l2', l1Ratio: 0.5, classWeight: null } as const
    const twice = fitLogistic(doubled, Uint8Array.of(...labels, ...labels), parameters, {})
    const weights = new Float64Array(20).fill(2)
    const weighted = fitLogistic(matrix, labels, parameters, { weights })
    weighted.coefficients.forEach((value, column) =>
      expect(value).toBeCloseTo(twice.coefficients[column] ?? 9, 9),
    )
  })
})

describe('severity', () => {
  it('recalibrates the sum of the points: at the maximum, deaths expected are deaths seen', () => {
    const { matrix, labels } = trainingData(80, 10)
    const model = severity.fit(matrix, labels, {}, { seed: 1 })
    const residuals = severity
      .margins(model, matrix)
      .map((m, row) => sigmoid(m) - (labels[row] ?? 0))
    const byScore = residuals.map(
      (off, row) =>
        off * matrix.values.subarray(row * 10, (row + 1) * 10).reduce((a, b) => a + b, 0),
    )
    expect(residuals.reduce((sum, off) => sum + off, 0)).toBeCloseTo(0, 6)
    expect(byScore.reduce((sum, off) => sum + off, 0)).toBeCloseTo(0, 4)
  })

  it('stays finite where the score separates the classes', () => {
    const matrix = { rows: 4, columns: 1, names: ['points'], values: Float64Array.of(1, 2, 30, 40) }
    const model = severity.fit(matrix, Uint8Array.of(0, 0, 1, 1), {}, { seed: 1 })
    expect(severity.margins(model, matrix).every(Number.isFinite)).toBe(true)
    expect(model.slope).toBeGreaterThan(0)
  })
})
