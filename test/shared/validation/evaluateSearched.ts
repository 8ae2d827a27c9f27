import { refit } from '../../../shared/tuning/refit.ts'
import { evaluateWinner } from '../../../shared/validation/evaluateWinner.ts'
import { definition, refitInput, type Searched } from '../tuning/searchInMemory.ts'

/** What the winner of a search in memory is worth. */
export function evaluateSearched(
  searched: Searched,
  { resamples = 200, seed = definition.seed } = {},
): ReturnType<typeof evaluateWinner> {
  return evaluateWinner({
    study: searched.study,
    folds: searched.folds,
    trials: searched.scored,
    rule: 'one-standard-error',
    winner: searched.winner.trial.number,
    artifact: refit(refitInput(searched)),
    thresholdRule: 'youden',
    heldOut: searched.heldOut,
    seed,
    resamples,
  })
}
