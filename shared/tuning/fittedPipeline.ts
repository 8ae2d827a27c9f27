import type { TrialPlan } from '../contracts/study.ts'
import { binMatrix } from '../models/boosting/bins.ts'
import { FAMILY } from '../models/families.ts'
import type { FitOptions, FitWatch } from '../models/model.ts'
import { applyPreprocessor } from '../preprocessing/applyPreprocessor.ts'
import { fitPreprocessor } from '../preprocessing/fitPreprocessor.ts'
import { oasisPreprocessor } from '../preprocessing/oasisPreprocessor.ts'
import type { Preprocessor } from '../preprocessing/preprocessor.ts'
import type { Frame } from '../tables/frame.ts'
import type { KeptBins } from './keptBins.ts'
import type { PipelineData } from './pipelineData.ts'
import { partParameters } from './preprocessingOptions.ts'

/** A preprocessor and a model that were fitted together, both plain JSON. */
export interface FittedPipeline {
  readonly preprocessor: Preprocessor
  readonly model: unknown
  /** Log-odds of rows of a frame, before calibration, in the order of `rows`. */
  margins(frame: Frame, rows: Int32Array): Float64Array
}

/** Looks on while a family grows in rounds, as `FitWatch`; its rows are positions in the frame, none of them trained on. */
export interface PipelineWatch extends Omit<FitWatch, 'matrix'> {
  readonly rows: Int32Array
}

/**
 * Fits a plan's preprocessing and model on the rows given, and on nothing else.
 *
 * @param seed - all randomness of the model
 * @param options - `kept`: where fits on the same rows leave what they have in common, and find it
 * @throws where the rows cannot train it: one outcome only, no feature that varies; where nothing fills what is missing and
 *   the family does not take it
 */
export function fitPipeline(
  data: PipelineData,
  plan: TrialPlan,
  seed: number,
  options: { readonly watch?: PipelineWatch | undefined; readonly kept?: KeptBins } = {},
): FittedPipeline {
  const { frame, rows, labels } = data
  const { watch, kept } = options
  const family = FAMILY[plan.family]
  const { onBins } = family
  const parameters = partParameters(plan.parameters)
  const { preprocessing } = parameters
  if (preprocessing?.fill === 'none' && !family.takesMissing) {
    throw new RangeError(
      `${plan.family} does not take missing values: \`preprocessing.fill\` must be median or mean, not none`,
    )
  }
  const preprocessorOf = () =>
    preprocessing === null
      ? oasisPreprocessor()
      : fitPreprocessor(frame, rows, labels, data.features, preprocessing)
  const matrixOf = (preprocessor: Preprocessor) => applyPreprocessor(preprocessor, frame, rows)

  let preprocessor: Preprocessor
  let fit: (options: FitOptions) => unknown
  if (onBins === undefined || kept === undefined) {
    preprocessor = preprocessorOf()
    const matrix = matrixOf(preprocessor)
    fit = fitOptions => family.fit(matrix, labels, parameters.family, fitOptions)
  } else {
    const maxBin = onBins.maxBin(parameters.family)
    const binned = kept.of(data, JSON.stringify([preprocessing, maxBin]), () => {
      const made = preprocessorOf()
      return { preprocessor: made, binned: binMatrix(matrixOf(made), maxBin) }
    })
    preprocessor = binned.preprocessor
    fit = fitOptions => onBins.fit(binned.binned, labels, parameters.family, fitOptions)
  }

  const watched = watch && { ...watch, matrix: applyPreprocessor(preprocessor, frame, watch.rows) }
  const model = fit(watched === undefined ? { seed } : { seed, watch: watched })
  return {
    preprocessor,
    model,
    margins: (scored, which) => {
      const isWatched = scored === frame && which === watched?.rows
      const matrix = isWatched ? watched.matrix : applyPreprocessor(preprocessor, scored, which)
      return family.margins(model, matrix)
    },
  }
}
