import { type BbcCandidate, bbcCv } from '../evaluation/bbcCv.ts'
import { RESAMPLES } from '../evaluation/bootstrap.ts'
import type { MetricName } from '../evaluation/metricSet.ts'
import { bootstrapMetrics, eachMetric } from '../evaluation/metricSet.ts'
import { applyCalibration } from '../models/calibrate.ts'
import type { Folds } from '../tuning/folds.ts'
import { chooseCalibration, crossFitted, fitCalibration } from '../tuning/recalibration.ts'
import { isWeighted } from '../tuning/refit.ts'
import { selectIndex } from '../tuning/selection.ts'
import { baselineOf, cardMetricsOf, differences, picturesOf } from './cardFigures.ts'
import type { Evaluation, EvaluationInput, ScoredTrial } from './evaluation.ts'
import { oasisProbabilities, otherBaselines } from './severityBaselines.ts'

/** Metrics that a choice of threshold does not touch. */
const THRESHOLD_FREE: ReadonlySet<MetricName> = new Set([
  'auroc',
  'auprc',
  'brier',
  'scaledBrier',
  'logLoss',
])

/** By BBC-CV over all trials, see `evaluateWinner`. */
export function evaluateByCrossValidation(input: EvaluationInput, winner: ScoredTrial): Evaluation {
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
    ...picturesOf(study, probabilities, input.artifact.threshold, resampling),
    resamples: resampling.resamples,
    winnerSelected: (corrected.selected[chosen] ?? 0) / resampling.resamples,
    redrawn: corrected.redrawn,
  }
}

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
