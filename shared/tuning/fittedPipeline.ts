import type { TrialPlan } from '../contracts/study.ts'
import type { Feature } from '../features/feature.ts'
import { FAMILY } from '../models/families.ts'
import type { FitWatch } from '../models/model.ts'
import { applyPreprocessor } from '../preprocessing/applyPreprocessor.ts'
import { fitPreprocessor } from '../preprocessing/fitPreprocessor.ts'
import { oasisPreprocessor } from '../preprocessing/oasisPreprocessor.ts'
import type { Preprocessor } from '../preprocessing/preprocessor.ts'
import type { Frame } from '../tables/frame.ts'
import { partParameters } from './preprocessingOptions.ts'

/** A preprocessor and a model that were fitted together, both plain JSON. */
export interface FittedPipeline {
  readonly preprocessor: Preprocessor
  readonly model: unknown
  /** Log-odds of rows of a frame, before calibration, in the order of `rows`. */
  margins(frame: Frame, rows: Int32Array): Float64Array
}

/** What a pipeline is fitted on. */
export interface PipelineData {
  readonly frame: Frame
  /** Positions of the training rows in the frame. */
  readonly rows: Int32Array
  /** One per entry of `rows`. */
  readonly labels: Uint8Array
  readonly features: readonly Feature[]
}

/** Looks on while a family grows in rounds, as `FitWatch`; its rows are positions in the frame, none of them trained on. */
export interface PipelineWatch extends Omit<FitWatch, 'matrix'> {
  readonly rows: Int32Array
}

/**
 * Fits a plan's preprocessing and model on the rows given, and on nothing else.
 *
 * @param seed - all randomness of the model
 * @throws where the rows cannot train it: one outcome only, no feature that varies; where nothing fills what is missing and
 *   the family does not take it
 */
export function fitPipeline(
  data: PipelineData,
  plan: TrialPlan,
  seed: number,
  watch?: PipelineWatch,
): FittedPipeline {
  const { frame, rows, labels } = data
  const family = FAMILY[plan.family]
  const parameters = partParameters(plan.parameters)
  if (parameters.preprocessing?.fill === 'none' && !family.takesMissing) {
    throw new RangeError(
      `${plan.family} does not take missing values: \`preprocessing.fill\` must be median or mean, not none`,
    )
  }
  const preprocessor =
    parameters.preprocessing === null
      ? oasisPreprocessor()
      : fitPreprocessor(frame, rows, labels, data.features, parameters.preprocessing)
  const matrix = applyPreprocessor(preprocessor, frame, rows)
  const watched =
    watch === undefined
      ? {}
      : { watch: { ...watch, matrix: applyPreprocessor(preprocessor, frame, watch.rows) } }
  const model = family.fit(matrix, labels, parameters.family, { seed, ...watched })
  return {
    preprocessor,
    model,
    margins: (scored, which) =>
      family.margins(model, applyPreprocessor(preprocessor, scored, which)),
  }
}
