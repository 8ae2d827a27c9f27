import { z } from 'zod'
import { activity } from '../durable/activity.ts'
import { tableName } from './dataset.ts'
import { datasetName } from './datasetName.ts'
import { searchOutcome } from './orchestrations.ts'
import {
  bronzeFile,
  conversionPass,
  conversions,
  fileRange,
  promotionPlan,
  refusal,
} from './promotion.ts'
import { rangeCounts, scoringFile, scoringPlan, scoringRange } from './scoring.ts'
import { trial } from './study.ts'
import { familyName, gateMode, trainingRequest, trainModelInput } from './training.ts'

/** The file was overwritten since its event: the newer version's own event promotes it, nothing is left to do here. */
const superseded = z.object({ ok: z.literal('superseded') })

// promoteTable

export const inspectFile = activity('inspectFile', {
  input: bronzeFile,
  output: z.union([z.object({ ok: z.literal(true), plan: promotionPlan }), refusal, superseded]),
})

export const convertRange = activity('convertRange', {
  input: z.object({
    file: bronzeFile,
    plan: promotionPlan.omit({ ranges: true, unknownColumns: true }),
    range: fileRange,
    pass: conversionPass,
    /** Names the blobs, so that running twice writes the same ones. */
    instanceId: z.string(),
  }),
  output: z.union([
    /** What was measured lies in a blob of its own. */
    z.object({ ok: z.literal(true), rowsIn: z.int(), rowsOut: z.int() }),
    /** A quoted field with line breaks lies across the range's end. */
    z.object({ ok: z.literal('open') }),
    refusal,
    superseded,
  ]),
})

export const findRepeatedRows = activity('findRepeatedRows', {
  input: z.object({ file: bronzeFile, ranges: z.int(), instanceId: z.string() }),
  /** The ranges with rows that have the row_id of a row of an earlier range. */
  output: z.object({ ranges: z.array(z.int()) }),
})

const promoted = z.object({
  rowsIn: z.int(),
  rowsOut: z.int(),
  quarantined: z.int(),
  deltaVersion: z.int(),
})

export const commitPromotion = activity('commitPromotion', {
  input: z.object({
    file: bronzeFile,
    conversions,
    unknownColumns: z.array(z.string()),
    instanceId: z.string(),
  }),
  output: z.union([promoted.extend({ ok: z.literal(true) }), refusal, superseded]),
})

export const discardPromotion = activity('discardPromotion', {
  input: z.object({ file: bronzeFile, instanceId: z.string() }),
  output: z.object({}),
})

export const refuseFile = activity('refuseFile', {
  input: z.object({ file: bronzeFile, reason: z.string(), instanceId: z.string() }),
  output: z.object({ path: z.string() }),
})

export const checkReadiness = activity('checkReadiness', {
  input: z.object({
    dataset: datasetName,
    /** The state of the data that has settled: train on it although no `_SUCCESS` says that it is whole. */
    settled: z.string().optional(),
  }),
  output: z.object({
    state: z.enum(['ready', 'settling', 'waiting', 'blocked']),
    message: z.string(),
    runId: z.string().optional(),
  }),
})

export const checkReferences = activity('checkReferences', {
  input: z.object({ dataset: datasetName, table: tableName, deltaVersion: z.int().nonnegative() }),
  output: z.object({ checked: z.int(), orphanRows: z.int() }),
})

// trainModel

const run = z.object({ dataset: datasetName, runId: z.string() })

export const snapshotSilver = activity('snapshotSilver', {
  input: run,
  output: z.object({
    /** Parts of the event tables, each extracted on its own. */
    eventParts: z.int(),
    /** Optional tables that are not there; their features are unknown. */
    missing: z.array(z.string()),
  }),
})

export const buildStays = activity('buildStays', {
  input: run,
  output: z.object({ rows: z.int() }),
})

const cohortCounts = z.object({ stays: z.int(), positives: z.int(), patients: z.int() })

export const selectCohort = activity('selectCohort', {
  input: run.extend({ request: trainingRequest }),
  output: cohortCounts,
})

export const extractEvents = activity('extractEvents', {
  input: run.extend({ part: z.int().nonnegative() }),
  output: z.object({ rows: z.int() }),
})

export const assembleGold = activity('assembleGold', {
  input: run.extend({ request: trainingRequest, eventParts: z.int() }),
  output: cohortCounts.extend({ deltaVersion: z.int() }),
})

