/** With fewer deaths among the held-out patients a single split says next to nothing. */
export const FEWEST_HELD_OUT_DEATHS = 100

/** How a study's winner will be judged, and so which rows the study may learn from. */
export interface EvaluationBasis {
  /**
   * - `held-out`: the study sees the training patients, the winner is scored once on the others
   * - `bbc-cv`: all patients take part in cross-validation, which is corrected for the search; the split is ignored
   */
  readonly basis: 'bbc-cv' | 'held-out'
  readonly heldOutDeaths: number
  /** Positions of the rows that the study learns from. */
  readonly study: Int32Array
  /** Positions of the rows that it must not see; empty with `bbc-cv`. */
  readonly heldOut: Int32Array
}

/**
 * To be called before the study.
 *
 * @param labels - `hospital_expire_flag` of all rows of gold
 * @param split - `train` or `test` of the same rows
 */
export function evaluationBasis(
  labels: ArrayLike<number>,
  split: ArrayLike<string | null>,
): EvaluationBasis {
  const train: number[] = []
  const test: number[] = []
  let heldOutDeaths = 0
  for (let row = 0; row < labels.length; row++) {
    if (split[row] === 'test') {
      test.push(row)
      if (labels[row] === 1) heldOutDeaths++
    } else if (split[row] === 'train') train.push(row)
    else throw new Error(`gold: split must be train or test, but row ${row} has ${split[row]}`)
  }
  if (heldOutDeaths >= FEWEST_HELD_OUT_DEATHS) {
    return {
      basis: 'held-out',
      heldOutDeaths,
      study: Int32Array.from(train),
      heldOut: Int32Array.from(test),
    }
  }
  const all = Int32Array.from({ length: labels.length }, (_, row) => row)
  return { basis: 'bbc-cv', heldOutDeaths, study: all, heldOut: new Int32Array(0) }
}
