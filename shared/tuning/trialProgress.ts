import type { TrialStep } from '../contracts/study.ts'
import { rank, rankedAuroc } from '../evaluation/ranking.ts'
import type { Folds } from './folds.ts'
import { type PruningBar, STEPS_PER_FIT } from './pruner.ts'
import { FIRST_FIT_STEPS } from './trialBars.ts'

/** What a trial is worth on its way, and whether that is enough to go on. */
export interface TrialProgress {
  /** As far as it came: AUROC of the rows predicted by then, pooled within each repeat; repeats weigh by their folds. */
  readonly steps: readonly TrialStep[]
  /**
   * Reports at the steps within the first fit which the share of its rounds that are done has come to.
   *
   * @param outcomes - of the first fold's rows
   * @param scores - of these rows, so far
   */
  goesOnWithinFirst(share: number, outcomes: Uint8Array, scores: Float32Array): boolean
  /**
   * Reports a fit. There is no step where the rows so far hold one outcome only, nor after the last fit: then there is
   * nothing left to save.
   *
   * @param predictions - repeat r, row i at `r * rows + i`; those of this fold and all before are there
   */
  goesOnAfterFit(predictions: Float64Array, repeat: number, fold: number): boolean
}

export function trialProgress(trial: {
  readonly labels: Uint8Array
  readonly folds: Folds
  readonly bars?: readonly PruningBar[]
}): TrialProgress {
  const { labels, folds, bars = [] } = trial
  const steps: TrialStep[] = []
  let wholeRepeats = 0
  /** The last step reported within the first fit. */
  let within = 0

  /** Of the folds 0 … `done` − 1 of a repeat. */
  const aurocOf = (predictions: Float64Array, repeat: number, done: number): number => {
    const offset = repeat * folds.rows
    const outcomes: number[] = []
    const scores: number[] = []
    for (let row = 0; row < folds.rows; row++) {
      if ((folds.assignment[offset + row] ?? 0) >= done) continue
      outcomes.push(labels[row] ?? 0)
      scores.push(predictions[offset + row] ?? 0)
    }
    return rankedAuroc(rank(outcomes, scores))
  }
  const goesOn = (step: number, value: number): boolean => {
    if (Number.isNaN(value)) return true
    steps.push({ step, value })
    const bar = bars.find(({ step: at }) => at === step)?.bar ?? Number.NEGATIVE_INFINITY
    return value >= bar
  }

  return {
    steps,
    goesOnWithinFirst(share, outcomes, scores) {
      const passed = FIRST_FIT_STEPS.filter(step => step > within && step <= share * STEPS_PER_FIT)
      if (passed.length === 0) return true
      within = Math.max(...passed)
      const value = rankedAuroc(rank(outcomes, scores))
      return passed.map(step => goesOn(step, value)).every(Boolean)
    },
    goesOnAfterFit(predictions, repeat, fold) {
      const done = fold + 1
      const fits = repeat * folds.count + done
      if (fits === folds.repeats * folds.count) return true
      const ofRepeat = done * aurocOf(predictions, repeat, done)
      const value = (wholeRepeats + ofRepeat) / fits
      if (done === folds.count) wholeRepeats += ofRepeat
      return goesOn(fits * STEPS_PER_FIT, value)
    },
  }
}
