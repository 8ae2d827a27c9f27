import { z } from 'zod'
import { AppError } from '../http/problem.ts'
import { applyCalibration } from '../models/calibrate.ts'
import { applyPreprocessor } from '../preprocessing/applyPreprocessor.ts'
import type { Lake } from '../storage/lake.ts'
import { MODEL_NAME } from '../storage/paths.ts'
import type { Frame } from '../tables/frame.ts'
import { findPrediction, predictionSource } from './loggedPredictions.ts'
import { readServedModel } from './readServedModel.ts'
import type { ServedModel } from './servedModel.ts'

/** The answer of `GET /api/predictions/{prediction}`. */
export const replayedPrediction = z.object({
  id: z.uuid(),
  at: z.string(),
  source: predictionSource
    .nullable()
    .meta({ description: 'what asked for it; null: logged before that was kept' }),
  model: z.object({ name: z.string(), version: z.string() }),
  features: z
    .record(z.string(), z.union([z.number(), z.string()]))
    .meta({ description: 'what went into the model; what is not named was missing' }),
  featureHash: z.string(),
  probability: z.number(),
  replayed: z.object({
    probability: z.number().meta({ description: 'of the same inputs and version, just now' }),
    identical: z.boolean().meta({ description: 'to the last bit' }),
  }),
})
export type ReplayedPrediction = z.infer<typeof replayedPrediction>

/**
 * Scores logged inputs again, as they went into the model.
 *
 * @param inputs - of `readPart` or `findPrediction`; what it lacks was missing
 * @returns calibrated probabilities, to the bit those that were answered, if `model` is the version that answered them
 */
export function replay(model: ServedModel, inputs: Frame): Float64Array {
  const matrix = applyPreprocessor(model.preprocessor, inputs)
  return applyCalibration(model.artifact.calibration, model.scorer.margins(matrix))
}

/**
 * A logged prediction, and what its model version says of its inputs now.
 *
 * @throws AppError PREDICTION_NOT_FOUND
 */
export async function replayPrediction(lake: Lake, id: string): Promise<ReplayedPrediction> {
  const found = await findPrediction(lake, id)
  if (found === undefined) {
    throw new AppError('PREDICTION_NOT_FOUND', 'No prediction of this id is in the log.')
  }
  const { source, prediction, inputs } = found
  const { version, probability } = prediction
  const again = replay(await readServedModel(lake, version), inputs)[0] ?? Number.NaN

  const features: Record<string, number | string> = {}
  for (const [name, { values }] of Object.entries(inputs.columns)) {
    const value = values[0] ?? null
    if (value !== null) features[name] = value
  }
  return {
    id,
    at: prediction.at,
    source: source ?? null,
    model: { name: MODEL_NAME, version },
    features,
    featureHash: prediction.featureHash,
    probability,
    replayed: { probability: again, identical: Object.is(again, probability) },
  }
}
