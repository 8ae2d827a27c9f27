import type { ColumnBlock } from './columnBlock.ts'
import { sigmoidBy, softplusBy } from './link.ts'
import { addScaled, dot } from './vectors.ts'

/**
 * What a penalised logistic regression minimises, scikit-learn's objective with its `C` inside the weights:
 *
 * Σᵢ weightᵢ · logloss(intercept + xᵢ·w, labelᵢ) + ridge / 2 · |w|² + lasso · |w|₁
 *
 * The intercept is not penalised.
 */
export interface LogisticProblem {
  readonly rows: number
  /** Of `rows` values each. */
  readonly columns: ColumnBlock
  readonly labels: Uint8Array
  /** C times the weight of the row and of its class. */
  readonly weights: Float64Array
  readonly ridge: number
  readonly lasso: number
}

export interface LogisticSolution {
  readonly intercept: number
  readonly coefficients: Float64Array
}

/** Where a search stands, with the margins that belong there. */
export interface Position extends LogisticSolution {
  readonly margins: Float64Array
  /** exp(−|margin|) of each row: the loss and both its derivatives are made of it. */
  readonly exponentials: Float64Array
  readonly loss: number
}

/** A step from a position, and how much the objective falls by it to first order (negative). */
export interface Step extends LogisticSolution {
  readonly descent: number
}

/**
 * Second derivatives at some position. A search may keep them for some steps and positions: its steps are then less good,
 * where it ends is the same, as first derivatives decide that.
 */
export interface Bends {
  /** Per row: second derivative of the weighted log loss with respect to the margin. */
  readonly bends: Float64Array
  readonly totalBend: number
  /** Per column: Σ bend × value. */
  readonly bentSums: Float64Array
}

/**
 * First derivatives at a position, beside second ones, the intercept eliminated: a step in the coefficients takes with it
 * the best step of the intercept. So the columns count as centred by the row curvatures.
 */
export interface Curvature extends Bends {
  /** Σ over the rows of the derivative of the weighted log loss with respect to the margin. */
  readonly totalSlope: number
  /** Per column: derivative of the log loss, the intercept following; without the penalties. */
  readonly gradient: Float64Array
}

/** Saturated rows keep this share of their weight as curvature, so that no row and no sum of them becomes 0. */
const LEAST_BEND = 1e-12
const SUFFICIENT_DESCENT = 1e-4
const MAXIMUM_HALVINGS = 60
/** A fall of the objective below this share of it is rounding. */
const ROUNDING = 1e-14

/** All coefficients 0, the intercept at the log-odds of the weighted prevalence. */
export function startingPosition(problem: LogisticProblem): Position {
  let positive = 0
  let total = 0
  problem.weights.forEach((weight, row) => {
    total += weight
    positive += weight * (problem.labels[row] ?? 0)
  })
  const intercept = Math.log(positive) - Math.log(total - positive)
  return positionAt(problem, intercept, new Float64Array(problem.columns.count))
}

export function positionAt(
  problem: LogisticProblem,
  intercept: number,
  coefficients: Float64Array,
): Position {
  const margins = new Float64Array(problem.rows).fill(intercept)
  problem.columns.addTo(margins, coefficients)
  const exponentials = exponentialsOf(margins)
  const loss = lossOf(problem, coefficients, margins, exponentials)
  return { intercept, coefficients, margins, exponentials, loss }
}

function exponentialsOf(margins: Float64Array): Float64Array {
  const exponentials = new Float64Array(margins.length)
  for (let row = 0; row < margins.length; row++) {
    exponentials[row] = Math.exp(-Math.abs(margins[row] ?? 0))
  }
  return exponentials
}

export function bendsAt(problem: LogisticProblem, { margins, exponentials }: Position): Bends {
  const bends = new Float64Array(problem.rows)
  let totalBend = 0
  for (let row = 0; row < problem.rows; row++) {
    const margin = margins[row] ?? 0
    const exponential = exponentials[row] ?? 0
    const bend = sigmoidBy(margin, exponential) * sigmoidBy(-margin, exponential)
    bends[row] = (problem.weights[row] ?? 0) * Math.max(bend, LEAST_BEND)
    totalBend += bends[row] ?? 0
  }
  return { bends, totalBend, bentSums: problem.columns.dots(bends) }
}

