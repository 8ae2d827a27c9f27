import { z } from 'zod'
import { columnMeans } from './linear.ts'
import { fitLogistic } from './logistic.ts'
import type { Matrix, ModelFamily } from './model.ts'
import { checkColumns, checkLabels, parseModel } from './trainingInput.ts'

const severityModel = z
  .strictObject({
    /** The point columns, whose sum is the score. */
    names: z.array(z.string()),
    intercept: z.number(),
    /** Log-odds per point. */
    slope: z.number(),
    /** Mean points of the training rows: from there contributions are counted. */
    means: z.array(z.number()),
  })
  .refine(({ names, means }) => names.length === means.length, 'names and means must be as many')
export type SeverityModel = z.infer<typeof severityModel>

/**
 * So weak a ridge that it moves the slope by less than its rounding, but keeps it finite where the score separates the
 * classes.
 */
const FREE = { C: 1e6, penalty: 'l2', l1Ratio: 0.5, classWeight: null } as const

/**
 * OASIS recalibrated: a logistic regression of the outcome on the score, which is the sum of the columns of the matrix
 * (the ten point columns that the `oasis` preprocessor makes). One slope, one intercept; no parameters, no randomness.
 *
 * Contributions are exact: a component adds slope × (its points − their training mean).
 */
export const severity: ModelFamily<SeverityModel> = {
  name: 'severity',
  takesMissing: false,
  fit(matrix, labels, _parameters, options) {
    checkLabels('severity', matrix, labels)
    const score: Matrix = {
      rows: matrix.rows,
      columns: 1,
      names: ['score'],
      values: scores(matrix),
    }
    const { intercept, coefficients } = fitLogistic(score, labels, FREE, options)
    return {
      names: [...matrix.names],
      intercept,
      slope: coefficients[0] ?? 0,
      means: columnMeans(matrix),
    }
  },
  margins(model, matrix) {
    checkColumns('severity', model.names, matrix)
    return scores(matrix).map(score => model.intercept + model.slope * score)
  },
  contributions(model, matrix) {
    checkColumns('severity', model.names, matrix)
    const meanScore = model.means.reduce((sum, mean) => sum + mean, 0)
    return {
      baseValue: model.intercept + model.slope * meanScore,
      values: matrix.values.map(
        (points, at) => model.slope * (points - (model.means[at % matrix.columns] ?? 0)),
      ),
    }
  },
  parse: json => parseModel('severity', severityModel, json),
}

/** Sum of each row. */
function scores(matrix: Matrix): Float64Array {
  const sums = new Float64Array(matrix.rows)
  for (let row = 0; row < matrix.rows; row++) {
    for (let column = 0; column < matrix.columns; column++) {
      sums[row] = (sums[row] ?? 0) + (matrix.values[row * matrix.columns + column] ?? 0)
    }
  }
  return sums
}
