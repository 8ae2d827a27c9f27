import { z } from 'zod'
import {
  columnMeans,
  type LinearModel,
  linearContributions,
  linearMargins,
  linearModel,
} from './linear.ts'
import type { FitOptions, Matrix, ModelFamily } from './model.ts'
import type { LogisticSolution } from './penalisedLogLoss.ts'
import { solveLasso } from './proximalNewton.ts'
import { solveRidge } from './ridgeNewton.ts'
import { checkLabels, parseModel, parseParameters } from './trainingInput.ts'

/** Named as in scikit-learn's `LogisticRegression`. */
export const logisticParameters = z.object({
  /** Inverse of the penalty's strength. */
  C: z.number().positive().default(1),
  penalty: z.enum(['l1', 'l2', 'elasticnet']).default('l2'),
  /** Share of L1 in the elastic net; other penalties ignore it. */
  l1Ratio: z.number().min(0).max(1).default(0.5),
  /** `balanced`: each class weighs half, n / (2 × rows of the class) a row; null: all rows weigh the same. */
  classWeight: z.literal('balanced').nullable().default(null),
})
export type LogisticParameters = z.infer<typeof logisticParameters>

/**
 * Penalised logistic regression with the objective of scikit-learn's `LogisticRegression` (C Σ weight × log loss +
 * penalty, the intercept unpenalised), solved to double precision: L2 by Newton's method, L1 and elastic net by proximal
 * Newton. The minimum is unique but for L1 with more columns than rows, so the seed plays no part. Separable data have a
 * finite solution for any finite C. Contributions are exact.
 */
export const logistic: ModelFamily<LinearModel> = {
  name: 'logistic',
  takesMissing: false,
  fit(matrix, labels, parameters, options) {
    checkLabels('logistic', matrix, labels)
    const chosen = parseParameters('logistic', logisticParameters, parameters)
    const { intercept, coefficients } = fitLogistic(matrix, labels, chosen, options)
    return {
      names: [...matrix.names],
      intercept,
      coefficients: Array.from(coefficients),
      means: columnMeans(matrix),
    }
  },
  margins: (model, matrix) => linearMargins('logistic', model, matrix),
  contributions: (model, matrix) => linearContributions('logistic', model, matrix),
  parse: json => parseModel('logistic', linearModel, json),
}

/** Intercept and one coefficient per column. */
export function fitLogistic(
  matrix: Matrix,
  labels: Uint8Array,
  parameters: LogisticParameters,
  options: Pick<FitOptions, 'weights'>,
): LogisticSolution {
  const lasso = lassoShare(parameters)
  const problem = {
    rows: matrix.rows,
    columns: columnsOf(matrix),
    labels,
    weights: rowWeights(labels, parameters, options.weights),
    ridge: 1 - lasso,
    lasso,
  }
  return lasso === 0 ? solveRidge(problem) : solveLasso(problem)
}

function lassoShare({ penalty, l1Ratio }: LogisticParameters): number {
  if (penalty === 'elasticnet') return l1Ratio
  return penalty === 'l1' ? 1 : 0
}

function rowWeights(
  labels: Uint8Array,
  { C, classWeight }: LogisticParameters,
  weights: Float64Array | undefined,
): Float64Array {
  const positives = labels.reduce((sum, label) => sum + label, 0)
  const sizes = [labels.length - positives, positives]
  return Float64Array.from(labels, (label, row) => {
    const ofClass = classWeight === 'balanced' ? labels.length / (2 * (sizes[label] ?? 1)) : 1
    return C * ofClass * (weights === undefined ? 1 : (weights[row] ?? 0))
  })
}

function columnsOf({ rows, columns, values }: Matrix): Float64Array[] {
  return Array.from({ length: columns }, (_, column) =>
    Float64Array.from({ length: rows }, (__, row) => values[row * columns + column] ?? 0),
  )
}
