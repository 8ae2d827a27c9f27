/** Tasks of worker threads: trials, the version that comes of them, and what it is compared with. */

import { readFile, writeFile } from 'node:fs/promises'
import type { PermutedOutcomes, StudyDefinition, Trial, TrialPlan } from '../contracts/study.ts'
import type { AttritionStep, TrainingRequest } from '../contracts/training.ts'
import { buildBaseline, type DriftBaseline } from '../drift/baseline.ts'
import { countPositives } from '../evaluation/metrics.ts'
import type { GoldSources } from '../features/gold.ts'
import type { LeakageProof } from '../leakage/leakageProof.ts'
import { xgboostFile } from '../models/boosting/treeFamilies.ts'
import type { ModelArtifact } from '../registry/artifact.ts'
import type { AvailabilityComparison, ModelCard, VersionRole } from '../registry/card.ts'
import { readFrame } from '../tables/parquetFrame.ts'
import { readPredictions, writePredictions } from '../tuning/predictions.ts'
import type { PruningBar } from '../tuning/pruner.ts'
import { calibrate } from '../tuning/recalibration.ts'
import { refit } from '../tuning/refit.ts'
import { selectBest, selectWinner } from '../tuning/selection.ts'
import { planTrial as planTrialOf } from '../tuning/study.ts'
import { prepareStudy, type StudyData } from '../tuning/studyData.ts'
import { studyRows } from '../tuning/studyRows.ts'
import { evaluateTrial, type TrialInput, type TrialResult } from '../tuning/trial.ts'
import { trialBars } from '../tuning/trialBars.ts'
import { buildCard, type CardInput } from '../validation/buildCard.ts'
import {
  compareAvailability as compareAvailabilityOf,
  otherAvailability,
} from '../validation/compareAvailability.ts'
import { compareOnHeldOut, type HeldOutComparison } from '../validation/compareOnHeldOut.ts'
import { evaluateWinner } from '../validation/evaluateWinner.ts'
import { globalImportance } from '../validation/globalImportance.ts'
import { internalExternalValidation } from '../validation/internalExternal.ts'
import { permuteOutcomes as permuteOutcomesOf } from '../validation/permuteOutcomes.ts'
import { goldOf } from './goldOf.ts'

/** What trial `number` is to do, as of the trials that it may know. */
export function planTrial(input: {
  definition: StudyDefinition
  number: number
  history: readonly Trial[]
}): { plan: TrialPlan; bars: readonly PruningBar[] } {
  const { definition, number, history } = input
  const plan = planTrialOf(definition, number, history)
  return { plan, bars: trialBars(definition, plan, history) }
}

export async function runTrial(input: {
  gold: string
  definition: StudyDefinition
  plan: TrialPlan
  bars: readonly PruningBar[]
  output: string
}): Promise<Omit<Trial, keyof TrialPlan | 'predictions'>> {
  const { definition, plan, bars } = input
  const study = await studyData(input.gold, definition)
  const started = performance.now()
  const result = evaluated({ ...study, plan, bars, seed: definition.seed })
  const seconds = (performance.now() - started) / 1000
  const known = { steps: [...result.steps], seconds, standardError: null, error: null }
  switch (result.state) {
    case 'complete': {
      await writeFile(input.output, await writePredictions(result.predictions, study.folds))
      const { state, value, standardError } = result
      return { ...known, state, value, standardError }
    }
    case 'pruned':
      return { ...known, state: 'pruned', value: result.value }
    case 'failed':
      return { ...known, state: 'failed', value: null, error: result.error }
    default:
      return result satisfies never
  }
}

/** Whatever a trial's own data and parameters do to it is no reason to end the study. */
function evaluated(input: TrialInput): TrialResult {
  try {
    return evaluateTrial(input)
  } catch (error) {
    const { number, family } = input.plan
    return { state: 'failed', error: `trial ${number} (${family}): ${String(error)}`, steps: [] }
  }
}

/** The study that this thread worked on last: its trials come one after the other. */
let recent: { readonly id: string; readonly data: Promise<StudyData> } | undefined

async function studyData(gold: string, definition: StudyDefinition): Promise<StudyData> {
  const id = `${gold} ${JSON.stringify(definition)}`
  if (recent?.id !== id) recent = { id, data: readStudy(gold, definition) }
  return await recent.data
}

async function readStudy(gold: string, definition: StudyDefinition): Promise<StudyData> {
  return prepareStudy(await readFrame(await readFile(gold)), definition)
}

