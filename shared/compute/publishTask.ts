/** Task of worker threads: the version that comes of a study. */

import { readFile } from 'node:fs/promises'
import type { StudyDefinition, Trial, TrialPlan } from '../contracts/study.ts'
import type { AttritionStep, TrainingRequest } from '../contracts/training.ts'
import { buildBaseline, type DriftBaseline } from '../drift/baseline.ts'
import { countPositives } from '../evaluation/metrics.ts'
import type { ThresholdRule } from '../evaluation/threshold.ts'
import type { LeakageProof } from '../leakage/leakageProof.ts'
import { xgboostFile } from '../models/boosting/treeFamilies.ts'
import type { ModelArtifact } from '../registry/artifact.ts'
import type { AvailabilityComparison, ModelCard, VersionRole } from '../registry/card.ts'
import type { Folds } from '../tuning/folds.ts'
import { readPredictions } from '../tuning/predictions.ts'
import { calibrate } from '../tuning/recalibration.ts'
import { refit } from '../tuning/refit.ts'
import { selectBest, selectWinner } from '../tuning/selection.ts'
import type { StudyData } from '../tuning/studyData.ts'
import { studyRows } from '../tuning/studyRows.ts'
import { buildCard, type CardInput } from '../validation/buildCard.ts'
import { evaluateWinner } from '../validation/evaluateWinner.ts'
import { globalImportance } from '../validation/globalImportance.ts'
import { internalExternalValidation } from '../validation/internalExternal.ts'
import { studyData } from './recentStudy.ts'

export interface PublishInput {
  readonly role: VersionRole
  /** Local file. */
  readonly gold: string
  readonly definition: StudyDefinition
  readonly trials: readonly Trial[]
  /** Local file of the out-of-fold predictions of each trial that it is chosen from, by its number. */
  readonly predictions: Readonly<Record<number, string>>
  readonly request: TrainingRequest
  readonly fingerprint: string
  readonly attrition: readonly AttritionStep[]
  readonly leftOut: CardInput['leftOut']
  readonly leakage: LeakageProof
  /** null: not compared. */
  readonly availability: AvailabilityComparison | null
  readonly codeVersion: string
}

/** One version of a study, chosen from the trials whose predictions are given, by the rule of its role. */
export async function publishModel(input: PublishInput): Promise<{
  artifact: ModelArtifact
  card: Omit<ModelCard, 'version'>
  baseline: DriftBaseline
  /** The file that XGBoost loads, where it is trees of our own trainer. */
  xgboost: string | undefined
}> {
  const { definition, request, fingerprint } = input
  const study = await studyData(input.gold, definition)
  const choice = await chooseTrial(input, study.folds)
  const { plan, predictions } = choice
  const { seed, availability } = definition
  const { predictionHours, gapHours } = request
  const thresholdRule = request.sensitivity ?? 'youden'
  const artifact = refit({
    ...study,
    plan,
    predictions,
    thresholdRule,
    seed,
    fingerprint,
    predictionHours,
    gapHours,
    availability,
  })
  // each row's prediction of the first repeat
  const outOfFold = calibrate(artifact.calibration, predictions.slice(0, study.rows.length))
  return {
    artifact,
    card: cardOf(input, study, choice, artifact, thresholdRule),
    baseline: buildBaseline({
      ...study,
      features: artifact.features,
      probabilities: outOfFold,
    }),
    xgboost: xgboostFile(artifact.family, artifact.model),
  }
}

interface Choice {
  readonly plan: TrialPlan
  /** Of the one that is chosen, out of fold. */
  readonly predictions: Float64Array
  /** All that it was chosen from. */
  readonly scored: readonly { readonly trial: Trial; readonly predictions: Float64Array }[]
}

async function chooseTrial(
  { role, trials, predictions: files }: PublishInput,
  folds: Folds,
): Promise<Choice> {
  const candidates = trials.filter(({ number }) => files[number] !== undefined)
  const scored = await Promise.all(
    candidates.map(async trial => {
      const bytes = await readFile(files[trial.number] ?? '')
      return { trial, predictions: await readPredictions(bytes, folds) }
    }),
  )
  const plan = role === 'winner' ? selectWinner(candidates) : selectBest(candidates)
  const predictions = scored.find(({ trial }) => trial.number === plan.number)?.predictions
  if (predictions === undefined) throw new Error(`trial ${plan.number} has left no predictions`)
  return { plan, predictions, scored }
}

const NOT_COMPARED: AvailabilityComparison = {
  auroc: { charttime: null, storetime: null },
  difference: null,
}

/** What the chosen one is worth. */
function cardOf(
  input: PublishInput,
  study: StudyData,
  { plan, predictions, scored }: Choice,
  artifact: ModelArtifact,
  thresholdRule: ThresholdRule,
): Omit<ModelCard, 'version'> {
  const { role, definition, trials, attrition, leftOut, leakage, codeVersion } = input
  const { folds, basis, frame } = study
  const { seed } = definition
  const evaluation = evaluateWinner({
    study,
    folds,
    trials: scored,
    rule: role === 'winner' ? 'one-standard-error' : 'best',
    winner: plan.number,
    artifact,
    thresholdRule,
    heldOut: basis.basis === 'held-out' ? studyRows(frame, basis.heldOut) : null,
    seed,
  })
  const validations = internalExternalValidation({
    ...study,
    plan,
    predictions,
    calibration: artifact.calibration.kind,
    thresholdRule,
    seed,
  })
  const all = studyRows(frame)
  return buildCard({
    artifact,
    role,
    evaluation,
    thresholdRule,
    importance: globalImportance(artifact, study, seed),
    validations,
    trials,
    heldOutDeaths: basis.heldOutDeaths,
    attrition,
    cohort: {
      stays: all.labels.length,
      positives: countPositives(all.labels),
      patients: new Set(all.patients).size,
    },
    leftOut,
    leakage,
    availability: { used: definition.availability, ...(input.availability ?? NOT_COMPARED) },
    codeVersion,
  })
}
