import type { FamilyName } from '../models/model.ts'

/**
 * A step is a hundredth of a fit: a trial is at step 100 k once k folds are trained and scored, and at step 25 once a
 * quarter of the rounds of its first are.
 */
export const STEPS_PER_FIT = 100

/** The least value with which a trial goes on at a step. */
export interface PruningBar {
  readonly step: number
  readonly bar: number
}

/** What the pruner reads of a trial that has ended. */
export interface ReportedTrial {
  readonly family: FamilyName
  readonly state: 'complete' | 'pruned' | 'failed'
  /** What it reported on its way: `value` is the AUROC of what is predicted at that step. */
  readonly steps: readonly { readonly step: number; readonly value: number }[]
}

export interface PruningOptions {
  /** Of the trial that is asked for. */
  readonly family: FamilyName
  /** The steps at which trials are compared; see `pruningRungs`. */
  readonly rungs: readonly number[]
  /** About one in so many goes on from each rung: η of successive halving. */
  readonly reduction: number
  /** The same for a rung within the first fit, where those that learn slowly but well are behind yet. */
  readonly reductionWithinFirst: number
  /** Where fewer trials than this have reached a rung, nothing is stopped there. */
  readonly leastTrials: number
}

/**
 * The bars of one trial by asynchronous successive halving (ASHA: Li et al., *A System for Massively Parallel
 * Hyperparameter Tuning*, MLSys 2020; the rule of Optuna's `SuccessiveHalvingPruner`): at each rung it goes on where it is
 * among the best 1/η of all that have reached that rung, itself included. Trials are compared within their family: the
 * one-standard-error rule looks for the simplest good family, so a simple one must not be stopped by a complex one that is
 * better by little.
 *
 * Pure, and fixed when the trial is asked for: what finishes while it runs changes nothing.
 *
 * @param history - the trials that the ask may see, in any order; failed ones are no evidence
 * @returns ascending by step; rungs without a bar are absent
 */
export function pruningBars(
  history: readonly ReportedTrial[],
  options: PruningOptions,
): readonly PruningBar[] {
  const rivals = history.filter(
    trial => trial.family === options.family && trial.state !== 'failed',
  )
  return options.rungs.toSorted(ascending).flatMap(step => {
    const values = rivals.flatMap(trial => valueAt(trial, step) ?? []).sort(ascending)
    if (values.length < Math.max(options.leastTrials, 1)) return []
    // with itself among them, but never so few that not even the best so far would go on
    const { reduction, reductionWithinFirst } = options
    const among = step < STEPS_PER_FIT ? reductionWithinFirst : reduction
    const places = Math.max(Math.floor((values.length + 1) / among), 1)
    const bar = values[values.length - places]
    return bar === undefined ? [] : [{ step, bar }]
  })
}

/**
 * The rungs of a trial of so many fits (folds × repeats): after 1, η, η² … of them, and below one, for families that grow
 * in rounds, after 1/η of the rounds of the first.
 */
export function pruningRungs(fits: number, reduction: number): readonly number[] {
  const rungs = [Math.round(STEPS_PER_FIT / reduction)]
  for (let done = 1; done < fits; done *= reduction) rungs.push(STEPS_PER_FIT * done)
  return rungs
}

function valueAt(trial: ReportedTrial, step: number): number | undefined {
  const value = trial.steps.find(report => report.step === step)?.value
  return value === undefined || Number.isNaN(value) ? undefined : value
}

function ascending(a: number, b: number): number {
  return a - b
}
