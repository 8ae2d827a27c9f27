import { groupByPatient } from '../evaluation/patients.ts'
import { seededRandom } from '../random.ts'

/** Which fold each row is tested in, for each repeat. */
export interface Folds {
  readonly count: number
  readonly repeats: number
  readonly rows: number
  /** Fold of row i in repeat r at `assignment[r * rows + i]`, 0 … count − 1. */
  readonly assignment: Uint8Array
}

export interface FoldOptions {
  /** 2 … 255 */
  readonly count: number
  readonly repeats: number
  readonly seed: number
}

/**
 * Stratified folds that keep patients whole, as scikit-learn's `StratifiedGroupKFold` with shuffling: patients are
 * shuffled, those with the most unequal outcomes are dealt first, each to the fold that leaves deaths and survivors
 * spread most evenly. Patients are dealt in the order of their ids, so the folds do not depend on the order of rows.
 *
 * @param labels - 0 or 1, one per row
 * @param patients - `subject_id`, one per row
 * @throws where fewer patients than folds have died, or have survived: some fold would hold one outcome only
 */
export function stratifiedPatientFolds(
  labels: ArrayLike<number>,
  patients: ArrayLike<number>,
  options: FoldOptions,
): Folds {
  const { count, repeats } = options
  const rows = labels.length
  const groups = groupByPatient(patients)
  const outcomes = outcomesByPatient(labels, groups)
  checkEnough(outcomes, count)

  const assignment = new Uint8Array(repeats * rows)
  for (let repeat = 0; repeat < repeats; repeat++) {
    const foldOf = dealPatients(outcomes, count, seededRandom(options.seed, 'folds', repeat))
    for (let patient = 0; patient < foldOf.length; patient++) {
      const end = groups.starts[patient + 1] ?? 0
      for (let at = groups.starts[patient] ?? 0; at < end; at++) {
        assignment[repeat * rows + (groups.rows[at] ?? 0)] = foldOf[patient] ?? 0
      }
    }
  }
  return { count, repeats, rows, assignment }
}

/** Rows of one fold of one repeat, ascending. */
export interface FoldRows {
  readonly train: Int32Array
  readonly test: Int32Array
}

/** The rows trained on and the rows tested of one fold of one repeat. */
export function foldRows(folds: Folds, repeat: number, fold: number): FoldRows {
  const train: number[] = []
  const test: number[] = []
  for (let row = 0; row < folds.rows; row++) {
    const side = folds.assignment[repeat * folds.rows + row] === fold ? test : train
    side.push(row)
  }
  return { train: Int32Array.from(train), test: Int32Array.from(test) }
}

/** Stays that ended alive, and in death, of each patient. */
interface PatientOutcomes {
  readonly survived: Float64Array
  readonly died: Float64Array
}

function outcomesByPatient(
  labels: ArrayLike<number>,
  groups: ReturnType<typeof groupByPatient>,
): PatientOutcomes {
  const survived = new Float64Array(groups.ids.length)
  const died = new Float64Array(groups.ids.length)
  for (let patient = 0; patient < groups.ids.length; patient++) {
    const end = groups.starts[patient + 1] ?? 0
    for (let at = groups.starts[patient] ?? 0; at < end; at++) {
      const side = labels[groups.rows[at] ?? 0] === 1 ? died : survived
      side[patient] = (side[patient] ?? 0) + 1
    }
  }
  return { survived, died }
}

function checkEnough(outcomes: PatientOutcomes, count: number): void {
  const withDeath = outcomes.died.filter(stays => stays > 0).length
  const withSurvival = outcomes.survived.filter(stays => stays > 0).length
  if (Math.min(withDeath, withSurvival) >= count) return
  throw new Error(
    `${count} folds need ${count} patients of each outcome, but ${withDeath} died and ${withSurvival} survived a stay: use fewer folds or more data`,
  )
}

function dealPatients(
  outcomes: PatientOutcomes,
  count: number,
  random: ReturnType<typeof seededRandom>,
): Uint8Array {
  const { survived, died } = outcomes
  const order = new Uint32Array(survived.length)
  for (let patient = 0; patient < order.length; patient++) order[patient] = patient
  random.shuffle(order)
  const inequality = (patient: number) => Math.abs((survived[patient] ?? 0) - (died[patient] ?? 0))
  // a stable sort: equals stay in their shuffled order
  order.sort((a, b) => inequality(b) - inequality(a))

  const foldOf = new Uint8Array(order.length)
  const dealt = { survived: new Float64Array(count), died: new Float64Array(count) }
  const totals = { survived: sum(survived), died: sum(died) }
  for (const patient of order) {
    const fold = evenestFold(
      dealt,
      { survived: survived[patient] ?? 0, died: died[patient] ?? 0 },
      totals,
    )
    foldOf[patient] = fold
    dealt.survived[fold] = (dealt.survived[fold] ?? 0) + (survived[patient] ?? 0)
    dealt.died[fold] = (dealt.died[fold] ?? 0) + (died[patient] ?? 0)
  }
  return foldOf
}

/** The fold that, given this patient, leaves the outcomes spread most evenly; among equals the one with fewest rows. */
function evenestFold(
  dealt: PatientOutcomes,
  patient: { survived: number; died: number },
  totals: { survived: number; died: number },
): number {
  let best = 0
  let bestSpread = Number.POSITIVE_INFINITY
  let bestRows = Number.POSITIVE_INFINITY
  for (let fold = 0; fold < dealt.died.length; fold++) {
    const spread =
      spreadWith(dealt.survived, fold, patient.survived) / (totals.survived * totals.survived) +
      spreadWith(dealt.died, fold, patient.died) / (totals.died * totals.died)
    const rows = (dealt.survived[fold] ?? 0) + (dealt.died[fold] ?? 0)
    // sums of small fractions: what differs in the last bits is equal
    const isBetter = spread < bestSpread - 1e-12
    const isEqual = Math.abs(spread - bestSpread) <= 1e-12
    if (isBetter || (isEqual && rows < bestRows)) {
      best = fold
      bestSpread = spread
      bestRows = rows
    }
  }
  return best
}

/** n · variance over folds, once `extra` is added to one of them. */
function spreadWith(dealt: Float64Array, fold: number, extra: number): number {
  let total = extra
  for (const stays of dealt) total += stays
  const mean = total / dealt.length
  let squares = 0
  for (let at = 0; at < dealt.length; at++) {
    const difference = (dealt[at] ?? 0) + (at === fold ? extra : 0) - mean
    squares += difference * difference
  }
  return squares
}

function sum(values: Float64Array): number {
  let total = 0
  for (const value of values) total += value
  return total
}
