import type { TrialPlan, TrialStep } from '../contracts/study.ts'
import { forEachResample, standardDeviation } from '../evaluation/bootstrap.ts'
import { rank, rankedAuroc } from '../evaluation/ranking.ts'
import type { FeatureSets } from '../features/catalogue.ts'
import { sigmoid } from '../models/link.ts'
import { seededRandom } from '../random.ts'
import type { Frame } from '../tables/frame.ts'
import { type FittedPipeline, fitPipeline, type PipelineWatch } from './fittedPipeline.ts'
import { type FoldRows, type Folds, foldRows } from './folds.ts'
import { KeptBins } from './keptBins.ts'
import type { PruningBar } from './pruner.ts'
import { type TrialProgress, trialProgress } from './trialProgress.ts'

export interface TrialInput {
  readonly frame: Frame
  /** Positions of the study's rows in the frame; all of its rows when absent. */
  readonly rows?: Int32Array
  readonly features: FeatureSets
  /** 0 or 1, one per row of the study; so are `patients` and the folds. */
  readonly labels: Uint8Array
  /** `subject_id` */
  readonly patients: ArrayLike<number>
  readonly folds: Folds
  readonly plan: TrialPlan
  /** The study's seed: models draw from it by trial, repeat and fold, standard errors alike for all trials. */
  readonly seed: number
  /** The least values with which it goes on, ascending by step; without them it runs to its end. */
  readonly bars?: readonly PruningBar[]
}

/**
 * - `complete`: scored on every fold
 * - `pruned`: given up on its way, as it was worth less than the bar of a step
 * - `failed`: these data and parameters give no usable model; `error` says why, and where
 */
export type TrialResult = {
  /** What it was worth within its first fit and after each: AUROC of the rows predicted so far, pooled within each repeat. */
  readonly steps: readonly TrialStep[]
} & (
  | {
      readonly state: 'complete'
      /** Mean over repeats of the AUROC of the pooled out-of-fold predictions. */
      readonly value: number
      /** Of `value`, by resampling patients. */
      readonly standardError: number
      /** Out-of-fold probabilities before calibration: repeat r, row i at `r * rows + i`. */
      readonly predictions: Float64Array
      /** AUROC of each fold of each repeat, `r * folds + k`; null where a fold holds one outcome only. */
      readonly foldValues: readonly (number | null)[]
    }
  | {
      readonly state: 'pruned'
      /** Of its last step. */
      readonly value: number
    }
  | { readonly state: 'failed'; readonly error: string }
)

/** Resamples for a trial's standard error: enough for its first digit, and cheap beside the training. */
const STANDARD_ERROR_RESAMPLES = 500

/**
 * Trains and scores one plan on every fold: preprocessing and model see the training rows of the fold only, each row is
 * predicted once per repeat by a model that never saw its patient.
 *
 * @returns pruned where it was worth less than the bar of a step that it had come to; failed, with its reason, where the
 *   data or the parameters cannot be trained: never throws for that
 * @throws where labels, patients, rows and folds are not of one study
 */
export function evaluateTrial(input: TrialInput): TrialResult {
  checkInput(input)
  const progress = trialProgress(input)
  const { steps } = progress
  const predictions = outOfFoldPredictions(input, progress)
  if (predictions === 'pruned') return { state: 'pruned', value: steps.at(-1)?.value ?? 0, steps }
  if ('error' in predictions) return { state: 'failed', error: predictions.error, steps }

  const { labels, folds } = input
  const repeats = Array.from({ length: folds.repeats }, (_, repeat) =>
    rank(labels, predictions.subarray(repeat * folds.rows, (repeat + 1) * folds.rows)),
  )
  const meanAuroc = (counts?: Uint16Array) =>
    repeats.reduce((sum, ranking) => sum + rankedAuroc(ranking, counts), 0) / repeats.length

  const resampled = new Float64Array(STANDARD_ERROR_RESAMPLES)
  forEachResample(
    {
      labels,
      patients: input.patients,
      resamples: STANDARD_ERROR_RESAMPLES,
      seed: input.seed,
      bothOutcomes: 'drawn',
    },
    (counts, resample) => {
      resampled[resample] = meanAuroc(counts)
    },
  )
  return {
    state: 'complete',
    value: meanAuroc(),
    standardError: standardDeviation(resampled),
    steps,
    predictions,
    foldValues: aurocOfFolds(labels, folds, predictions),
  }
}

function checkInput({ frame, rows, labels, patients, folds }: TrialInput): void {
  const expected = rows?.length ?? frame.rows
  const lengths = { labels: labels.length, patients: patients.length, folds: folds.rows }
  for (const [name, length] of Object.entries(lengths)) {
    if (length === expected) continue
    throw new Error(`a study of ${expected} rows must have as many ${name}, but got ${length}`)
  }
}

