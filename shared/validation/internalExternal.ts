import type { TrialPlan } from '../contracts/study.ts'
import { type Estimate, RESAMPLES } from '../evaluation/bootstrap.ts'
import { marginOf } from '../evaluation/calibration.ts'
import { bootstrapMetrics, pairedDifference } from '../evaluation/metricSet.ts'
import { countPositives } from '../evaluation/metrics.ts'
import { type GroupFigures, groupFigures, suppressedGroup } from '../evaluation/subgroups.ts'
import type { ThresholdRule } from '../evaluation/threshold.ts'
import type { FeatureSets } from '../features/catalogue.ts'
import { applyCalibration } from '../models/calibrate.ts'
import { readTexts } from '../preprocessing/readColumn.ts'
import type { Calibration } from '../registry/artifact.ts'
import { fitPipeline } from '../tuning/fittedPipeline.ts'
import type { Folds } from '../tuning/folds.ts'
import { chooseThreshold } from '../tuning/operatingRules.ts'
import { calibrate, fitCalibration } from '../tuning/recalibration.ts'
import type { StudyRows } from '../tuning/studyRows.ts'
import { modelSeed } from '../tuning/trial.ts'
import { oasisProbabilities } from './severityBaselines.ts'

/** With fewer deaths, or survivors, on the side that is learned from nothing is trained. */
const FEWEST_TO_TRAIN = 10

export interface InternalExternalInput extends StudyRows {
  readonly features: FeatureSets
  readonly folds: Folds
  /** The winner's plan, and its out-of-fold predictions: repeat r, row i at `r * rows + i`. */
  readonly plan: TrialPlan
  readonly predictions: Float64Array
  /** How the published model was calibrated: its parameters are fitted anew. */
  readonly calibration: Calibration['kind']
  readonly thresholdRule: ThresholdRule
  readonly seed: number
  /** 2,000 when absent. */
  readonly resamples?: number
}

/** The winner's plan, trained without some stays and scored on them. */
export interface ExternalValidation {
  /**
   * - `charting-system`: learned from CareVue (until 2008), scored on MetaVision (from 2008): from the past to its future
   * - `care-unit`: learned from all other units, scored on `scored`
   */
  readonly kind: 'charting-system' | 'care-unit'
  readonly scored: string
  /** null where nothing is told of the stays that are scored: who knows all could count them from these. */
  readonly trained: { readonly stays: number; readonly deaths: number } | null
  readonly stays: number | null
  readonly patients: number | null
  readonly deaths: number | null
  readonly figures: (GroupFigures & { readonly againstOasis: Estimate }) | null
  /** Why nothing is told; null where it is. */
  readonly suppressed: string | null
}

/**
 * Internal–external validation (Steyerberg, Harrell, J Clin Epidemiol 2016; 69: 245–247): how the plan does where it has
 * not learned. Preprocessing and model are fitted on one part of the stays and scored on the other; patients with stays in
 * both are scored and not learned from. Hyperparameters stay those that won on all stays. Calibration and threshold are
 * fitted on the winner's out-of-fold predictions of the stays learned from, whose models had seen the others: a few
 * parameters, and no outcome of a stay that is scored.
 */
export function internalExternalValidation(input: InternalExternalInput): ExternalValidation[] {
  const systems = readTexts(input.frame, 'dbsource', input.rows)
  const unitOf = readTexts(input.frame, 'first_careunit', input.rows)
  const units = [...new Set(unitOf)].filter(name => name !== null).sort()
  return [
    validate(input, {
      kind: 'charting-system',
      scored: 'metavision',
      isScored: at => systems[at] === 'metavision',
      isTrained: at => systems[at] === 'carevue',
    }),
    ...units.map(name =>
      validate(input, {
        kind: 'care-unit',
        scored: name,
        isScored: at => unitOf[at] === name,
        isTrained: at => unitOf[at] !== name,
      }),
    ),
  ]
}

