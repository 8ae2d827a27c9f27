import { factorCholesky, solveCholesky } from './cholesky.ts'
import {
  areStale,
  type Bends,
  bendsAt,
  completeStep,
  curvatureAt,
  isSmall,
  type LogisticProblem,
  type LogisticSolution,
  type Position,
  positionAt,
  type Step,
  startingPosition,
  walk,
} from './penalisedLogLoss.ts'
import { addScaled, dot } from './vectors.ts'

const MAXIMUM_STEPS = 200

/** Of the largest second derivative: what stands in for the ridge where there is none, or columns are collinear. */
const TRACE = 1e-10

/** Second derivatives in the coefficients, without the ridge: columns × columns, of which the lower triangle is used. */
export interface Hessian extends Bends {
  readonly centred: Float64Array
}

/** Where a search ended, and what a search of nearly the same problem can begin with. */
export interface RidgeSolution extends LogisticSolution {
  /** null with more columns than rows. */
  readonly hessian: Hessian | null
}

/** Second derivatives, and the solution of the linear system in them: direction := H⁻¹ direction. */
interface Quadratic extends Bends {
  readonly hessian: Hessian | null
  solve(direction: Float64Array): void
}

/**
 * Minimises a problem with `lasso` = 0 by Newton's method with halved steps. Most of its time goes into second derivatives,
 * so they are kept as long as they bring it on well: 20,000 rows × 160 columns take two or three of them. With more columns
 * than rows the linear system is solved in the space of the rows (Woodbury's identity): 86 rows × 360 columns cost an
 * 86 × 86 factorisation.
 *
 * Without a ridge the minimum need not be unique (collinear columns); of many it finds the one of least |w|, as a search
 * from 0 along gradients does.
 *
 * @param start - of the same rows; its intercept, coefficients and, if it has them, second derivatives
 * @param isEnough - whether to end the search where a step has led, though it may still move the coefficients
 * @throws RangeError without a ridge where the minimum is not finite, as where a plane parts the classes
 */
export function solveRidge(
  problem: LogisticProblem,
  start?: RidgeSolution,
  isEnough: (coefficients: Float64Array, step: Float64Array) => boolean = () => false,
): RidgeSolution {
  const isWide = problem.ridge > 0 && problem.columns.count > problem.rows
  const products = isWide ? rowProducts(problem) : null
  let position =
    start === undefined
      ? startingPosition(problem)
      : positionAt(problem, start.intercept, start.coefficients)
  const quadraticHere = () =>
    products === null
      ? quadraticOf(problem, hessianOf(problem, bendsAt(problem, position)))
      : rowQuadraticOf(problem, bendsAt(problem, position), products)
  const given = isWide ? null : (start?.hessian ?? null)
  let quadratic = given === null ? quadraticHere() : quadraticOf(problem, given)
  let isFresh = given === null
  let before: Step | null = null
  let hasArrived = false

  for (let count = 0; count < MAXIMUM_STEPS; count++) {
    const curvature = curvatureAt(problem, position, quadratic)
    const gradient = curvature.gradient.slice()
    addScaled(gradient, position.coefficients, problem.ridge)
    const direction = gradient.map(slope => -slope)
    quadratic.solve(direction)
    const step = completeStep(problem, position, curvature, direction)

    const reached = isFresh || !areStale(step, before) ? walk(problem, position, step) : null
    if (reached === null) {
      // no part of the best step lowers the objective: this is the minimum, to rounding
      hasArrived = isFresh
      if (isFresh) break
      quadratic = quadraticHere()
      isFresh = true
      continue
    }
    const finished = isSmall(position, step)
    position = reached
    hasArrived = finished
    if (finished || isEnough(position.coefficients, step.coefficients)) break
    before = step
    isFresh = false
  }
  checkFinite(problem, position, hasArrived)
  const { intercept, coefficients } = position
  return { intercept, coefficients, hessian: quadratic.hessian }
}

