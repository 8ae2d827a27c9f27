import { z } from 'zod'
import { type ColumnBlock, withColumns } from './columnBlock.ts'
import { type LinearModel, linearContributions, linearMargins, linearModel } from './linear.ts'
import type { Matrix } from './matrix.ts'
import type { FitOptions, ModelFamily } from './model.ts'
import type { LogisticSolution } from './penalisedLogLoss.ts'
import { solveLasso } from './proximalNewton.ts'
import { solveRidge } from './ridgeNewton.ts'
import { checkLabels, parseModel, parseParameters } from './trainingInput.ts'
import { dot } from './vectors.ts'

/** Named as in scikit-learn's `LogisticRegression`. */
export const logisticParameters = z.object({
  /** Inverse of the penalty's strength; without a penalty it is ignored. */
  C: z.number().positive().default(1),
  penalty: z.enum(['l1', 'l2', 'elasticnet', 'none']).default('l2'),
  /** Share of L1 in the elastic net; other penalties ignore it. */
  l1Ratio: z.number().min(0).max(1).default(0.5),
  /** `balanced`: each class weighs half, n / (2 × rows of the class) a row; null: all rows weigh the same. */
  classWeight: z.literal('balanced').nullable().default(null),
})
export type LogisticParameters = z.infer<typeof logisticParameters>

/**
 * Penalised logistic regression with the objective of scikit-learn's `LogisticRegression` (C Σ weight × log loss +
 * penalty, the intercept unpenalised), solved to double precision: L2 and none by Newton's method, L1 and elastic net by
 * proximal Newton. The minimum is unique but for L1 with more columns than rows, so the seed plays no part. Separable data
 * have a finite solution for any finite C; without a penalty they are refused. Contributions are exact.
 *
 * A fit of 20,000 rows × 160 columns takes 0.2 to 0.3 s of CPU with L2, 0.04 to 0.4 s with L1 and elastic net (C from 1e-4 to
 * 10, on a busy machine; before its sums were a kernel's 0.5 to 0.6 and 0.1 to 0.8 s, where scikit-learn's newton-cholesky took
 * 1.4 to 2.2 s, its liblinear 0.1 to 1.4 s).
 */
export const logistic: ModelFamily<LinearModel> = {
  name: 'logistic',
  takesMissing: false,
  fit(matrix, labels, parameters, options) {
    checkLabels('logistic', matrix, labels)
    const chosen = parseParameters('logistic', logisticParameters, parameters)
    const { intercept, coefficients, means } = fitLogistic(matrix, labels, chosen, options)
    return {
      names: [...matrix.names],
      intercept,
      coefficients: Array.from(coefficients),
      means: Array.from(means),
    }
  },
  margins: (model, matrix) => linearMargins('logistic', model, matrix),
  contributions: (model, matrix) => linearContributions('logistic', model, matrix),
  parse: json => parseModel('logistic', linearModel, json),
}

/**
 * Intercept, one coefficient per column and the columns' means. The columns are centred for the search: it moves the
 * intercept alone.
 */
export function fitLogistic(
  matrix: Matrix,
  labels: Uint8Array,
  parameters: LogisticParameters,
  options: Pick<FitOptions, 'weights'>,
): LogisticSolution & { readonly means: Float64Array } {
  const { rows } = matrix
  const lasso = lassoShare(parameters)
  const ridge = parameters.penalty === 'none' ? 0 : 1 - lasso
  const weights = rowWeights(labels, parameters, options.weights)
  return withColumns(rows, matrix.columns, columns => {
    const means = fillCentred(columns, matrix)
    const problem = { rows, columns, labels, weights, ridge, lasso }
    const { intercept, coefficients } = lasso === 0 ? solveRidge(problem) : solveLasso(problem)
    return { intercept: intercept - dot(means, coefficients), coefficients, means }
  })
}

function lassoShare({ penalty, l1Ratio }: LogisticParameters): number {
  if (penalty === 'elasticnet') return l1Ratio
  return penalty === 'l1' ? 1 : 0
}

function rowWeights(
  labels: Uint8Array,
  { C, penalty, classWeight }: LogisticParameters,
  weights: Float64Array | undefined,
): Float64Array {
  const positives = labels.reduce((sum, label) => sum + label, 0)
  const sizes = [labels.length - positives, positives]
  const strength = penalty === 'none' ? 1 : C
  const made = new Float64Array(labels.length)
  for (let row = 0; row < made.length; row++) {
    const size = sizes[labels[row] ?? 0] ?? 1
    const ofClass = classWeight === 'balanced' ? labels.length / (2 * size) : 1
    made[row] = strength * ofClass * (weights === undefined ? 1 : (weights[row] ?? 0))
  }
  return made
}

/** Fills in the columns of a matrix less their means, which it answers. */
function fillCentred({ columns }: ColumnBlock, { values, columns: count }: Matrix): Float64Array {
  const means = new Float64Array(count)
  columns.forEach((column, place) => {
    let sum = 0
    for (let row = 0, at = place; row < column.length; row++, at += count) {
      const value = values[at] ?? 0
      column[row] = value
      sum += value
    }
    const mean = sum / column.length
    means[place] = mean
    for (let row = 0; row < column.length; row++) column[row] = (column[row] ?? 0) - mean
  })
  return means
}
