import { z } from 'zod'
import {
  type PermutedOutcomes,
  permutedOutcomes,
  type StudyDefinition,
  studyDefinition,
  type Trial,
  trial,
} from '../contracts/study.ts'
import { readJson } from '../storage/json.ts'
import { BlobNotFound, type Lake, type LakePath } from '../storage/lake.ts'
import { runFolder } from '../storage/paths.ts'
import { checkKey, type Rows, type RowTable } from '../storage/rows.ts'

/** A study has the id of its run: `train-<dataset>-<fingerprint>[-<time>]`. */
const STUDY_ID = /^train-([a-z0-9-]+?)-[0-9a-f]{16}(-\d+)?$/

export function studyPath(dataset: string, runId: string): LakePath {
  return `${runFolder(dataset, runId)}study.json`
}

/** The dataset of a study, by its id; undefined where no study has such an id. */
export function datasetOfStudy(id: string): string | undefined {
  return STUDY_ID.exec(id)?.[1]
}

/** Undefined where there is no such study. */
export async function studyDefinitionOf(
  lake: Lake,
  id: string,
): Promise<StudyDefinition | undefined> {
  const dataset = datasetOfStudy(id)
  if (dataset === undefined) return undefined
  try {
    return await readJson(lake, studyPath(dataset, id), studyDefinition)
  } catch (error) {
    if (error instanceof BlobNotFound) return undefined
    throw error
  }
}

/** What the winner is worth where outcomes are permuted. */
export function permutedPath(dataset: string, runId: string): LakePath {
  return `${runFolder(dataset, runId)}permuted.json`
}

/** Null until the study has published its winner. */
export async function permutedOf(lake: Lake, studyId: string): Promise<PermutedOutcomes | null> {
  const dataset = datasetOfStudy(studyId)
  if (dataset === undefined) return null
  try {
    return await readJson(lake, permutedPath(dataset, studyId), permutedOutcomes)
  } catch (error) {
    if (error instanceof BlobNotFound) return null
    throw error
  }
}

function trialRows(rows: Rows): RowTable<Trial> {
  return rows.table({ name: 'trials', schema: trial })
}

/** In the order of their numbers. */
export async function trialsOf(rows: Rows, studyId: string): Promise<readonly Trial[]> {
  return await trialRows(rows).list(checkKey(studyId))
}

/** Undefined where the trial has not ended. */
export async function trialOf(
  rows: Rows,
  studyId: string,
  number: number,
): Promise<Trial | undefined> {
  return (await trialRows(rows).get(studyId, trialKey(number)))?.row
}

/** Stores a trial that has ended; doing it again changes nothing. */
export async function writeTrial(rows: Rows, studyId: string, row: Trial): Promise<void> {
  await trialRows(rows).upsert(studyId, trialKey(row.number), row)
}

/** How often a trial was begun. */
const attemptCount = z.object({ attempts: z.int().positive() })

/**
 * Counts that a trial is about to be trained: where the process dies of it, nobody else could tell.
 *
 * @returns 1 at the first time
 */
export async function countAttempt(rows: Rows, studyId: string, number: number): Promise<number> {
  const table = rows.table({ name: 'trials', schema: attemptCount })
  const partition = `${studyId}:attempts`
  const key = trialKey(number)
  if (await table.insert(partition, key, { attempts: 1 })) return 1
  const attempts = ((await table.get(partition, key))?.row.attempts ?? 0) + 1
  await table.upsert(partition, key, { attempts })
  return attempts
}

/** Padded, so that Table Storage lists trials in the order of their numbers. */
function trialKey(number: number): string {
  return String(number).padStart(6, '0')
}
