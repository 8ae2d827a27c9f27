/** Tasks of worker threads: trials, and what a version is compared with. */

import { readFile, writeFile } from 'node:fs/promises'
import type { PermutedOutcomes, StudyDefinition, Trial, TrialPlan } from '../contracts/study.ts'
import type { GoldSources } from '../features/gold.ts'
import type { ModelArtifact } from '../registry/artifact.ts'
import type { AvailabilityComparison } from '../registry/card.ts'
import { readPredictions, writePredictions } from '../tuning/predictions.ts'
import type { PruningBar } from '../tuning/pruner.ts'
import { planTrial as planTrialOf } from '../tuning/study.ts'
import { prepareStudy } from '../tuning/studyData.ts'
import { studyRows } from '../tuning/studyRows.ts'
import { evaluateTrial, type TrialInput, type TrialResult } from '../tuning/trial.ts'
import { trialBars } from '../tuning/trialBars.ts'
import {
  compareAvailability as compareAvailabilityOf,
  otherAvailability,
} from '../validation/compareAvailability.ts'
import { compareOnHeldOut, type HeldOutComparison } from '../validation/compareOnHeldOut.ts'
import { permuteOutcomes as permuteOutcomesOf } from '../validation/permuteOutcomes.ts'
import { goldOf } from './goldOf.ts'
import { studyData } from './recentStudy.ts'

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

/**
 * Cross-validates one plan; a complete trial's out-of-fold predictions are written to `output`. A trial that cannot be
 * trained is `failed` with the reason, no error of this.
 */
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

/** The winning plan with events counted by the other time: builds that gold, and cross-validates on the same folds. */
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

/** The winning plan cross-validated on outcomes that were dealt out at random: what there is to find without any signal. */
export async function permuteOutcomes(input: {
  gold: string
  definition: StudyDefinition
  plan: TrialPlan
}): Promise<PermutedOutcomes> {
  const { gold, definition, plan } = input
  const study = await studyData(gold, definition)
  return permuteOutcomesOf({ ...study, plan, seed: definition.seed })
}

/** Two models on the study's held-out patients; `obstacle` says why they cannot be compared. */
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
