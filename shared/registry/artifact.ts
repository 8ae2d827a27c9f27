import { z } from 'zod'
import { availability, familyName, featureSetName } from '../contracts/training.ts'

/** One input of the model: what it is, and how it was distributed in training. */
export const artifactFeature = z.object({
  name: z.string(),
  kind: z.enum(['number', 'flag', 'category']),
  description: z.string(),
  unit: z.string().nullable(),
  knownWhen: z.enum(['icu-admission', 'window-end', 'discharge']),
  range: z.object({ low: z.number(), high: z.number() }).nullable(),
  levels: z.array(z.string()).optional(),
  training: z.object({
    missing: z.number().min(0).max(1),
    /** Numbers: what fills a missing value. Categories: the mode. */
    fill: z.union([z.number(), z.string(), z.null()]),
    /** Numbers only: 1st and 99th percentile, outside of which an input is far from the training data. */
    low: z.number().optional(),
    high: z.number().optional(),
  }),
})
export type ArtifactFeature = z.infer<typeof artifactFeature>

/**
 * Margin m (log-odds) to probability.
 *
 * - `none`: σ(m)
 * - `platt`: σ(slope · m + intercept)
 * - `isotonic`: linear between knots, level beyond the first and the last
 */
export const calibration = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('platt'), slope: z.number(), intercept: z.number() }),
  z
    .object({
      kind: z.literal('isotonic'),
      /** Ascending. */
      margins: z.array(z.number()).min(1),
      /** Never falling, strictly between 0 and 1; one per margin. */
      probabilities: z.array(z.number().gt(0).lt(1)).min(1),
    })
    .refine(({ margins, probabilities }) => margins.length === probabilities.length, {
      error: 'an isotonic calibration has one probability per margin',
    }),
])
export type Calibration = z.infer<typeof calibration>

/**
 * `models/<name>/<version>/model.json`: all that is needed to score, as data. `preprocessor` and `model` are parsed by
 * `shared/preprocessing` and by the family; nothing in here is ever evaluated. It holds no times, no Delta versions and
 * no ids, so that the same data and seed give the same bytes; `version` is the hash of these bytes.
 */
export const modelArtifact = z.object({
  format: z.literal(1),
  name: z.literal('in-hospital-mortality'),
  family: familyName,
  label: z.literal('hospital_expire_flag'),
  featureSet: featureSetName,
  predictionHours: z.number(),
  gapHours: z.number(),
  /** Which events its features count: those measured, or those stored, by the moment of prediction. Models published before this was said have none. */
  availability: availability.optional(),
  features: z.array(artifactFeature),
  preprocessor: z.unknown(),
  model: z.unknown(),
  calibration,
  /** At or above: label 1. Chosen on out-of-fold predictions. */
  threshold: z.number().min(0).max(1),
  /** Probabilities from which the risk is called medium and high. */
  riskBands: z.object({ medium: z.number(), high: z.number() }),
  training: z.object({
    fingerprint: z.string(),
    seed: z.int(),
    rows: z.int(),
    positives: z.int(),
    patients: z.int(),
    parameters: z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()])),
  }),
})
export type ModelArtifact = z.infer<typeof modelArtifact>