/** The same search's end without one of its columns: where to begin once that is taken out of the problem. */
export function withoutColumn(solution: RidgeSolution, at: number): RidgeSolution {
  const isKept = (_: number, other: number) => other !== at
  const coefficients = solution.coefficients.filter(isKept)
  const { hessian } = solution
  if (hessian === null) return { ...solution, coefficients }
  const size = solution.coefficients.length
  const centred = hessian.centred.filter(
    (_, place) => place % size !== at && Math.floor(place / size) !== at,
  )
  const bentSums = hessian.bentSums.filter(isKept)
  return { ...solution, coefficients, hessian: { ...hessian, centred, bentSums } }
}

/** Log-odds that no minimum reaches in earnest. */
const CERTAIN = 30

/** Without penalties a minimum may lie at infinity, and the search went on for ever. */
function checkFinite(problem: LogisticProblem, position: Position, hasArrived: boolean): void {
  if (problem.ridge > 0 || (hasArrived && position.margins.every(at => Math.abs(at) < CERTAIN))) {
    return
  }
  throw new RangeError(
    'logistic: without a penalty these coefficients grow without end, as some direction parts the classes: choose a penalty',
  )
}

function hessianOf(problem: LogisticProblem, bends: Bends): Hessian {
  const { columns } = problem
  const size = columns.count
  const all = columns.columns.map((_, at) => at)
  const centred = columns.products(all, all, bends.bends, 0)
  for (let row = 0; row < size; row++) {
    const share = (bends.bentSums[row] ?? 0) / bends.totalBend
    for (let column = 0; column <= row; column++) {
      const at = row * size + column
      centred[at] = (centred[at] ?? 0) - share * (bends.bentSums[column] ?? 0)
    }
  }
  return { ...bends, centred }
}

/** By a factorisation of the Hessian, columns × columns. */
function quadraticOf(problem: LogisticProblem, hessian: Hessian): Quadratic {
  const size = problem.columns.count
  const factor = factored(hessian, size, problem.ridge)
  return {
    ...hessian,
    hessian,
    solve: direction => solveCholesky(factor, size, direction),
  }
}

/** The factor of the Hessian and its ridge, or more ridge where rounding leaves no factor of that. */
function factored({ centred }: Hessian, size: number, ridge: number): Float64Array {
  let largest = Number.MIN_VALUE
  for (let row = 0; row < size; row++) largest = Math.max(largest, centred[row * (size + 1)] ?? 0)
  for (const share of [0, TRACE, 1e3 * TRACE, 1e6 * TRACE]) {
    const added = Math.max(ridge, share * largest)
    if (added === 0) continue
    const factor = centred.slice()
    for (let row = 0; row < size; row++) {
      factor[row * (size + 1)] = (factor[row * (size + 1)] ?? 0) + added
    }
    if (factorCholesky(factor, size)) return factor
  }
  throw new Error('logistic: the Hessian is not positive definite; are the columns finite?')
}

/** By (ridge I + X̃ᵀ D X̃)⁻¹ r = (r − X̃ᵀ S (ridge I + S X̃ X̃ᵀ S)⁻¹ S X̃ r) / ridge, S = √D, X̃ the centred columns. */
function rowQuadraticOf(
  problem: LogisticProblem,
  curvature: Bends,
  products: Float64Array,
): Quadratic {
  const { rows, columns, ridge } = problem
  const { bends, bentSums, totalBend } = curvature
  const roots = bends.map(Math.sqrt)
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
  const solve = (direction: Float64Array) => {
    const inRows = new Float64Array(rows)
    columns.addTo(inRows, direction)
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
    columns.dots(inRows).forEach((sum, at) => {
      const center = (bentSums[at] ?? 0) / totalBend
      const projected = sum - center * total
      direction[at] = ((direction[at] ?? 0) - projected) / ridge
    })
  }
  return { ...curvature, hessian: null, solve }
}

/** X Xᵀ, rows × rows. */
function rowProducts(problem: LogisticProblem): Float64Array {
  const { rows, columns } = problem
  const products = new Float64Array(rows * rows)
  for (const column of columns.columns) {
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
