import type { Trial } from '../contracts/study.ts'
import type { Estimate } from '../evaluation/bootstrap.ts'
import type { CalibrationEstimates } from '../evaluation/calibrationIntervals.ts'
import type { ClassificationReport } from '../evaluation/classificationReport.ts'
import type { MetricName } from '../evaluation/metricSet.ts'
import type { Confusion } from '../evaluation/metrics.ts'
import type { ThresholdRule } from '../evaluation/threshold.ts'
import type { ModelArtifact } from '../registry/artifact.ts'
import type { Baseline, CardMetrics, Curves, OtherBaseline } from '../registry/card.ts'
import type { Folds } from '../tuning/folds.ts'
import type { SelectionRule } from '../tuning/selection.ts'
import type { StudyRows } from '../tuning/studyRows.ts'
import type { SubgroupTable } from './subgroups.ts'

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
