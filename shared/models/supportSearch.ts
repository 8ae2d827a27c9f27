import { factorCholesky, solveCholesky } from './cholesky.ts'
import {
  type Bends,
  type Curvature,
  type LogisticProblem,
  type Position,
} from './penalisedLogLoss.ts'

const MAXIMUM_ROUNDS = 500
const PASSES = 40
/** Of the largest first derivative: what may be left of a condition of optimality. */
const TOLERANCE = 1e-10
/** Of the largest second derivative. */
const TRACE = 1e-9
/** So many coefficients may leave 0 in a round, or half as many as have left it. */
const ENTRANTS = 8

/**
 * The coefficients that have left 0 once while the second derivatives were the same, in the order in which they did, with
 * all that the search needs to know of them. The others are not looked at between rounds.
 */
export interface Members {
  readonly bends: Bends
  /** Columns of the problem. */
  readonly columns: number[]
  /** Place of each column of the problem among them; −1 for one that is none. */
  readonly places: Int32Array
  readonly coefficients: number[]
  /** Derivative of the approximated log loss. */
  readonly gradient: number[]
  /** Lower triangle of their part of the centred Hessian, a row per member. */
  readonly hessian: Float64Array[]
}

export function noMembers(problem: LogisticProblem, bends: Bends): Members {
  const places = new Int32Array(problem.columns.count).fill(-1)
  return { bends, columns: [], places, coefficients: [], gradient: [], hessian: [] }
}

/**
 * The coefficients that minimise the quadratic approximation of the log loss at a position, plus the penalties. In rounds:
 * the coefficients that most want to leave 0 join, a few passes of coordinate descent with soft thresholds (Friedman,
 * Hastie, Tibshirani, J Stat Softw 2010; 33: 1) find signs, and a linear system in those that are not 0 ends what the
 * passes would only approach: correlated columns and large C cost no thousands of passes.
 *
 * @param members - of the same second derivatives as the curvature; more may join
 */
export function minimiseApproximation(
  problem: LogisticProblem,
  position: Position,
  curvature: Curvature,
  members: Members,
): Float64Array {
  const coefficients = position.coefficients.slice()
  const moving: number[] = []
  coefficients.forEach((coefficient, at) => {
    if (coefficient !== 0 && members.places[at] === -1) moving.push(at)
  })
  join(problem, members, moving)
  const scale = curvature.gradient.reduce((most, slope) => Math.max(most, Math.abs(slope)), 1)

  for (let round = 0; round < MAXIMUM_ROUNDS; round++) {
    const gradient = gradientAt(problem, position, curvature, coefficients)
    const violations = gradient.map((slope, at) => violation(problem, slope, coefficients[at] ?? 0))
    if (violations.every(size => size <= TOLERANCE * scale)) break

    join(problem, members, largestOutside(violations, members, TOLERANCE * scale))
    members.columns.forEach((at, member) => {
      members.coefficients[member] = coefficients[at] ?? 0
      members.gradient[member] = gradient[at] ?? 0
    })
    for (let count = 0; count < PASSES; count++) {
      if (!pass(problem, members)) break
    }
    solveOnSupport(problem, members)
    members.columns.forEach((at, member) => {
      coefficients[at] = members.coefficients[member] ?? 0
    })
  }
  return coefficients
}

/** The derivative of the approximated log loss, intercept following, at other coefficients than the position's. */
function gradientAt(
  problem: LogisticProblem,
  position: Position,
  { bends, bentSums, totalBend, gradient }: Curvature,
  coefficients: Float64Array,
): Float64Array {
  const moved = coefficients.map((value, at) => value - (position.coefficients[at] ?? 0))
  if (moved.every(by => by === 0)) return gradient.slice()
  const change = new Float64Array(problem.rows)
  problem.columns.addTo(change, moved)
  let centre = 0
  moved.forEach((by, at) => {
    centre += (by * (bentSums[at] ?? 0)) / totalBend
  })
  for (let row = 0; row < change.length; row++) {
    change[row] = (bends[row] ?? 0) * ((change[row] ?? 0) - centre)
  }
  return problem.columns.dots(change).map((slope, at) => (gradient[at] ?? 0) + slope)
}

/** How far a coefficient is from its condition of optimality. */
function violation(problem: LogisticProblem, gradient: number, coefficient: number): number {
  const slope = gradient + problem.ridge * coefficient
  return coefficient === 0
    ? Math.max(0, Math.abs(slope) - problem.lasso)
    : Math.abs(slope + problem.lasso * Math.sign(coefficient))
}

/** The coefficients that are no members and violate their condition most, the largest violation first. */
function largestOutside(
  violations: Float64Array,
  { places, columns }: Members,
  tolerance: number,
): number[] {
  const outside: number[] = []
  violations.forEach((size, at) => {
    if (size > tolerance && places[at] === -1) outside.push(at)
  })
  return outside
    .sort((a, b) => (violations[b] ?? 0) - (violations[a] ?? 0) || a - b)
    .slice(0, Math.max(ENTRANTS, Math.floor(columns.length / 2)))
}