interface Part {
  readonly kind: ExternalValidation['kind']
  readonly scored: string
  /** Of the study's rows. */
  readonly isScored: (at: number) => boolean
  readonly isTrained: (at: number) => boolean
}

function validate(input: InternalExternalInput, part: Part): ExternalValidation {
  const { rows, patients, seed } = input
  const all = Array.from(rows, (_, at) => at)
  const scored = all.filter(at => part.isScored(at))
  const known = new Set(scored.map(at => patients[at]))
  const trained = all.filter(at => part.isTrained(at) && !known.has(patients[at]))

  const trainedOn = takeRows(input, trained)
  const deaths = countPositives(trainedOn.labels)
  const about = { kind: part.kind, scored: part.scored }
  const notTold = (why: string) => ({ ...about, trained: null, ...suppressedGroup(why) })
  if (Math.min(deaths, trained.length - deaths) < FEWEST_TO_TRAIN) {
    return notTold(`fewer than ${FEWEST_TO_TRAIN} deaths or survivors to learn from`)
  }

  const scoredOn = takeRows(input, scored)
  const fitted = scoreOthers(input, part, trained, trainedOn, scoredOn)
  if (fitted instanceof Error) return notTold(`it could not be trained: ${fitted.message}`)
  const resampling = { resamples: input.resamples ?? RESAMPLES, seed }
  const group = groupFigures({ ...scoredOn, ...fitted }, resampling)
  if (group.figures === null) return { ...about, trained: null, ...group, figures: null }
  const againstOasis = againstOasisOn(scoredOn, fitted, resampling)
  return {
    ...about,
    trained: { stays: trained.length, deaths },
    ...group,
    figures: { ...group.figures, againstOasis },
  }
}

/** Probabilities and threshold of the plan for stays that it has not learned from. */
function scoreOthers(
  input: InternalExternalInput,
  part: Part,
  trained: readonly number[],
  trainedOn: StudyRows,
  scoredOn: StudyRows,
): { readonly probabilities: Float64Array; readonly threshold: number } | Error {
  const { plan, folds, predictions, thresholdRule } = input
  const seed = modelSeed(input.seed, plan.number, part.kind, part.scored)
  try {
    const features = input.features[plan.featureSet]
    const pipeline = fitPipeline({ ...trainedOn, features }, plan, seed)
    const outOfFold = Float64Array.from(
      { length: folds.repeats * trained.length },
      (_, at) =>
        predictions[
          Math.floor(at / trained.length) * folds.rows + (trained[at % trained.length] ?? 0)
        ] ?? 0,
    )
    const repeated = Uint8Array.from(
      outOfFold,
      (_, at) => trainedOn.labels[at % trained.length] ?? 0,
    )
    const calibration = fitCalibration(input.calibration, outOfFold.map(marginOf), repeated)
    return {
      probabilities: applyCalibration(calibration, pipeline.margins(scoredOn.frame, scoredOn.rows)),
      threshold: chooseThreshold(
        trainedOn.labels,
        calibrate(calibration, outOfFold),
        thresholdRule,
      ),
    }
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function againstOasisOn(
  rows: StudyRows,
  scored: { readonly probabilities: Float64Array; readonly threshold: number },
  resampling: { readonly resamples: number; readonly seed: number },
): Estimate {
  const { labels, patients } = rows
  const aurocs = (probabilities: Float64Array) =>
    bootstrapMetrics({ labels, patients, probabilities, threshold: scored.threshold }, resampling)
      .draws.auroc
  return pairedDifference(aurocs(scored.probabilities), aurocs(oasisProbabilities(rows)))
}

function takeRows(
  { frame, rows, labels, patients }: StudyRows,
  taken: readonly number[],
): StudyRows {
  return {
    frame,
    rows: Int32Array.from(taken, at => rows[at] ?? -1),
    labels: Uint8Array.from(taken, at => labels[at] ?? 0),
    patients: Float64Array.from(taken, at => patients[at] ?? Number.NaN),
  }
}
