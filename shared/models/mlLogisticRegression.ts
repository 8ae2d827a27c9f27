import LogisticRegression from 'ml-logistic-regression'
import { Matrix as MlMatrix } from 'ml-matrix'
import { z } from 'zod'
import {
  columnMeans,
  type LinearModel,
  linearContributions,
  linearMargins,
  linearModel,
} from './linear.ts'
import type { Matrix } from './matrix.ts'
import type { ModelFamily } from './model.ts'
import { checkLabels, parseModel, parseParameters } from './trainingInput.ts'

export const mlLogisticRegressionParameters = z.object({
  /** Steps of gradient ascent, all of them taken: there is no stopping rule. */
  numSteps: z.int().min(1).max(50_000).default(200),
  /**
   * Step along the mean gradient over the rows. The package sums the gradient, so it is given this divided by the number
   * of rows: the same value then means the same on 80 rows and on 8,000.
   */
  learningRate: z.number().positive().default(0.1),
})

/**
 * The npm package `ml-logistic-regression` 2.0.0: gradient ascent with a fixed number of steps of a fixed size, from
 * weights of 0. It has no penalty (few steps act as one), no intercept (it is given a column of ones) and no weights of
 * rows; its fits are as far from the maximum of the likelihood as its steps leave them. Columns should be standardised. Its
 * cost is rows × columns × steps, at some 17 ns each: a study leaves it out above 7,352 stays (`shared/tuning/budget.ts`).
 *
 * It trains one classifier per class, against the rest; for two classes these are mirror images, so only one is trained.
 * Contributions are exact. Nothing is random.
 */
export const mlLogisticRegression: ModelFamily<LinearModel> = {
  name: 'ml-logistic-regression',
  takesMissing: false,
  fit(matrix, labels, parameters, options) {
    checkLabels('ml-logistic-regression', matrix, labels)
    if (options.weights !== undefined) {
      throw new RangeError(
        'ml-logistic-regression knows no weights of rows: use the family logistic',
      )
    }
    const { numSteps, learningRate } = parseParameters(
      'ml-logistic-regression',
      mlLogisticRegressionParameters,
      parameters,
    )
    const step = learningRate / matrix.rows
    const [intercept = 0, ...coefficients] = train(matrix, labels, numSteps, step)
    return { names: [...matrix.names], intercept, coefficients, means: columnMeans(matrix) }
  },
  margins: (model, matrix) => linearMargins('ml-logistic-regression', model, matrix),
  contributions: (model, matrix) => linearContributions('ml-logistic-regression', model, matrix),
  parse: json => parseModel('ml-logistic-regression', linearModel, json),
}

/** Weights of the column of ones, then of the matrix's columns. */
function train(
  matrix: Matrix,
  labels: Uint8Array,
  numSteps: number,
  learningRate: number,
): number[] {
  // its two-class trainer is not exported, but a model that is loaded is made of them
  const { classifiers } = LogisticRegression.load({
    name: 'LogisticRegression',
    numberClasses: 1,
    classifiers: [{ numSteps, learningRate }],
  })
  const [classifier] = classifiers
  if (classifier === undefined) throw new Error('ml-logistic-regression loaded no classifier')
  classifier.train(withOnes(matrix), MlMatrix.columnVector(Array.from(labels)))
  const weights = classifier.weights?.to1DArray()
  if (weights === undefined || !weights.every(Number.isFinite)) {
    throw new Error(
      'ml-logistic-regression diverged: lower learningRate or standardise the columns',
    )
  }
  return weights
}

function withOnes({ rows, columns, values }: Matrix): MlMatrix {
  const features = MlMatrix.ones(rows, columns + 1)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      features.set(row, column + 1, values[row * columns + column] ?? 0)
    }
  }
  return features
}
