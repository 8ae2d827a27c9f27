import { z } from 'zod'
import { applyCalibration } from '../models/calibrate.ts'
import { applyPreprocessor } from '../preprocessing/applyPreprocessor.ts'
import { explanations } from './explanation.ts'
import type { FeatureTable } from './featureTable.ts'
import { inputWarnings } from './inputWarnings.ts'
import type { ServedModel } from './servedModel.ts'
import { severityScores, severityScoresOf } from './severityScores.ts'
import { uncertainty, uncertaintyOf } from './uncertainty.ts'
import { warning } from './warnings.ts'

const contribution = z.object({
  feature: z.string(),
  label: z.string().meta({ description: "the feature in the clinician's words" }),
  unit: z.string().nullable().meta({ description: 'of the value, in words; null: none' }),
  value: z.union([z.number(), z.string(), z.null()]),
  contribution: z.number().meta({ description: 'log-odds; positive: towards death' }),
})

/** What a model says of one instance. */
export const scoredInstance = z.object({
  probability: z.number().min(0).max(1).meta({ description: 'calibrated' }),
  label: z
    .union([z.literal(0), z.literal(1)])
    .meta({ description: '1: at or above the threshold' }),
  threshold: z.number(),
  risk: z.enum(['low', 'medium', 'high']),
  uncertainty: uncertainty.nullable().meta({
    description: 'of the probability; null: this kind of model gives none',
  }),
  baseValue: z
    .number()
    .nullable()
    .meta({ description: 'raw score before any input is looked at; null with explain=false' }),
  scale: z.literal('log-odds'),
  contributions: z.array(contribution).meta({
    description:
      'by magnitude; baseValue plus their sum is the raw score before calibration. Empty with explain=false; in batches over 1,000 the 20 largest and "(other inputs)"',
  }),
  severityScores,
  warnings: z.array(warning),
})
export type ScoredInstance = z.infer<typeof scoredInstance>

/** The answer for one instance. */
export const prediction = scoredInstance.extend({
  id: z.uuid().nullable().meta({
    description:
      'opaque: POST /api/outcomes takes it, GET /api/predictions/{id} replays it; null with log=false',
  }),
})
export type Prediction = z.infer<typeof prediction>

/** The answer of `POST /api/predict`. */
export const predictResponse = z.object({
  model: z.object({ name: z.string(), version: z.string() }),
  riskBands: z
    .object({ medium: z.number(), high: z.number() })
    .meta({ description: 'probabilities from which the risk is called medium and high' }),
  predictions: z.array(prediction),
})
export type PredictResponse = z.infer<typeof predictResponse>

/** Batches larger than this get brief explanations and warnings. */
const DETAILED_ROWS = 1_000

/**
 * Scores a table of instances: the same preprocessing code as in training, then the model, then its calibration. A
 * row's answer depends on that row alone.
 */
export function score(
  model: ServedModel,
  table: FeatureTable,
  options: { readonly explain: boolean },
): readonly ScoredInstance[] {
  const { artifact } = model
  const brief = table.frame.rows > DETAILED_ROWS

  const matrix = applyPreprocessor(model.preprocessor, table.frame)
  const margins = model.scorer.margins(matrix)
  const probabilities = applyCalibration(artifact.calibration, margins)
  const uncertaintyAt = uncertaintyOf(model, matrix, margins)
  const severityScoresAt = severityScoresOf(table.scoreInputs, artifact.predictionHours)
  const explained = options.explain ? explanations(model, table.frame, matrix, brief) : undefined
  const warningsOf = inputWarnings(model, table, brief)

  return Array.from(probabilities, (probability, row) => ({
    probability,
    label: probability >= artifact.threshold ? 1 : 0,
    threshold: artifact.threshold,
    risk: riskOf(probability, artifact.riskBands),
    uncertainty: uncertaintyAt(row),
    baseValue: explained?.baseValue ?? null,
    scale: 'log-odds',
    contributions: explained?.of(row) ?? [],
    severityScores: severityScoresAt(row),
    warnings: warningsOf(row),
  }))
}

function riskOf(
  probability: number,
  bands: { readonly medium: number; readonly high: number },
): ScoredInstance['risk'] {
  if (probability >= bands.high) return 'high'
  return probability >= bands.medium ? 'medium' : 'low'
}
