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
  type Position,
  startingPosition,
  walk,
} from './penalisedLogLoss.ts'

const MAXIMUM_STEPS = 200
const MAXIMUM_ROUNDS = 500
const PASSES_PER_ROUND = 10
/** Of the largest first derivative: what is left of a condition of optimality. */
const TOLERANCE = 1e-10

/**
 * Minimises a problem with `lasso` > 0 (L1, elastic net) by proximal Newton steps, as glmnet and liblinear do: the log
 * loss is replaced by its quadratic approximation, and that is minimised by coordinate descent with soft thresholds
 * (Friedman, Hastie, Tibshirani, J Stat Softw 2010; 33: 1). Coordinate descent finds which coefficients are not 0;
 * a linear system in these alone then ends what it would only approach, so that correlated columns and large C cost no
 * thousands of passes.
 */
export function solveLasso(problem: LogisticProblem): LogisticSolution {
  let position = startingPosition(problem)
  for (let count = 0; count < MAXIMUM_STEPS; count++) {
    const curvature = curvatureAt(problem, position)
    const target = minimiseQuadratic(problem, position, curvature)
    const direction = target.map((value, at) => value - (position.coefficients[at] ?? 0))
    const step = completeStep(problem, position, curvature, direction)
    const reached = walk(problem, position, step)
    if (reached === null) break
    const finished = isSmall(position, step)
    position = withZeros(position, reached, target)
    if (finished) break
  }
  return position
}

/** A whole step lands on the target's exact zeros, up to a trace that rounding has left: this is taken away. */
function withZeros(from: Position, reached: Position, target: Float64Array): Position {
  const coefficients = reached.coefficients.map((value, at) =>
    target[at] === 0 && Math.abs(value) <= 1e-12 * Math.abs(from.coefficients[at] ?? 0) ? 0 : value,
  )
  return { ...reached, coefficients }
}

/** The quadratic approximation at a position while its minimum is sought. */
interface Quadratic {
  readonly problem: LogisticProblem
  readonly curvature: Curvature
  /** Coefficients so far. */
  readonly coefficients: Float64Array
  /** Derivative of the approximated log loss at `coefficients`. */
  readonly gradient: Float64Array
  /** Rows of the centred Hessian, each computed when its coefficient first moves. */
  readonly hessian: (Float64Array | undefined)[]
  readonly diagonal: Float64Array
}

function minimiseQuadratic(
  problem: LogisticProblem,
  position: Position,
  curvature: Curvature,
): Float64Array {
  const quadratic: Quadratic = {
    problem,
    curvature,
    coefficients: position.coefficients.slice(),
    gradient: curvature.gradient.slice(),
    hessian: Array.from({ length: problem.columns.length }),
    diagonal: Float64Array.from(problem.columns, (column, at) => diagonalOf(curvature, column, at)),
  }
  const scale = curvature.gradient.reduce((most, slope) => Math.max(most, Math.abs(slope)), 1)
  const all = problem.columns.map((_, at) => at)

  for (let round = 0; round < MAXIMUM_ROUNDS; round++) {
    pass(quadratic, all)
    const active = activeOf(quadratic)
    for (let count = 1; count < PASSES_PER_ROUND; count++) {
      if (pass(quadratic, active) === 0) break
    }
    solveOnSupport(quadratic)
    if (violation(quadratic) <= TOLERANCE * scale) break
  }
  return quadratic.coefficients
}

/** Minimises over one coefficient after the other; returns the largest change. */
function pass(quadratic: Quadratic, positions: readonly number[]): number {
  const { problem, coefficients, gradient, diagonal } = quadratic
  let largest = 0
  for (const at of positions) {
    const bend = (diagonal[at] ?? 0) + problem.ridge
    if (bend <= 0) continue
    const from = coefficients[at] ?? 0
    const slope = (gradient[at] ?? 0) + problem.ridge * from
    const to = softThreshold(from - slope / bend, problem.lasso / bend)
    if (to === from) continue
    coefficients[at] = to
    addScaled(gradient, hessianRow(quadratic, at), to - from)
    largest = Math.max(largest, Math.abs(to - from))
  }
  return largest
}

/**
 * The minimum over the coefficients that are not 0, with their signs as they are. Where a sign would change on the way
 * there, the first that does becomes 0 and the rest go on without it: each such leg lowers the approximation.
 */