export function curvatureAt(
  problem: LogisticProblem,
  { margins, exponentials }: Position,
  bends: Bends,
): Curvature {
  const slopes = new Float64Array(problem.rows)
  let totalSlope = 0
  for (let row = 0; row < problem.rows; row++) {
    const margin = margins[row] ?? 0
    // for a positive row −σ(−margin), not σ(margin) − 1: exact where the row is saturated
    const exponential = exponentials[row] ?? 0
    const slope =
      problem.labels[row] === 1 ? -sigmoidBy(-margin, exponential) : sigmoidBy(margin, exponential)
    slopes[row] = (problem.weights[row] ?? 0) * slope
    totalSlope += slopes[row] ?? 0
  }
  const { bentSums, totalBend } = bends
  const gradient = problem.columns
    .dots(slopes)
    .map((slope, at) => slope - ((bentSums[at] ?? 0) * totalSlope) / totalBend)
  return { ...bends, totalSlope, gradient }
}

/** The intercept's step beside a step of the coefficients, and the first-order fall of the objective by both. */
export function completeStep(
  problem: LogisticProblem,
  position: Position,
  curvature: Curvature,
  coefficients: Float64Array,
): Step {
  const { totalSlope, totalBend, bentSums, gradient } = curvature
  const intercept = -(totalSlope + dot(bentSums, coefficients)) / totalBend
  // the gradient with the intercept eliminated lacks the part of the intercept's own slope
  let descent = dot(gradient, coefficients) - (totalSlope * totalSlope) / totalBend
  coefficients.forEach((step, at) => {
    const from = position.coefficients[at] ?? 0
    descent += problem.ridge * from * step
    descent += problem.lasso * (Math.abs(from + step) - Math.abs(from))
  })
  return { intercept, coefficients, descent }
}

/** A step that promises more than this share of what the one before promised comes of second derivatives that are too old. */
const STALE = 0.1

/** Whether second derivatives kept from an earlier position still bring a search on, by its last step and this one. */
export function areStale(step: Step, before: Step | null): boolean {
  return before !== null && step.descent < STALE * before.descent
}

/**
 * Walks along a step, halving it until the objective falls by a fair share of what it promised.
 *
 * @returns null where no part of the step lowers the objective beyond rounding
 */
export function walk(problem: LogisticProblem, position: Position, step: Step): Position | null {
  const along = new Float64Array(problem.rows).fill(step.intercept)
  problem.columns.addTo(along, step.coefficients)

  let share = 1
  for (let halving = 0; halving < MAXIMUM_HALVINGS; halving++) {
    const coefficients = position.coefficients.slice()
    addScaled(coefficients, step.coefficients, share)
    const margins = position.margins.slice()
    addScaled(margins, along, share)
    const exponentials = exponentialsOf(margins)
    const loss = lossOf(problem, coefficients, margins, exponentials)
    const allowed = SUFFICIENT_DESCENT * share * step.descent + ROUNDING * Math.abs(position.loss)
    if (loss <= position.loss + allowed) {
      const intercept = position.intercept + share * step.intercept
      return { intercept, coefficients, margins, exponentials, loss }
    }
    share /= 2
  }
  return null
}

/** Both the intercept and the coefficients hardly move any more. */
export function isSmall(position: Position, step: Step): boolean {
  const tolerance = 1e-8
  return (
    largest(step.coefficients) <= tolerance * largest(position.coefficients) &&
    Math.abs(step.intercept) <= tolerance * Math.max(1, Math.abs(position.intercept))
  )
}

function lossOf(
  problem: LogisticProblem,
  coefficients: Float64Array,
  margins: Float64Array,
  exponentials: Float64Array,
): number {
  let loss = 0
  for (let row = 0; row < problem.rows; row++) {
    const margin = margins[row] ?? 0
    const against = problem.labels[row] === 1 ? -margin : margin
    loss += (problem.weights[row] ?? 0) * softplusBy(against, exponentials[row] ?? 0)
  }
  for (const coefficient of coefficients) {
    loss += (problem.ridge / 2) * coefficient * coefficient
    loss += problem.lasso * Math.abs(coefficient)
  }
  return loss
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
}
