import { z } from 'zod'
import type { Matrix } from './matrix.ts'
import type { Contributions, FamilyName } from './model.ts'
import { checkColumns } from './trainingInput.ts'

/** A linear model of the log-odds: margin = intercept + Σ coefficient × value. */
export const linearModel = z
  .strictObject({
    names: z.array(z.string()),
    intercept: z.number(),
    /** One per name. */
    coefficients: z.array(z.number()),
    /** Means of the training columns: from there contributions are counted. */
    means: z.array(z.number()),
  })
  .refine(
    ({ names, coefficients, means }) =>
      names.length === coefficients.length && names.length === means.length,
    'names, coefficients and means must be as many',
  )
export type LinearModel = z.infer<typeof linearModel>

/** One per row, summed in the order of the columns: a row alone has the same bits as in a batch. */
export function linearMargins(
  family: FamilyName,
  model: LinearModel,
  matrix: Matrix,
): Float64Array {
  checkColumns(family, model.names, matrix)
  const margins = new Float64Array(matrix.rows)
  for (let row = 0; row < matrix.rows; row++) {
    const start = row * matrix.columns
    let margin = model.intercept
    for (let column = 0; column < matrix.columns; column++) {
      margin += (model.coefficients[column] ?? 0) * (matrix.values[start + column] ?? 0)
    }
    margins[row] = margin
  }
  return margins
}

/**
 * Exact: coefficient × (value − training mean), from the margin of a row of training means. These are the Shapley values
 * of a linear model with independent columns.
 */
export function linearContributions(
  family: FamilyName,
  model: LinearModel,
  matrix: Matrix,
): Contributions {
  checkColumns(family, model.names, matrix)
  let baseValue = model.intercept
  model.coefficients.forEach((coefficient, column) => {
    baseValue += coefficient * (model.means[column] ?? 0)
  })
  const values = new Float64Array(matrix.rows * matrix.columns)
  for (let row = 0; row < matrix.rows; row++) {
    for (let column = 0; column < matrix.columns; column++) {
      const at = row * matrix.columns + column
      values[at] =
        (model.coefficients[column] ?? 0) * ((matrix.values[at] ?? 0) - (model.means[column] ?? 0))
    }
  }
  return { baseValue, values }
}

/** Mean of each column. */
export function columnMeans(matrix: Matrix): number[] {
  const sums = new Float64Array(matrix.columns)
  for (let row = 0; row < matrix.rows; row++) {
    for (let column = 0; column < matrix.columns; column++) {
      sums[column] = (sums[column] ?? 0) + (matrix.values[row * matrix.columns + column] ?? 0)
    }
  }
  return Array.from(sums, sum => sum / matrix.rows)
}
