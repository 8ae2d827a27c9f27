import { z } from 'zod'
import { FAMILIES } from '../models/model.ts'
import { datasetName } from './datasetName.ts'

export const familyName = z.enum(FAMILIES)

/**
 * By which time an event counts as known at the moment of prediction: when it was measured, or when it was stored, which
 * may be later. LABEVENTS has no `storetime`, so laboratory values always count by the time of the specimen.
 */
export const availability = z.enum(['charttime', 'storetime'])
export type Availability = z.infer<typeof availability>

/** `FeatureSet` of the feature catalogue. */
export const featureSetName = z.enum(['core', 'full', 'retrospective'])

/** Hours after ICU `intime` at which a prediction may be made. */
export const PREDICTION_HOURS = [6, 12, 24, 48] as const

/**
 * How a study chooses what each trial is to do, once each family has been tried at the centre of its space.
 *
 * - `tpe`: where the trials before it were good (tree-structured Parzen estimator)
 * - `random`: whatever they were worth; to see what the search gains by looking
 */
export const samplerName = z.enum(['tpe', 'random'])
export type SamplerName = z.infer<typeof samplerName>

/** Trials that one study may have, those that it is extended by included. */
export const MOST_TRIALS = 2000

/**
 * What the gate does with the new version.
 *
 * - `enabled`: decides and acts; where two models cannot be compared fairly it asks a person
 * - `dry-run`: decides and writes it down, and moves nothing
 * - `manual`: says what it would do, and asks a person
 */
export const gateMode = z.enum(['enabled', 'dry-run', 'manual'])
export type GateMode = z.infer<typeof gateMode>

/** What someone may ask of a training run: `POST /api/pipelines/{dataset}`. */
export const trainingRequest = z.strictObject({
  seed: z.int().nonnegative().default(20010101),
  /** Trials in all, the enqueued `severity` included. */
  trials: z.int().min(1).max(MOST_TRIALS).default(100),
  /**
   * No trial starts so many seconds after the search began, however many are left. How many there are then depends on the
   * machine, so such a study is not promised to be the same again.
   */
  seconds: z.number().positive().max(604_800).optional(),
  sampler: samplerName.default('tpe'),
  families: z
    .array(familyName)
    .min(1)
    .default([...FAMILIES]),
  /** The features that a trial may use; absent: `core` or `full`, as the search finds better. */
  featureSet: featureSetName.optional(),
  /** Hours after ICU `intime` at which the prediction is made. */
  predictionHours: z.literal([...PREDICTION_HOURS]).default(24),
  /** Deaths within so many hours after the window are left out of the cohort. */
  gapHours: z.number().min(0).max(48).default(0),
  availability: availability.default('charttime'),
  /**
   * The threshold is the highest at which so large a share of the deaths is called positive, on out-of-fold predictions;
   * when absent it is chosen by Youden's index.
   */
  sensitivity: z.number().gt(0).max(1).optional(),
  gate: gateMode.default('enabled'),
})
export type TrainingRequest = z.infer<typeof trainingRequest>

/** What someone may ask of a study that has ended: `POST /api/studies/{id}/trials`. */
export const extensionRequest = z.strictObject({
  /** How many more. */
  trials: z.int().min(1).max(MOST_TRIALS),
})

export const trainModelInput = z.object({
  dataset: datasetName,
  /** Hash of what is in silver: names the distinct state of the data. */
  fingerprint: z.string(),
  request: trainingRequest,
})
export type TrainModelInput = z.infer<typeof trainModelInput>

/** One step of the cohort's attrition: how many stays are left after it. */
export const attritionStep = z.object({
  step: z.string(),
  stays: z.int(),
  positives: z.int(),
  patients: z.int(),
})
export type AttritionStep = z.infer<typeof attritionStep>