function join(problem: LogisticProblem, members: Members, joining: readonly number[]): void {
  if (joining.length === 0) return
  const { bends, bentSums, totalBend } = members.bends
  const first = members.columns.length
  for (const at of joining) {
    members.places[at] = members.columns.length
    members.columns.push(at)
    members.coefficients.push(0)
    members.gradient.push(0)
  }
  const products = problem.columns.products(joining, members.columns, bends, first)
  const size = members.columns.length
  joining.forEach((at, row) => {
    const share = (bentSums[at] ?? 0) / totalBend
    members.hessian.push(
      products
        .slice(row * size, row * size + first + row + 1)
        .map((product, place) => product - share * (bentSums[members.columns[place] ?? 0] ?? 0)),
    )
  })
}

/** Minimises over one member after the other; false where none moved. */
function pass(problem: LogisticProblem, members: Members): boolean {
  const { coefficients, gradient, hessian } = members
  let hasMoved = false
  for (let member = 0; member < coefficients.length; member++) {
    const bend = (hessian[member]?.[member] ?? 0) + problem.ridge
    if (bend <= 0) continue
    const from = coefficients[member] ?? 0
    const slope = (gradient[member] ?? 0) + problem.ridge * from
    const to = softThreshold(from - slope / bend, problem.lasso / bend)
    if (to === from) continue
    move(members, member, to)
    hasMoved = true
  }
  return hasMoved
}

function softThreshold(value: number, threshold: number): number {
  if (value > threshold) return value - threshold
  return value < -threshold ? value + threshold : 0
}

/** Sets a coefficient; the derivatives of all members follow. */
function move({ coefficients, gradient, hessian }: Members, member: number, to: number): void {
  const change = to - (coefficients[member] ?? 0)
  coefficients[member] = to
  const row = hessian[member]
  for (let other = 0; other < gradient.length; other++) {
    const bend = (other <= member ? row?.[other] : hessian[other]?.[member]) ?? 0
    gradient[other] = (gradient[other] ?? 0) + change * bend
  }
}

/**
 * The minimum over the members that are not 0, with their signs as they are. Where a sign would change on the way there,
 * the first that does becomes 0 and the rest go on without it: each such leg lowers the approximation.
 */
function solveOnSupport(problem: LogisticProblem, members: Members): void {
  let support = members.coefficients.flatMap((value, member) => (value === 0 ? [] : [member]))
  while (support.length > 0) {
    const step = stepOnSupport(problem, members, support)
    if (step === null) return
    const { share, leaving } = firstSignChange(members, support, step)
    support.forEach((member, row) => {
      const from = members.coefficients[member] ?? 0
      move(members, member, member === leaving ? 0 : from + share * (step[row] ?? 0))
    })
    if (leaving === null) return
    support = support.filter(member => member !== leaving)
  }
}

/**
 * From the coefficients to the minimum over the support. Where there are many minima, as with more coefficients than rows,
 * a trace of ridge makes the step long and along them, so that its first sign change takes a coefficient away.
 */
function stepOnSupport(
  problem: LogisticProblem,
  members: Members,
  support: readonly number[],
): Float64Array | null {
  const hasManyMinima = problem.ridge === 0 && support.length >= problem.rows
  const exact = hasManyMinima ? null : solveSupport(problem, members, support, problem.ridge)
  if (exact !== null) return exact
  const bends = support.map(member => members.hessian[member]?.[member] ?? 0)
  return solveSupport(problem, members, support, problem.ridge + TRACE * Math.max(...bends))
}

function solveSupport(
  problem: LogisticProblem,
  { coefficients, gradient, hessian }: Members,
  support: readonly number[],
  ridge: number,
): Float64Array | null {
  const size = support.length
  const system = new Float64Array(size * size)
  const step = new Float64Array(size)
  support.forEach((member, row) => {
    for (let column = 0; column <= row; column++) {
      // members of the support are in ascending order, so this is below the diagonal
      system[row * size + column] = hessian[member]?.[support[column] ?? 0] ?? 0
    }
    system[row * size + row] = (system[row * size + row] ?? 0) + ridge
    const from = coefficients[member] ?? 0
    const slope = (gradient[member] ?? 0) + problem.ridge * from
    step[row] = -(slope + problem.lasso * Math.sign(from))
  })
  if (!factorCholesky(system, size)) return null
  solveCholesky(system, size, step)
  return step
}

/** The share of a step after which the first coefficient reaches 0, and which; the whole step and null where none does. */
function firstSignChange(
  { coefficients }: Members,
  support: readonly number[],
  step: Float64Array,
): { share: number; leaving: number | null } {
  let share = 1
  let leaving: number | null = null
  support.forEach((member, row) => {
    const from = coefficients[member] ?? 0
    const change = step[row] ?? 0
    if (Math.sign(from + change) === Math.sign(from)) return
    const reached = -from / change
    if (leaving === null || reached < share) [share, leaving] = [reached, member]
  })
  return { share, leaving }
}
