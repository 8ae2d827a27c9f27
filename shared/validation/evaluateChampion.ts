import type { Trial } from '../contracts/study.ts'
import { type BbcCandidate, bbcCv } from '../evaluation/bbcCv.ts'
import { type Estimate, RESAMPLES } from '../evaluation/bootstrap.ts'
import {
  type CalibrationEstimates,
  calibrationEstimates,
} from '../evaluation/calibrationIntervals.ts'
import {
  type ClassificationReport,
  classificationReport,
} from '../evaluation/classificationReport.ts'
import { precisionRecallCurve, rocCurve } from '../evaluation/curves.ts'
import type { MetricDraws, MetricEstimates, MetricName } from '../evaluation/metricSet.ts'
import { bootstrapMetrics, eachMetric, pairedDifference } from '../evaluation/metricSet.ts'
import { type Confusion, confusionAt, countPositives } from '../evaluation/metrics.ts'
import { rank } from '../evaluation/ranking.ts'
import { rankedThreshold, type ThresholdRule } from '../evaluation/threshold.ts'
import { applyCalibration } from '../models/calibrate.ts'
import type { ModelArtifact } from '../registry/artifact.ts'
import type { Baseline, CardMetrics, Curves, OtherBaseline } from '../registry/card.ts'
import type { Folds } from '../tuning/folds.ts'
import { chooseCalibration, crossFitted, fitCalibration } from '../tuning/recalibration.ts'
import { isWeighted } from '../tuning/refit.ts'
import { type SelectionRule, selectIndex } from '../tuning/selection.ts'
import type { StudyRows } from '../tuning/studyRows.ts'
import { artifactProbabilities } from './artifactProbabilities.ts'
import { oasisProbabilities, otherBaselines } from './severityBaselines.ts'
import { type SubgroupTable, subgroupTables } from './subgroups.ts'

/** A complete trial with its out-of-fold probabilities: repeat r, row i at `r * rows + i`. */
export interface ScoredTrial {
  readonly trial: Trial
  readonly predictions: Float64Array
}

export interface EvaluationInput {
  /** The rows that the study learned from. */
  readonly study: StudyRows
  readonly folds: Folds
  /** All complete trials that it was chosen from, itself among them. */
  readonly trials: readonly ScoredTrial[]
  /** How it was chosen from them. */
  readonly rule: SelectionRule
  /** Number of the winning trial, and the model that was refitted from it. */
  readonly winner: number
  readonly artifact: ModelArtifact
  /** How its threshold was chosen, and OASIS's is. */
  readonly thresholdRule: ThresholdRule
  /** The rows of patients that the study never saw; null: it is judged by bias-corrected cross-validation. */
  readonly heldOut: StudyRows | null
  readonly seed: number
  /** 2,000 when absent. */
  readonly resamples?: number
}

/** What the winner is worth, beside OASIS and other scores as published on the same patients. */
export interface Evaluation {
  readonly metrics: CardMetrics
  readonly baseline: Baseline
  readonly otherBaselines: OtherBaseline[]
  /**
   * Metric of the model less that of OASIS, resample by resample on the same patients, so its interval is narrower than
   * the two would suggest. With `bbc-cv` its mean may differ in the third decimal from the difference of the two figures.
   */
  readonly difference: Readonly<Record<MetricName, Estimate>>
  readonly curves: Curves
  /** null where it cannot be estimated. */
  readonly calibration: CalibrationEstimates['curve']
  /** Expected calibration error in 10 bins of equal size. */
  readonly calibrationError: Estimate
  /** At the artifact's threshold, one count per stay. */
  readonly confusion: Confusion
  readonly report: ClassificationReport
  readonly subgroups: SubgroupTable[]
  /** Share of the resamples in which the search would have chosen this trial; 1 with `held-out`. */
  readonly winnerSelected: number
  readonly resamples: number
  /** Resamples that held one outcome only, thrown away and drawn again. */
  readonly redrawn: number
}