export const proveNoLeak = activity('proveNoLeak', {
  input: run.extend({ request: trainingRequest }),
  output: z.object({
    mutations: z.int(),
    /** Features that moved though they may not. */
    leaks: z.int(),
  }),
})

export const openStudy = activity('openStudy', {
  input: trainModelInput.extend({ runId: z.string() }),
  output: z.union([
    z.object({
      ok: z.literal(true),
      trials: z.int(),
      parallelTrials: z.int(),
      seconds: z.number().nullable(),
      /** Families that the data are too big for, each with the reason. */
      leftOut: z.array(z.object({ family: familyName, reason: z.string() })),
    }),
    refusal,
  ]),
})

export const reopenStudy = activity('reopenStudy', {
  input: trainModelInput.extend({
    runId: z.string(),
    from: z.int().nonnegative(),
    to: z.int().positive(),
  }),
  output: z.object({
    parallelTrials: z.int(),
    /** What came of the trials before `from`. */
    before: searchOutcome,
    cohort: cohortCounts,
    missingTables: z.array(z.string()),
    leftOut: z.array(z.object({ family: familyName, reason: z.string() })),
  }),
})

export const runTrial = activity('runTrial', {
  input: run.extend({ number: z.int().nonnegative() }),
  output: trial.pick({ number: true, state: true, family: true, value: true }),
})

export const compareAvailability = activity('compareAvailability', {
  input: run,
  output: z.object({
    /** AUROC by `storetime` less that by `charttime`. */
    difference: z.number().nullable(),
  }),
})

export const permuteOutcomes = activity('permuteOutcomes', {
  input: run,
  output: z.object({
    /** Permutations that could be trained. */
    permutations: z.int(),
  }),
})

export const publishModel = activity('publishModel', {
  input: trainModelInput.extend({ runId: z.string() }),
  output: z.union([
    z.object({
      ok: z.literal(true),
      version: z.string(),
      family: familyName,
      /** The version of the best model of our own tree trainer, which may be the same; null where none was tried. */
      bestTrees: z.string().nullable(),
    }),
    refusal,
  ]),
})

const gateAnswer = z.object({
  decision: z.string(),
  reason: z.string(),
  /** ISO 8601, UTC: a person may decide until then; null: it is decided. */
  waitsUntil: z.string().nullable(),
})

export const decideChampion = activity('decideChampion', {
  input: run.extend({
    /** The orchestration that offers the version, and waits where a person is to decide. */
    instanceId: z.string(),
    version: z.string(),
    mode: gateMode,
  }),
  output: gateAnswer,
})

export const endApproval = activity('endApproval', {
  input: z.object({
    instanceId: z.string(),
    /** What the approval event brought; null: the time is up. */
    event: z.object({ value: z.unknown() }).nullable(),
  }),
  output: gateAnswer,
})

export const publishEvent = activity('publishEvent', {
  input: z.object({
    /** Names the event, so that telling it twice is telling it once. */
    id: z.string(),
    type: z.enum(['ModelPublished', 'ApprovalNeeded', 'TrainingFailed', 'PromotionFailed']),
    subject: z.string(),
    data: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  }),
  output: z.object({ published: z.boolean() }),
})

// scoreBatch

export const openScoring = activity('openScoring', {
  input: z.object({ file: scoringFile, instanceId: z.string() }),
  output: z.union([z.object({ ok: z.literal(true), plan: scoringPlan }), refusal, superseded]),
})

export const scoreRange = activity('scoreRange', {
  input: z.object({
    file: scoringFile,
    plan: scoringPlan.omit({ ranges: true }),
    range: scoringRange,
    instanceId: z.string(),
  }),
  output: z.union([rangeCounts.extend({ ok: z.literal(true) }), superseded]),
})

/** Sums up what was scored; or keeps why the file was refused. */
export const closeScoring = activity('closeScoring', {
  input: z.object({
    file: scoringFile,
    instanceId: z.string(),
    outcome: z.union([
      z.object({
        ok: z.literal(true),
        plan: scoringPlan.omit({ ranges: true, columns: true }),
        ranges: z.array(rangeCounts),
      }),
      refusal,
      superseded,
    ]),
  }),
  output: z.object({ summary: z.string() }),
})
