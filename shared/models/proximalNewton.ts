import {
  areStale,
  bendsAt,
  completeStep,
  curvatureAt,
  isSmall,
  type LogisticProblem,
  type LogisticSolution,
  type Position,
  type Step,
  startingPosition,
  walk,
} from './penalisedLogLoss.ts'
import { minimiseApproximation, noMembers } from './supportSearch.ts'

const MAXIMUM_STEPS = 200

/**
 * Minimises a problem with `lasso` > 0 (L1, elastic net) by proximal Newton steps with halving, as glmnet and liblinear
 * do: the log loss is replaced by its quadratic approximation, and that is minimised with the penalties as they are. Its
 * second derivatives are looked at only for coefficients that have left 0, and kept as long as they bring the search on.
 */
export function solveLasso(problem: LogisticProblem): LogisticSolution {
  let position: Position = startingPosition(problem)
  let members = noMembers(problem, bendsAt(problem, position))
  let isFresh = true
  let before: Step | null = null
  for (let count = 0; count < MAXIMUM_STEPS; count++) {
    const curvature = curvatureAt(problem, position, members.bends)
    const target = minimiseApproximation(problem, position, curvature, members)
    const direction = target.map((value, at) => value - (position.coefficients[at] ?? 0))
    const step = completeStep(problem, position, curvature, direction)

    const reached = isFresh || !areStale(step, before) ? walk(problem, position, step) : null
    if (reached === null) {
      if (isFresh) break
      members = noMembers(problem, bendsAt(problem, position))
      isFresh = true
      continue
    }
    const finished = isSmall(position, step)
    position = withZeros(position, reached, target)
    if (finished) break
    before = step
    isFresh = false
  }
  const { intercept, coefficients } = position
  return { intercept, coefficients }
}

/** A whole step lands on the target's exact zeros, up to a trace that rounding has left: this is taken away. */
function withZeros(from: Position, reached: Position, target: Float64Array): Position {
  const coefficients = reached.coefficients.map((value, at) =>
    target[at] === 0 && Math.abs(value) <= 1e-12 * Math.abs(from.coefficients[at] ?? 0) ? 0 : value,
  )
  return { ...reached, coefficients }
}