/**
 * Judges a study's winner. Without held-out patients: by BBC-CV over all trials, the figures corrected for the search;
 * curves, calibration and confusion matrix are those of the winner's own out-of-fold predictions, recalibrated fold by
 * fold, and are not corrected for the search. With held-out patients: all of it once on them.
 *
 * @throws where the winner is not among the trials, or too few patients of one outcome are there to resample
 */
export function evaluateWinner(input: EvaluationInput): Evaluation {
  const winner = input.trials.find(({ trial }) => trial.number === input.winner)
  if (winner === undefined) {
    throw new Error(`trial ${input.winner} is not among the ${input.trials.length} complete trials`)
  }
  return input.heldOut === null
    ? evaluateByCrossValidation(input, winner)
    : evaluateOnHeldOut(input, input.heldOut)
}

function evaluateByCrossValidation(input: EvaluationInput, winner: ScoredTrial): Evaluation {
  const { study, folds, trials, rule, thresholdRule } = input
  const { labels, patients } = study
  const resampling = { resamples: input.resamples ?? RESAMPLES, seed: input.seed }

  // the search again on every resample, then OASIS on the same ones
  const corrected = bbcCv({
    labels,
    patients,
    repeats: folds.repeats,
    candidates: trials.map(scored => candidateOf(scored, labels, folds)),
    // each trial keeps its standard error of all patients: a bootstrap inside each resample would cost 2,000 times as much
    select: values =>
      selectIndex(
        trials.map(({ trial }, at) => ({
          number: trial.number,
          family: trial.family,
          value: values[at] ?? 0,
          standardError: rule === 'best' ? 0 : (trial.standardError ?? 0),
        })),
      ),
    thresholdRule,
    ...resampling,
  })
  const oasis = oasisProbabilities(study)
  const paired = bbcCv({
    labels,
    patients,
    repeats: 1,
    candidates: [{ predictions: oasis }],
    select: () => 0,
    thresholdRule,
    ...resampling,
  })
  // nothing was fitted to or chosen from these patients but the threshold: the rest needs no correction
  const plain = bootstrapMetrics(
    { labels, patients, probabilities: oasis, threshold: 0.5 },
    resampling,
  )
  const oasisMetrics = eachMetric(metric =>
    THRESHOLD_FREE.has(metric) ? plain.metrics[metric] : paired.metrics[metric],
  )

  const probabilities = meanOverRepeats(calibratedOutOfFold(winner, labels, folds), folds)
  const chosen = trials.indexOf(winner)
  return {
    metrics: cardMetricsOf('bbc-cv', study, corrected.metrics),
    baseline: baselineOf('bbc-cv', study, oasisMetrics),
    otherBaselines: otherBaselines(study, resampling),
    difference: differences(corrected.draws, paired.draws),
    ...pictures(study, probabilities, input.artifact.threshold, resampling),
    resamples: resampling.resamples,
    winnerSelected: (corrected.selected[chosen] ?? 0) / resampling.resamples,
    redrawn: corrected.redrawn,
  }
}

function evaluateOnHeldOut(input: EvaluationInput, heldOut: StudyRows): Evaluation {
  const { labels, patients } = heldOut
  const resampling = { resamples: input.resamples ?? RESAMPLES, seed: input.seed }
  const { threshold } = input.artifact

  const probabilities = artifactProbabilities(input.artifact, heldOut.frame, heldOut.rows)
  const ours = bootstrapMetrics({ labels, patients, probabilities, threshold }, resampling)
  const oasis = bootstrapMetrics(
    {
      labels,
      patients,
      probabilities: oasisProbabilities(heldOut),
      // chosen on the training patients, as the model's own was
      threshold: oasisThreshold(input),
    },
    resampling,
  )
  return {
    metrics: cardMetricsOf('held-out', heldOut, ours.metrics),
    baseline: baselineOf('held-out', heldOut, oasis.metrics),
    otherBaselines: otherBaselines(heldOut, resampling),
    difference: differences(ours.draws, oasis.draws),
    ...pictures(heldOut, probabilities, threshold, resampling),
    resamples: resampling.resamples,
    winnerSelected: 1,
    redrawn: ours.redrawn,
  }
}

