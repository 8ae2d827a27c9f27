import {
  completeStep,
  curvatureAt,
  isSmall,
  type LogisticProblem,
  type LogisticSolution,
  type Position,
  startingPosition,
  walk,
} from './penalisedLogLoss.ts'
import { minimiseApproximation } from './supportSearch.ts'

const MAXIMUM_STEPS = 200

/**
 * Minimises a problem with `lasso` > 0 (L1, elastic net) by proximal Newton steps with halving, as glmnet and liblinear
 * do: the log loss is replaced by its quadratic approximation, and that is minimised with the penalties as they are.
 */
export function solveLasso(problem: LogisticProblem): LogisticSolution {
  let position = startingPosition(problem)
  for (let count = 0; count < MAXIMUM_STEPS; count++) {
    const curvature = curvatureAt(problem, position)
    const target = minimiseApproximation(problem, position, curvature)
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
