import { randomInt } from 'node:crypto'
import { z } from 'zod'
import { TABLES, type TableName } from '../contracts/dataset.ts'
import { attritionStep, trainingRequest } from '../contracts/training.ts'
import { EVENT_TABLES } from '../mimic/concepts/concept.ts'
import { readJson } from '../storage/json.ts'
import type { Lake } from '../storage/lake.ts'
import { runFolder } from '../storage/paths.ts'
import type { Rows, RowTable } from '../storage/rows.ts'

/**
 * Why a run was started.
 *
 * - `data`: the data changed
 * - `request`: somebody asked
 * - `extension`: somebody asked for more trials of a study
 */
export const runCause = z.enum(['data', 'request', 'extension'])

/** One training run: what it was asked to do. Where it stands is its orchestration's status. */
export const trainingRun = z.object({
  dataset: z.string(),
  /** Instance id of its orchestration: `trainModel`, or `extendStudy`. */
  runId: z.string(),
  /** The study that it searches: its own, which has its id, or the one that it extends. */
  studyId: z.string(),
  fingerprint: z.string(),
  request: trainingRequest,
  cause: runCause,
  created: z.string(),
})
export type TrainingRun = z.infer<typeof trainingRun>

/** Training runs: partitions are datasets. */
export function runRows(rows: Rows): RowTable<TrainingRun> {
  return rows.table({ name: 'runs', schema: trainingRun })
}

/** What makes the ids of runs differ that are asked for in the same millisecond. */
const DIGITS = 6

/**
 * The id of a run that somebody asks for: of any two requests another, as Durable starts an id once only.
 *
 * @param created - ISO 8601, UTC
 */
export function requestedRunId(dataset: string, fingerprint: string, created: string): string {
  const drawn = String(randomInt(1_000_000)).padStart(DIGITS, '0')
  return `train-${dataset}-${fingerprint}-${created.replaceAll(/[-:.TZ]/g, '')}${drawn}`
}

/** Newest first. */
export async function runsOf(rows: Rows, dataset: string): Promise<readonly TrainingRun[]> {
  const runs = await runRows(rows).list(dataset)
  return runs.toSorted((a, b) => (a.created < b.created ? 1 : -1))
}

/** `<run folder>/cohort.json`: the attrition, step by step. */
export const cohortReport = z.object({ attrition: z.array(attritionStep) })
export type CohortReport = z.infer<typeof cohortReport>

/** `<run folder>/silver.json`: the Delta version and parts of each silver table that the run reads. */
export const silverSnapshot = z.object({
  tables: z.record(
    z.string(),
    z.object({ version: z.int(), parts: z.array(z.string()), rows: z.int() }),
  ),
  /** Parts of the event tables in the order in which they are extracted. */
  eventParts: z.array(z.object({ table: z.enum(EVENT_TABLES), path: z.string() })),
})
export type SilverSnapshot = z.infer<typeof silverSnapshot>

/** The snapshot of a run, which every row that it made names by its `run_id`. */
export async function silverOf(
  lake: Lake,
  dataset: string,
  runId: string,
): Promise<SilverSnapshot> {
  return await readJson(lake, `${runFolder(dataset, runId)}silver.json`, silverSnapshot)
}

/** The Delta version of each silver table that a run reads, by the table's name. */
export function silverVersions({ tables }: SilverSnapshot): Record<string, number> {
  return Object.fromEntries(Object.entries(tables).map(([table, { version }]) => [table, version]))
}

/** Tables that a run has to do without. */
export function missingTables({ tables }: SilverSnapshot): TableName[] {
  return TABLES.filter(table => tables[table] === undefined)
}

/** `<run folder>/gold.json`: what the run's gold is, and where. */
export const goldSummary = z.object({
  /** The one part of this run's commit. */
  path: z.string(),
  /** Delta version of gold that this run committed. */
  version: z.int(),
  stays: z.int(),
  positives: z.int(),
  patients: z.int(),
  columns: z.int(),
  /** Stays with at least one heart rate: counted, and left in. */
  measured: attritionStep,
})
export type GoldSummary = z.infer<typeof goldSummary>
