import { evaluateByCrossValidation } from './evaluateByCrossValidation.ts'
import { evaluateOnHeldOut } from './evaluateOnHeldOut.ts'
import type { Evaluation, EvaluationInput } from './evaluation.ts'

/**
 * Judges a study's winner. Without held-out patients: by BBC-CV over all trials, the figures corrected for the search;
 * curves, calibration and confusion matrix are those of the winner's own out-of-fold predictions, recalibrated fold by
 * fold, and are not corrected for the search. With held-out patients: all of it once on them.
 *
 * @throws where the winner is not among the trials, or too few patients of one outcome are there to resample
 */
export function evaluateWinner(input: EvaluationInput): Evaluation {
  const winner = input.trials.find(({ trial }) => trial.number === input.winner)
  if (winner === undefined) {
    throw new Error(`trial ${input.winner} is not among the ${input.trials.length} complete trials`)
  }
  return input.heldOut === null
    ? evaluateByCrossValidation(input, winner)
    : evaluateOnHeldOut(input, input.heldOut)
}
