import { z } from 'zod'
import { availability, familyName } from './training.ts'

export const parameterValue = z.union([z.number(), z.string(), z.boolean(), z.null()])

/** What a study is; its identity is the hash of this. The same definition gives the same trials in the same order. */
export const studyDefinition = z.object({
  id: z.string(),
  /** `gold/<dataset>/…parquet`: the rows it learns from. */
  gold: z.string(),
  seed: z.int().nonnegative(),
  trials: z.int().positive(),
  families: z.array(familyName),
  featureSet: z.enum(['core', 'full', 'retrospective']),
  /** Hours after ICU `intime` at which the prediction is made. */
  predictionHours: z.number().positive(),
  availability,
  folds: z.int().min(2),
  repeats: z.int().min(1),
  /** Trials in flight: the suggestion for trial k sees trials 0 … k − parallelTrials, so this is part of the identity. */
  parallelTrials: z.int().positive(),
})
export type StudyDefinition = z.infer<typeof studyDefinition>

/** What one trial is to do. */
export const trialPlan = z.object({
  number: z.int().nonnegative(),
  family: familyName,
  /** Hyperparameters of the family and of its preprocessing, flat: `C`, `maxDepth`, `preprocessing.selectK`. */
  parameters: z.record(z.string(), parameterValue),
})
export type TrialPlan = z.infer<typeof trialPlan>

/**
 * - `complete`: scored on every fold
 * - `pruned`: stopped early; its last value still informs the sampler
 * - `failed`: could not be trained; its error is kept, the sampler ignores it
 */
export const trialState = z.enum(['complete', 'pruned', 'failed'])
export type TrialState = z.infer<typeof trialState>

export const trial = trialPlan.extend({
  state: trialState,
  /** Mean over repeats of the AUROC of the pooled out-of-fold predictions; null where failed. */
  value: z.number().nullable(),
  /** Standard error of `value`, by patient-level bootstrap of the out-of-fold predictions. */
  standardError: z.number().nullable(),
  /** Path of the out-of-fold predictions; null where failed. */
  predictions: z.string().nullable(),
  error: z.string().nullable(),
})
export type Trial = z.infer<typeof trial>