function outOfFoldPredictions(
  input: TrialInput,
  progress: TrialProgress,
): Float64Array | 'pruned' | { readonly error: string } {
  const { frame, folds, plan } = input
  const positions = input.rows ?? Int32Array.from({ length: frame.rows }, (_, row) => row)
  const predictions = new Float64Array(folds.repeats * folds.rows)
  for (let repeat = 0; repeat < folds.repeats; repeat++) {
    for (let fold = 0; fold < folds.count; fold++) {
      const { train, test } = foldRows(folds, repeat, fold)
      const inFrame = framePositions(folds, positions, repeat, fold)
      const where = `trial ${plan.number} (${plan.family}), repeat ${repeat + 1}, fold ${fold + 1}`
      const testRows = inFrame.test
      const outcomes = Uint8Array.from(test, row => input.labels[row] ?? 0)
      let goesOn = true
      const watch = {
        rows: testRows,
        labels: outcomes,
        goesOn: (share: number, scores: Float32Array) => {
          goesOn = progress.goesOnWithinFirst(share, outcomes, scores)
          return goesOn
        },
      }
      const isFirst = repeat === 0 && fold === 0
      const fitted = tryToFit(
        input,
        inFrame.train,
        train,
        [repeat, fold],
        isFirst ? watch : undefined,
      )
      if (fitted instanceof Error) return { error: `${where}: ${fitted.message}` }
      if (!goesOn) return 'pruned'

      const margins = fitted.margins(frame, testRows)
      for (let at = 0; at < test.length; at++) {
        const margin = margins[at] ?? Number.NaN
        if (Number.isNaN(margin)) {
          return { error: `${where}: the model scored NaN: its training did not converge` }
        }
        predictions[repeat * folds.rows + (test[at] ?? 0)] = sigmoid(margin)
      }
      if (!progress.goesOnAfterFit(predictions, repeat, fold)) return 'pruned'
    }
  }
  return predictions
}

/** What the trials on the same folds have in common. */
interface TrialsOfFolds {
  readonly inFrame: Map<string, FoldRows & { readonly positions: Int32Array }>
  readonly kept: KeptBins
}

const known = new WeakMap<Folds, TrialsOfFolds>()

function trialsOf(folds: Folds): TrialsOfFolds {
  let trials = known.get(folds)
  if (trials === undefined) {
    trials = { inFrame: new Map(), kept: new KeptBins() }
    known.set(folds, trials)
  }
  return trials
}

/** Where the rows of a fold are in the frame: the same arrays for all trials, by which fits know each other again. */
function framePositions(
  folds: Folds,
  positions: Int32Array,
  repeat: number,
  fold: number,
): FoldRows {
  const { inFrame } = trialsOf(folds)
  const key = `${repeat} ${fold}`
  let found = inFrame.get(key)
  if (found?.positions !== positions) {
    const { train, test } = foldRows(folds, repeat, fold)
    const positionOf = (row: number) => positions[row] ?? -1
    found = { positions, train: train.map(positionOf), test: test.map(positionOf) }
    inFrame.set(key, found)
  }
  return found
}

/** What a fit throws says that these rows and parameters cannot be trained: that is a failed trial, not a failed study. */
function tryToFit(
  input: TrialInput,
  rows: Int32Array,
  train: Int32Array,
  streams: readonly [repeat: number, fold: number],
  watch: PipelineWatch | undefined,
): FittedPipeline | Error {
  const data = {
    frame: input.frame,
    rows,
    labels: Uint8Array.from(train, row => input.labels[row] ?? 0),
    features: input.features[input.plan.featureSet],
  }
  try {
    const seed = modelSeed(input.seed, input.plan.number, ...streams)
    return fitPipeline(data, input.plan, seed, { watch, kept: trialsOf(input.folds).kept })
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

/** A seed of its own for each model that a study trains. */
export function modelSeed(
  seed: number,
  trial: number,
  ...streams: readonly (string | number)[]
): number {
  return seededRandom(seed, 'model', trial, ...streams).uint32()
}

function aurocOfFolds(
  labels: Uint8Array,
  folds: Folds,
  predictions: Float64Array,
): (number | null)[] {
  const values: (number | null)[] = []
  for (let repeat = 0; repeat < folds.repeats; repeat++) {
    const offset = repeat * folds.rows
    for (let fold = 0; fold < folds.count; fold++) {
      const { test } = foldRows(folds, repeat, fold)
      const auroc = rankedAuroc(
        rank(
          Array.from(test, row => labels[row] ?? 0),
          Array.from(test, row => predictions[offset + row] ?? 0),
        ),
      )
      values.push(Number.isNaN(auroc) ? null : auroc)
    }
  }
  return values
}
