import type { PermutedOutcomes, TrialPlan } from '../contracts/study.ts'
import { groupByPatient } from '../evaluation/patients.ts'
import { seededRandom } from '../random.ts'
import { stratifiedPatientFolds } from '../tuning/folds.ts'
import type { StudyData } from '../tuning/studyData.ts'
import { evaluateTrial } from '../tuning/trial.ts'

/** As dear as so many trials: a few in a hundred of a search. */
const PERMUTATIONS = 5

/**
 * What a plan is worth where there is nothing to learn: trained and cross-validated as in its study, on outcomes that were
 * permuted among patients (test 1 of Ojala, Garriga, JMLR 2010; 11: 1833–1863). Near 0.5, if no outcome reaches the model
 * but through its training rows; how far around is chance. Permutations that cannot be trained are left out.
 */
export function permuteOutcomes(
  study: Omit<StudyData, 'basis'> & { readonly plan: TrialPlan; readonly seed: number },
): PermutedOutcomes {
  const { patients, folds, plan, seed } = study
  const { count, repeats } = folds
  const values: number[] = []
  for (let permutation = 0; permutation < PERMUTATIONS; permutation++) {
    const labels = permutedLabels(study.labels, patients, seed, permutation)
    const permuted = stratifiedPatientFolds(labels, patients, { count, repeats, seed })
    const result = evaluateTrial({ ...study, labels, folds: permuted })
    if (result.state === 'complete') values.push(result.value)
  }
  return { trial: plan.number, family: plan.family, values }
}

/**
 * Each patient has the outcomes of one with as many stays, in their order; as many patients die, and as often.
 *
 * @param labels - 0 or 1, one per row
 * @param patients - `subject_id`, one per row
 */
export function permutedLabels(
  labels: Uint8Array,
  patients: ArrayLike<number>,
  seed: number,
  permutation: number,
): Uint8Array {
  const { starts, rows } = groupByPatient(patients)
  const ofStays = new Map<number, number[]>()
  for (let patient = 0; patient + 1 < starts.length; patient++) {
    const stays = (starts[patient + 1] ?? 0) - (starts[patient] ?? 0)
    const alike = ofStays.get(stays)
    if (alike === undefined) ofStays.set(stays, [patient])
    else alike.push(patient)
  }
  const permuted = new Uint8Array(labels.length)
  for (const [stays, takers] of ofStays) {
    const givers = seededRandom(seed, 'permuted', permutation, stays).shuffle([...takers])
    takers.forEach((taker, at) => {
      const giver = givers[at] ?? taker
      for (let stay = 0; stay < stays; stay++) {
        const to = rows[(starts[taker] ?? 0) + stay] ?? 0
        permuted[to] = labels[rows[(starts[giver] ?? 0) + stay] ?? 0] ?? 0
      }
    })
  }
  return permuted
}
