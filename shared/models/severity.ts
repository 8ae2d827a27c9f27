import { z } from 'zod'
import { columnMeans } from './linear.ts'
import { sigmoid } from './link.ts'
import { fitLogistic } from './logistic.ts'
import type { Matrix } from './matrix.ts'
import type { ModelFamily } from './model.ts'
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
    /**
     * How well intercept and slope are known, by the Fisher information of the training rows. About the centre the two
     * are not correlated: a margin's variance is `level` + (score − centre)² · `slope`. null where the rows do not tell,
     * and in models published before it was kept.
     */
    variance: z
      .strictObject({ centre: z.number(), level: z.number(), slope: z.number() })
      .nullable()
      .default(null),
  })
  .refine(({ names, means }) => names.length === means.length, 'names and means must be as many')
export type SeverityModel = z.infer<typeof severityModel>

/**
 * So weak a ridge that it moves the slope by less than its rounding, but keeps it finite where the score separates the
 * classes.
 */
const FREE = { C: 1e6, penalty: 'l2', l1Ratio: 0.5, classWeight: null } as const

/** Scores that spread by less than this share of their mean square are all equal but for rounding. */
const ROUNDING = 1e-20

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
    const slope = coefficients[0] ?? 0
    return {
      names: [...matrix.names],
      intercept,
      slope,
      means: columnMeans(matrix),
      variance: varianceOf({ intercept, slope }, score.values, options.weights),
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
  standardErrors({ variance }, matrix) {
    if (variance === null) return null
    return scores(matrix).map(score => {
      const off = score - variance.centre
      return Math.sqrt(variance.level + off * off * variance.slope)
    })
  },
  parse: json => parseModel('severity', severityModel, json),
}

/**
 * Inverse of the Fisher information of a logistic regression on one variable, about the mean that its weights
 * w = p (1 − p) give: there it is diagonal, 1 / Σw and 1 / Σw (x − centre)². Each row counts as independent, though a
 * patient may have several stays.
 */
function varianceOf(
  { intercept, slope }: Pick<SeverityModel, 'intercept' | 'slope'>,
  values: Float64Array,
  counts: Float64Array | undefined,
): SeverityModel['variance'] {
  const weights = values.map((value, row) => {
    const probability = sigmoid(intercept + slope * value)
    return (counts?.[row] ?? 1) * probability * (1 - probability)
  })
  let [total, moment, spread] = [0, 0, 0]
  weights.forEach((weight, row) => {
    total += weight
    moment += weight * (values[row] ?? 0)
  })
  const centre = moment / total
  weights.forEach((weight, row) => {
    const off = (values[row] ?? 0) - centre
    spread += weight * off * off
  })
  const variance = { centre, level: 1 / total, slope: 1 / spread }
  const isTold = spread > ROUNDING * total * centre * centre
  return isTold && Object.values(variance).every(Number.isFinite) ? variance : null
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
