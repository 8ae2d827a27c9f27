import { z } from 'zod'
import { datasetName } from './datasetName.ts'
import { bronzeFile } from './promotion.ts'
import { scoringFile } from './scoring.ts'
import { familyName, trainModelInput } from './training.ts'

/** An orchestrator's name and input: what starters and callers need to know of it. */
export const promoteTable = { name: 'promoteTable', input: bronzeFile }

/** Waits until a dataset without `_SUCCESS` has had no new table for a while, then has its readiness checked again. */
export const settleDataset = {
  name: 'settleDataset',
  input: z.object({
    dataset: datasetName,
    fingerprint: z.string(),
    seconds: z.number().positive(),
  }),
}

/** `scoring/` → `predictions/` of one version of one file. */
export const scoreBatch = { name: 'scoreBatch', input: scoringFile }

/** Checks a dataset's readiness when its `_SUCCESS` file arrives. */
export const completeDataset = {
  name: 'completeDataset',
  input: z.object({ dataset: datasetName }),
}

export const trainModel = { name: 'trainModel', input: trainModelInput }

/** Goes on with a study that has ended, from its stored trials, and publishes what it then comes to. */
export const extendStudy = {
  name: 'extendStudy',
  input: trainModelInput.extend({
    /** The study's run. */
    runId: z.string(),
    /** The first trial that is not stored yet, and how many there are to be. */
    from: z.int().nonnegative(),
    to: z.int().positive(),
  }),
}

/** What a search has come to so far. */
export const searchOutcome = z.object({
  /** Trials that have ended, however they did. */
  done: z.int().nonnegative(),
  /** Of the complete ones. */
  best: z.object({ family: familyName, value: z.number() }).nullable(),
  pruned: z.int().nonnegative(),
  failed: z.int().nonnegative(),
})
export type SearchOutcome = z.infer<typeof searchOutcome>

/** Runs trials `from` (inclusive) to `to` (exclusive) of a study. */
export const searchModels = {
  name: 'searchModels',
  input: z.object({
    dataset: datasetName,
    /** The study's run. */
    runId: z.string(),
    from: z.int().nonnegative(),
    to: z.int().nonnegative(),
    total: z.int().positive(),
    parallelTrials: z.int().positive(),
    /** Seconds since the epoch: no trial starts after it; null: there is no such time. */
    until: z.number().nullable(),
    /** What came of the trials before `from`. */
    before: searchOutcome,
  }),
}

/** The event that ends the waiting for a person; its value is an `Approval`. */
export const APPROVAL_EVENT = 'approval'

const seconds = z.number().nonnegative()

/** How long the parts of a training run took; a person's time to decide is none of it. */
const stageSeconds = z.object({ gold: seconds, study: seconds, publish: seconds })
export type StageSeconds = z.infer<typeof stageSeconds>

/** Where a training run stands, for people: the custom status of `trainModel`, `extendStudy` and `searchModels`. */
export const runProgress = z.object({
  stage: z.enum([
    'stays',
    'cohort',
    'events',
    'gold',
    'study',
    'publish',
    'approval',
    'done',
    'failed',
  ]),
  done: z.int().nonnegative(),
  total: z.int().nonnegative(),
  message: z.string(),
  /** While it searches. */
  best: searchOutcome.shape.best.optional(),
  pruned: searchOutcome.shape.pruned.optional(),
  failed: searchOutcome.shape.failed.optional(),
  /** While it waits for a person: for what, and until when (ISO 8601, UTC). */
  approval: z.object({ version: z.string(), reason: z.string(), until: z.string() }).optional(),
  /** While it waits for a person: how long its parts took. */
  seconds: stageSeconds.optional(),
  /** The orchestration that works on this stage and has a finer status. */
  child: z.string().optional(),
})
export type RunProgress = z.infer<typeof runProgress>

/** Where a promotion stands. */
export const promotionProgress = z.object({
  stage: z.enum(['inspect', 'convert', 'commit', 'done', 'refused', 'superseded']),
  done: z.int().nonnegative(),
  total: z.int().nonnegative(),
})
export type PromotionProgress = z.infer<typeof promotionProgress>

/** What a training run ends with. */
export const trainOutcome = z.union([
  z.object({
    ok: z.literal(true),
    version: z.string(),
    family: familyName,
    /** The best model of our own tree trainer, which may be the same version; null where none was tried. */
    bestTrees: z.string().nullable(),
    cohort: z.object({ stays: z.int(), positives: z.int(), patients: z.int() }),
    missingTables: z.array(z.string()),
    /** Families that were asked for and that the data are too many for. */
    leftOut: z.array(z.object({ family: familyName, reason: z.string() })),
    gate: z.object({ decision: z.string(), reason: z.string() }),
    seconds: stageSeconds,
  }),
  z.object({ ok: z.literal(false), reason: z.string() }),
])
export type TrainOutcome = z.infer<typeof trainOutcome>