function solveOnSupport(quadratic: Quadratic): void {
  let active = activeOf(quadratic)
  while (active.length > 0) {
    const step = stepOnSupport(quadratic, active)
    if (step === null) return
    const { share, leaving } = firstSignChange(quadratic, active, step)
    active.forEach((at, row) => {
      const from = quadratic.coefficients[at] ?? 0
      const to = at === leaving ? 0 : from + share * (step[row] ?? 0)
      quadratic.coefficients[at] = to
      addScaled(quadratic.gradient, hessianRow(quadratic, at), to - from)
    })
    if (leaving === null) return
    active = active.filter(at => at !== leaving)
  }
}

/** From the coefficients to the minimum of the approximation over the active ones; null where it is not unique. */
function stepOnSupport(quadratic: Quadratic, active: readonly number[]): Float64Array | null {
  const { problem, coefficients, gradient } = quadratic
  const size = active.length
  if (problem.ridge === 0 && size >= problem.rows) return null
  const system = new Float64Array(size * size)
  const step = new Float64Array(size)
  active.forEach((at, row) => {
    const bends = hessianRow(quadratic, at)
    for (let column = 0; column <= row; column++) {
      system[row * size + column] = bends[active[column] ?? 0] ?? 0
    }
    system[row * size + row] = (system[row * size + row] ?? 0) + problem.ridge
    const from = coefficients[at] ?? 0
    step[row] = -((gradient[at] ?? 0) + problem.ridge * from + problem.lasso * Math.sign(from))
  })
  if (!factorCholesky(system, size)) return null
  solveCholesky(system, size, step)
  return step
}

/** The share of a step after which the first coefficient reaches 0, and which one; the whole step and null where none does. */
function firstSignChange(
  { coefficients }: Quadratic,
  active: readonly number[],
  step: Float64Array,
): { share: number; leaving: number | null } {
  let share = 1
  let leaving: number | null = null
  active.forEach((at, row) => {
    const from = coefficients[at] ?? 0
    const change = step[row] ?? 0
    if (Math.sign(from + change) === Math.sign(from)) return
    const reached = -from / change
    if (leaving === null || reached < share) [share, leaving] = [reached, at]
  })
  return { share, leaving }
}

/** How far the worst coefficient is from its condition of optimality. */
function violation(quadratic: Quadratic): number {
  const { problem, coefficients, gradient } = quadratic
  let worst = 0
  coefficients.forEach((coefficient, at) => {
    const slope = (gradient[at] ?? 0) + problem.ridge * coefficient
    const excess =
      coefficient === 0
        ? Math.max(0, Math.abs(slope) - problem.lasso)
        : Math.abs(slope + problem.lasso * Math.sign(coefficient))
    worst = Math.max(worst, excess)
  })
  return worst
}

function activeOf({ coefficients }: Quadratic): number[] {
  const active: number[] = []
  coefficients.forEach((coefficient, at) => {
    if (coefficient !== 0) active.push(at)
  })
  return active
}

function hessianRow(quadratic: Quadratic, at: number): Float64Array {
  const known = quadratic.hessian[at]
  if (known !== undefined) return known
  const { problem, curvature } = quadratic
  const { bends, bentSums, totalBend } = curvature
  const bent = (problem.columns[at] ?? new Float64Array()).map(
    (value, row) => value * (bends[row] ?? 0),
  )
  const centre = (bentSums[at] ?? 0) / totalBend
  const row = Float64Array.from(
    problem.columns,
    (column, other) => dot(bent, column) - centre * (bentSums[other] ?? 0),
  )
  quadratic.hessian[at] = row
  return row
}

function diagonalOf(curvature: Curvature, column: Float64Array, at: number): number {
  const { bends, bentSums, totalBend } = curvature
  const centre = (bentSums[at] ?? 0) / totalBend
  let sum = 0
  for (let row = 0; row < column.length; row++) {
    const off = (column[row] ?? 0) - centre
    sum += (bends[row] ?? 0) * off * off
  }
  return sum
}

function softThreshold(value: number, threshold: number): number {
  if (value > threshold) return value - threshold
  return value < -threshold ? value + threshold : 0
}
