import type { StudyDefinition, Trial } from '../../../shared/contracts/study.ts'
import type { Frame } from '../../../shared/tables/frame.ts'
import { evaluationBasis } from '../../../shared/tuning/evaluationBasis.ts'
import { type Folds, stratifiedPatientFolds } from '../../../shared/tuning/folds.ts'
import type { RefitInput } from '../../../shared/tuning/refit.ts'
import { selectWinner } from '../../../shared/tuning/selection.ts'
import { planTrial, trialCount } from '../../../shared/tuning/study.ts'
import { type StudyRows, studyRows } from '../../../shared/tuning/studyRows.ts'
import { evaluateTrial } from '../../../shared/tuning/trial.ts'
import { trialBars } from '../../../shared/tuning/trialBars.ts'
import type { ScoredTrial } from '../../../shared/validation/evaluation.ts'
import { MADE_UP_SETS } from './madeUpGold.ts'

export const definition: StudyDefinition = {
  id: 'study',
  gold: 'gold/made-up.parquet',
  seed: 4,
  trials: 5,
  seconds: null,
  sampler: 'tpe',
  families: ['severity', 'logistic', 'ml-logistic-regression'],
  featureSets: ['full'],
  predictionHours: 24,
  availability: 'charttime',
  folds: 5,
  repeats: 2,
  parallelTrials: 4,
}

/** A whole study in memory: its rows, and what became of its trials. */
export interface Searched {
  readonly study: StudyRows
  readonly heldOut: StudyRows | null
  readonly folds: Folds
  readonly scored: readonly ScoredTrial[]
  readonly winner: ScoredTrial
}

/** Runs a study from the first trial to the choice of the winner, stopping trials that are behind. */
export function search(
  frame: Frame,
  families = definition.families,
  trials = definition.trials,
): Searched {
  const asked = { ...definition, families, trials }
  const all = studyRows(frame)
  const split = frame.columns['split']
  const basis = evaluationBasis(all.labels, split?.kind === 'text' ? split.values : [])
  const study = studyRows(frame, basis.study)
  const folds = stratifiedPatientFolds(study.labels, study.patients, {
    count: definition.folds,
    repeats: definition.repeats,
    seed: definition.seed,
  })
  const told: Trial[] = []
  const scored: ScoredTrial[] = []
  for (let number = 0; number < trialCount(asked); number++) {
    const plan = planTrial(asked, number, told)
    const bars = trialBars(asked, plan, told)
    const input = { ...study, features: MADE_UP_SETS, folds, plan, seed: definition.seed, bars }
    const result = evaluateTrial(input)
    const isComplete = result.state === 'complete'
    const trial: Trial = {
      ...plan,
      state: result.state,
      value: isComplete ? result.value : null,
      standardError: isComplete ? result.standardError : null,
      steps: [...result.steps],
      seconds: 1,
      predictions: null,
      error: result.state === 'failed' ? result.error : null,
    }
    told.push(trial)
    if (isComplete) scored.push({ trial, predictions: result.predictions })
  }
  const chosen = selectWinner(scored.map(({ trial }) => trial))
  const winner = scored.find(({ trial }) => trial.number === chosen.number)
  if (winner === undefined) throw new Error('the winner is one of the trials')
  const heldOut = basis.basis === 'held-out' ? studyRows(frame, basis.heldOut) : null
  return { study, heldOut, folds, scored, winner }
}

/** What refits the winner of a search. */
export function refitInput({ study, folds, winner }: Searched): RefitInput {
  const { trial, predictions } = winner
  return {
    ...study,
    features: MADE_UP_SETS,
    folds,
    plan: trial,
    predictions,
    thresholdRule: 'youden',
    seed: definition.seed,
    fingerprint: 'f00d',
    predictionHours: 24,
    gapHours: 0,
    availability: definition.availability,
  }
}
