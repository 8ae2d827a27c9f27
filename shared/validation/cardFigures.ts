import { calibrationEstimates } from '../evaluation/calibrationIntervals.ts'
import { classificationReport } from '../evaluation/classificationReport.ts'
import { precisionRecallCurve, rocCurve } from '../evaluation/curves.ts'
import type { MetricDraws, MetricEstimates } from '../evaluation/metricSet.ts'
import { eachMetric, pairedDifference } from '../evaluation/metricSet.ts'
import { confusionAt, countPositives } from '../evaluation/metrics.ts'
import type { Baseline, CardMetrics } from '../registry/card.ts'
import type { StudyRows } from '../tuning/studyRows.ts'
import type { Evaluation } from './evaluation.ts'
import { subgroupTables } from './subgroups.ts'

/** Metrics as a card has them, with the rows that they are of. */
export function cardMetricsOf(
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

/** OASIS as the card's baseline. */
export function baselineOf(
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

/** Metric by metric, resample by resample on the same patients. */
export function differences(ours: MetricDraws, theirs: MetricDraws): Evaluation['difference'] {
  return eachMetric(metric => pairedDifference(ours[metric], theirs[metric]))
}

interface Resampling {
  readonly resamples: number
  readonly seed: number
}

/** What probabilities show beside their metrics. */
export function picturesOf(
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
