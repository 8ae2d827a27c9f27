import type { TrialPlan } from '../contracts/study.ts'
import type { Availability } from '../contracts/training.ts'
import { countPositives } from '../evaluation/metrics.ts'
import type { ThresholdRule } from '../evaluation/threshold.ts'
import type { FeatureSets } from '../features/catalogue.ts'
import type { ModelArtifact } from '../registry/artifact.ts'
import { artifactFeatures } from './artifactFeatures.ts'
import { fitPipeline } from './fittedPipeline.ts'
import type { Folds } from './folds.ts'
import { chooseThreshold, riskBands } from './operatingRules.ts'
import { calibrate, chooseCalibration } from './recalibration.ts'
import type { StudyRows } from './studyRows.ts'
import { modelSeed } from './trial.ts'

export interface RefitInput extends StudyRows {
  readonly features: FeatureSets
  readonly folds: Folds
  /** The winner's plan, and its out-of-fold predictions: repeat r, row i at `r * rows + i`. */
  readonly plan: TrialPlan
  readonly predictions: Float64Array
  readonly thresholdRule: ThresholdRule
  /** The study's seed. */
  readonly seed: number
  /** Names the distinct state of the data. */
  readonly fingerprint: string
  readonly predictionHours: number
  readonly gapHours: number
  readonly availability: Availability
}

/**
 * The model that is published: the winner's preprocessing and model fitted on all rows of the study. What must not be
 * chosen on rows that a model was trained on (calibration, threshold) is chosen on the winner's out-of-fold predictions.
 * The same input gives the same artifact, byte for byte.
 *
 * @throws where the rows cannot train the plan, which they could in every fold
 */
export function refit(input: RefitInput): ModelArtifact {
  const { frame, rows, labels, plan } = input
  const features = input.features[plan.featureSet]

  // fit on every row
  const seed = modelSeed(input.seed, plan.number, 'refit')
  const { preprocessor, model } = fitPipeline({ frame, rows, labels, features }, plan, seed)

  // choose on out-of-fold predictions
  const calibration = chooseCalibration(input, isWeighted(plan))
  const calibrated = calibrate(calibration, input.predictions)
  const threshold = chooseThreshold(labels, calibrated, input.thresholdRule)

  return {
    format: 1,
    name: 'in-hospital-mortality',
    family: plan.family,
    label: 'hospital_expire_flag',
    featureSet: plan.featureSet,
    predictionHours: input.predictionHours,
    gapHours: input.gapHours,
    availability: input.availability,
    features: artifactFeatures(preprocessor, features, frame, rows),
    preprocessor,
    model,
    calibration,
    threshold,
    riskBands: riskBands(labels),
    training: {
      fingerprint: input.fingerprint,
      seed: input.seed,
      rows: rows.length,
      positives: countPositives(labels),
      patients: new Set(input.patients).size,
      parameters: plan.parameters,
    },
  }
}

/** Trained with weighted classes, so that its probabilities are not risks. */
export function isWeighted({ parameters }: TrialPlan): boolean {
  return parameters['classWeight'] === 'balanced' || (parameters['scalePosWeight'] ?? 1) !== 1
}
