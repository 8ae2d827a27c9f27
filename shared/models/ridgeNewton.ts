import { factorCholesky, solveCholesky } from './cholesky.ts'
import {
  addScaled,
  type Curvature,
  completeStep,
  curvatureAt,
  dot,
  isSmall,
  type LogisticProblem,
  type LogisticSolution,
  startingPosition,
  walk,
} from './penalisedLogLoss.ts'

const MAXIMUM_STEPS = 200

/**
 * Minimises a problem with `ridge` > 0 and `lasso` = 0 by Newton's method with halved steps. With more columns than rows
 * the linear system is solved in the space of the rows (Woodbury's identity): 86 rows × 360 columns cost an 86 × 86
 * factorisation a step.
 */
export function solveRidge(problem: LogisticProblem): LogisticSolution {
  const wide = problem.columns.length > problem.rows
  const products = wide ? rowProducts(problem) : null
  let position = startingPosition(problem)
  for (let count = 0; count < MAXIMUM_STEPS; count++) {
    const curvature = curvatureAt(problem, position)
    const gradient = curvature.gradient.slice()
    addScaled(gradient, position.coefficients, problem.ridge)
    const direction = gradient.map(slope => -slope)
    if (products === null) solveByColumns(problem, curvature, direction)
    else solveByRows(problem, curvature, products, direction)

    const step = completeStep(problem, position, curvature, direction)
    const reached = walk(problem, position, step)
    if (reached === null) break
    const finished = isSmall(position, step)
    position = reached
    if (finished) break
  }
  return position
}

/** direction := H⁻¹ direction, H the centred Hessian with its ridge, columns × columns. */
function solveByColumns(
  problem: LogisticProblem,
  curvature: Curvature,
  direction: Float64Array,
): void {
  const { columns, ridge } = problem
  const { bends, bentSums, totalBend } = curvature
  const size = columns.length
  const hessian = new Float64Array(size * size)
  columns.forEach((first, row) => {
    const bent = first.map((value, at) => value * (bends[at] ?? 0))
    for (let column = 0; column <= row; column++) {
      const second = columns[column]
      if (second === undefined) continue
      const centring = ((bentSums[row] ?? 0) * (bentSums[column] ?? 0)) / totalBend
      hessian[row * size + column] = dot(bent, second) - centring + (row === column ? ridge : 0)
    }
  })
  if (!factorCholesky(hessian, size)) {
    throw new Error('logistic: the Hessian is not positive definite; are the columns finite?')
  }
  solveCholesky(hessian, size, direction)
}

/** The same by (ridge I + X̃ᵀ D X̃)⁻¹ r = (r − X̃ᵀ S (ridge I + S X̃ X̃ᵀ S)⁻¹ S X̃ r) / ridge, S = √D, X̃ the centred columns. */
function solveByRows(
  problem: LogisticProblem,
  curvature: Curvature,
  products: Float64Array,
  direction: Float64Array,
): void {
  const { rows, columns, ridge } = problem
  const { bends, totalBend } = curvature
  const roots = bends.map(bend => Math.sqrt(bend))
  const centres = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    centres[row] = dot(products.subarray(row * rows, (row + 1) * rows), bends) / totalBend
  }
  const overall = dot(centres, bends) / totalBend

  const system = new Float64Array(rows * rows)
  for (let row = 0; row < rows; row++) {
    for (let other = 0; other <= row; other++) {
      const product = products[row * rows + other] ?? 0
      const centred = product - (centres[row] ?? 0) - (centres[other] ?? 0) + overall
      system[row * rows + other] =
        (roots[row] ?? 0) * centred * (roots[other] ?? 0) + (row === other ? ridge : 0)
    }
  }
  if (!factorCholesky(system, rows)) {
    throw new Error(
      'logistic: the system of the rows is not positive definite; are the columns finite?',
    )
  }

  const inRows = new Float64Array(rows)
  columns.forEach((column, at) => addScaled(inRows, column, direction[at] ?? 0))
  const centre = dot(inRows, bends) / totalBend
  for (let row = 0; row < rows; row++) {
    inRows[row] = (roots[row] ?? 0) * ((inRows[row] ?? 0) - centre)
  }
  solveCholesky(system, rows, inRows)

  let total = 0
  for (let row = 0; row < rows; row++) {
    inRows[row] = (roots[row] ?? 0) * (inRows[row] ?? 0)
    total += inRows[row] ?? 0
  }
  columns.forEach((column, at) => {
    const center = (curvature.bentSums[at] ?? 0) / totalBend
    const projected = dot(column, inRows) - center * total
    direction[at] = ((direction[at] ?? 0) - projected) / ridge
  })
}

/** X Xᵀ, rows × rows. */
function rowProducts(problem: LogisticProblem): Float64Array {
  const { rows, columns } = problem
  const products = new Float64Array(rows * rows)
  for (const column of columns) {
    for (let row = 0; row < rows; row++) {
      const value = column[row] ?? 0
      for (let other = 0; other < rows; other++) {
        products[row * rows + other] =
          (products[row * rows + other] ?? 0) + value * (column[other] ?? 0)
      }
    }
  }
  return products
}
