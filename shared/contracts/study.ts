import { z } from 'zod'
import { availability, familyName, featureSetName, samplerName } from './training.ts'

export const parameterValue = z.union([z.number(), z.string(), z.boolean(), z.null()])

/**
 * What a study is. The same definition gives the same trials in the same order; only how many of them there are depends on
 * the clock where `seconds` is set.
 */
export const studyDefinition = z.object({
  id: z.string(),
  /** `gold/<dataset>/…parquet`: the rows it learns from. */
  gold: z.string(),
  seed: z.int().nonnegative(),
  /** How many there are to be. Trial k is the same whatever this is: a study that is extended goes on as if it had been asked for at once. */
  trials: z.int().positive(),
  /** No trial starts so many seconds after the search began; null: however long it takes. */
  seconds: z.number().positive().nullable(),
  /** Absent in studies that were stored before there was a choice. */
  sampler: samplerName.default('tpe'),
  families: z.array(familyName).min(1),
  /** Feature sets that its trials may use: a dimension of the search where there are several. */
  featureSets: z.array(featureSetName).min(1),
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
  featureSet: featureSetName,
  /** Hyperparameters of the family and of its preprocessing, flat: `C`, `maxDepth`, `preprocessing.selectK`. */
  parameters: z.record(z.string(), parameterValue),
})
export type TrialPlan = z.infer<typeof trialPlan>

const condition = z.object({ name: z.string(), among: z.array(parameterValue) }).optional()
const range = { name: z.string(), low: z.number(), high: z.number(), log: z.boolean() }

/**
 * A parameter of a family and what a trial may choose: numbers between `low` and `high`, uniform in their logarithm where
 * `log` says so, or one of a list. `when`: it has a meaning only where an earlier one was chosen so.
 */
export const searchDimension = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('float'), ...range, when: condition }),
  z.object({ kind: z.literal('int'), ...range, step: z.number(), when: condition }),
  z.object({
    kind: z.literal('choice'),
    name: z.string(),
    choices: z.array(parameterValue),
    when: condition,
  }),
])

/** What the winner of a study is worth where there is nothing to learn: its plan again, on permuted outcomes. */
export const permutedOutcomes = z.object({
  /** The winner's. */
  trial: z.int().nonnegative(),
  family: familyName,
  /** Cross-validated AUROC of each permutation of the outcomes among patients. */
  values: z.array(z.number()),
})
export type PermutedOutcomes = z.infer<typeof permutedOutcomes>

/**
 * - `complete`: scored on every fold
 * - `pruned`: stopped early; its last value still informs the sampler
 * - `failed`: could not be trained; its error is kept, the sampler ignores it
 */
export const trialState = z.enum(['complete', 'pruned', 'failed'])
export type TrialState = z.infer<typeof trialState>

/** What a trial was worth at a step on its way; `pruner.ts` says what is a step. */
export const trialStep = z.object({ step: z.int().nonnegative(), value: z.number() })
export type TrialStep = z.infer<typeof trialStep>

export const trial = trialPlan.extend({
  state: trialState,
  /**
   * Mean over repeats of the AUROC of the pooled out-of-fold predictions; where pruned, the value of its last step; null
   * where failed.
   */
  value: z.number().nullable(),
  /** Standard error of `value`, by patient-level bootstrap of the out-of-fold predictions; null unless complete. */
  standardError: z.number().nullable(),
  /** Its intermediate values in the order of the steps, as far as it came. */
  steps: z.array(trialStep),
  /** How long it was trained and scored. */
  seconds: z.number().nonnegative(),
  /** When it had been, ISO 8601, UTC; absent in trials that were stored before this was noted. */
  ended: z.string().optional(),
  /** Path of the out-of-fold predictions; null unless complete. */
  predictions: z.string().nullable(),
  error: z.string().nullable(),
})
export type Trial = z.infer<typeof trial>
