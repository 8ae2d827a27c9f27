import type { StudyDefinition, Trial, TrialPlan } from '../contracts/study.ts'
import type { FeatureSet } from '../features/feature.ts'
import type { FamilyName } from '../models/model.ts'
import { seededRandom } from '../random.ts'
import { randomSampler, type Sampler } from './sampler.ts'
import { searchSpace } from './space.ts'

/**
 * What trial `number` of a study is to do. Trial 0 is `severity` when the study asks for it; the others are dealt
 * evenly over the other families in the order in which the study names them. Pure: the same definition, number and
 * history give the same plan.
 *
 * @param number - 0 … `trialCount(definition)` − 1
 * @param history - the trials 0 … number − `parallelTrials`, in any order; later ones are ignored, so that the order
 *   in which trials finish changes nothing
 */
export function planTrial(
  definition: StudyDefinition,
  number: number,
  history: readonly Trial[],
  sampler: Sampler = randomSampler,
): TrialPlan {
  if (!Number.isInteger(number) || number < 0 || number >= trialCount(definition)) {
    throw new RangeError(
      `study ${definition.id} has trials 0 to ${trialCount(definition) - 1}, but got ${number}`,
    )
  }
  const family = familyOf(definition, number)
  const visible = history
    .filter(trial => trial.family === family && trial.number <= number - definition.parallelTrials)
    .toSorted((a, b) => a.number - b.number)
  return {
    number,
    family,
    featureSet: featureSetOf(definition, number),
    parameters: sampler(searchSpace(family), visible, number, definition.seed),
  }
}

/** How many trials a study runs: what it asks for, but `severity` has no hyperparameters and is tried once. */
export function trialCount(definition: StudyDefinition): number {
  return searchedFamilies(definition).length === 0 ? 1 : definition.trials
}

function familyOf(definition: StudyDefinition, number: number): FamilyName {
  const searched = searchedFamilies(definition)
  const enqueued = definition.families.includes('severity') ? 1 : 0
  return searched[(number - enqueued) % searched.length] ?? 'severity'
}

/** By chance, a stream of its own; OASIS is in every set, so `severity` is of the smallest. */
function featureSetOf({ featureSets, seed }: StudyDefinition, number: number): FeatureSet {
  const [first = 'full'] = featureSets
  if (number === 0) return first
  return (
    featureSets[seededRandom(seed, 'trial', number, 'featureSet').int(featureSets.length)] ?? first
  )
}

function searchedFamilies(definition: StudyDefinition): readonly FamilyName[] {
  return definition.families.filter(family => family !== 'severity')
}