export async function compareAvailability(input: {
  gold: string
  sources: GoldSources
  definition: StudyDefinition
  plan: TrialPlan
  /** The plan's out-of-fold predictions on `gold`. */
  predictions: string
  folder: string
}): Promise<AvailabilityComparison> {
  const { definition, plan } = input
  const used = definition.availability
  const study = await studyData(input.gold, definition)
  const predictions = await readPredictions(await readFile(input.predictions), study.folds)
  const { gold } = await goldOf(input.sources, otherAvailability(used), input.folder)
  const other = prepareStudy(gold, definition)
  const { seed } = definition
  return compareAvailabilityOf({ study, used, predictions, other, plan, seed })
}

export async function permuteOutcomes(input: {
  gold: string
  definition: StudyDefinition
  plan: TrialPlan
}): Promise<PermutedOutcomes> {
  const { gold, definition, plan } = input
  const study = await studyData(gold, definition)
  return permuteOutcomesOf({ ...study, plan, seed: definition.seed })
}

const NOT_COMPARED: AvailabilityComparison = {
  auroc: { charttime: null, storetime: null },
  difference: null,
}

/** One version of a study, chosen from the trials whose predictions are given, by the rule of its role. */
export async function publishModel(input: {
  role: VersionRole
  gold: string
  definition: StudyDefinition
  trials: readonly Trial[]
  /** Local file of the out-of-fold predictions of each trial that it is chosen from, by its number. */
  predictions: Readonly<Record<number, string>>
  request: TrainingRequest
  fingerprint: string
  attrition: readonly AttritionStep[]
  leftOut: CardInput['leftOut']
  leakage: LeakageProof
  /** null: not compared. */
  availability: AvailabilityComparison | null
  codeVersion: string
}): Promise<{
  artifact: ModelArtifact
  card: Omit<ModelCard, 'version'>
  baseline: DriftBaseline
  /** The file that XGBoost loads, where it is trees of our own trainer. */
  xgboost: string | undefined
}> {
  const { role, definition, trials, request, fingerprint } = input
  const study = await studyData(input.gold, definition)
  const { folds, basis, frame } = study
  const { seed } = definition

  // the chosen one, fitted on all that the study may see
  const candidates = trials.filter(({ number }) => input.predictions[number] !== undefined)
  const scored = await Promise.all(
    candidates.map(async trial => {
      const bytes = await readFile(input.predictions[trial.number] ?? '')
      return { trial, predictions: await readPredictions(bytes, folds) }
    }),
  )
  const plan = role === 'winner' ? selectWinner(candidates) : selectBest(candidates)
  const predictions = scored.find(({ trial }) => trial.number === plan.number)?.predictions
  if (predictions === undefined) throw new Error(`trial ${plan.number} has left no predictions`)
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
    availability: definition.availability,
  })

  // what it is worth
  const heldOut = basis.basis === 'held-out' ? studyRows(frame, basis.heldOut) : null
  const evaluation = evaluateWinner({
    study,
    folds,
    trials: scored,
    rule: role === 'winner' ? 'one-standard-error' : 'best',
    winner: plan.number,
    artifact,
    thresholdRule,
    heldOut,
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
  const importance = globalImportance(artifact, study, seed)
  const all = studyRows(frame)
  const cohort = {
    stays: all.labels.length,
    positives: countPositives(all.labels),
    patients: new Set(all.patients).size,
  }
  const { attrition, leftOut, leakage, codeVersion } = input
  const compared = input.availability ?? NOT_COMPARED
  const availability = { used: definition.availability, ...compared }
  const { heldOutDeaths } = basis
  const card = buildCard({
    artifact,
    role,
    evaluation,
    thresholdRule,
    importance,
    validations,
    trials,
    heldOutDeaths,
    attrition,
    cohort,
    leftOut,
    leakage,
    availability,
    codeVersion,
  })
  const xgboost = xgboostFile(artifact.family, artifact.model)
  // each row's prediction of the first repeat
  const outOfFold = calibrate(artifact.calibration, predictions.slice(0, study.rows.length))
  const baseline = buildBaseline({
    ...study,
    features: artifact.features,
    probabilities: outOfFold,
  })
  return { artifact, card, baseline, xgboost }
}

export async function compareModels(input: {
  gold: string
  definition: StudyDefinition
  challenger: ModelArtifact
  champion: ModelArtifact
}): Promise<HeldOutComparison | { readonly obstacle: string }> {
  const { definition, challenger, champion } = input
  const { frame, basis } = await studyData(input.gold, definition)
  const heldOut = studyRows(frame, basis.heldOut)
  return compareOnHeldOut(challenger, champion, heldOut, { seed: definition.seed })
}