function oasisThreshold({ study, thresholdRule }: EvaluationInput): number {
  const probabilities = oasisProbabilities(study)
  return rankedThreshold(thresholdRule, rank(study.labels, probabilities), probabilities)
}

const THRESHOLD_FREE: ReadonlySet<MetricName> = new Set([
  'auroc',
  'auprc',
  'brier',
  'scaledBrier',
  'logLoss',
])

/** Whether a trial is recalibrated is decided once, on all patients; by how much, on each resample's. */
function candidateOf(
  { trial, predictions }: ScoredTrial,
  labels: Uint8Array,
  folds: Folds,
): BbcCandidate {
  const chosen = chooseCalibration({ labels, folds, predictions }, isWeighted(trial))
  if (chosen.kind === 'none') return { predictions }
  const calibrate: BbcCandidate['calibrate'] = (...drawn) => {
    const calibration = fitCalibration(chosen.kind, ...drawn, chosen)
    return margins => applyCalibration(calibration, margins)
  }
  return { predictions, calibrate }
}

function calibratedOutOfFold(
  { trial, predictions }: ScoredTrial,
  labels: Uint8Array,
  folds: Folds,
): Float64Array {
  const outOfFold = { labels, folds, predictions }
  const { kind } = chooseCalibration(outOfFold, isWeighted(trial))
  return crossFitted(outOfFold, kind)
}

function meanOverRepeats(predictions: Float64Array, folds: Folds): Float64Array {
  const means = new Float64Array(folds.rows)
  for (let at = 0; at < predictions.length; at++) {
    const row = at % folds.rows
    means[row] = (means[row] ?? 0) + (predictions[at] ?? 0) / folds.repeats
  }
  return means
}

function cardMetricsOf(
  basis: CardMetrics['basis'],
  { labels, patients }: StudyRows,
  metrics: MetricEstimates,
): CardMetrics {
  return {
    basis,
    rows: labels.length,
    positives: countPositives(labels),
    patients: new Set(patients).size,
    ...metrics,
  }
}

function baselineOf(
  basis: CardMetrics['basis'],
  rows: StudyRows,
  metrics: MetricEstimates,
): Baseline {
  return {
    name: 'oasis',
    description:
      'Oxford Acute Severity of Illness Score, mortality by its published formula, not recalibrated; its threshold by the same rule as the model’s',
    metrics: cardMetricsOf(basis, rows, metrics),
  }
}

function differences(ours: MetricDraws, theirs: MetricDraws): Evaluation['difference'] {
  return eachMetric(metric => pairedDifference(ours[metric], theirs[metric]))
}

interface Resampling {
  readonly resamples: number
  readonly seed: number
}

/** What probabilities show beside their metrics. */
function pictures(
  rows: StudyRows,
  probabilities: Float64Array,
  threshold: number,
  resampling: Resampling,
): Pick<
  Evaluation,
  'curves' | 'calibration' | 'calibrationError' | 'confusion' | 'report' | 'subgroups'
> {
  const { labels, patients } = rows
  const confusion = confusionAt(labels, probabilities, threshold)
  const calibration = calibrationEstimates({ labels, patients, probabilities }, resampling)
  return {
    curves: {
      roc: rocCurve(labels, probabilities).map(point => ({
        x: point.falsePositiveRate,
        y: point.truePositiveRate,
      })),
      precisionRecall: precisionRecallCurve(labels, probabilities).map(point => ({
        x: point.recall,
        y: point.precision,
      })),
      reliability: calibration.reliability.map(bin => ({
        predicted: bin.meanPredicted,
        observed: bin.observed,
        low: bin.low,
        high: bin.high,
        count: bin.rows,
      })),
      decision: [...calibration.decision],
    },
    calibration: calibration.curve,
    calibrationError: calibration.error,
    confusion,
    report: classificationReport(confusion),
    subgroups: subgroupTables(rows, probabilities, threshold, resampling),
  }
}
