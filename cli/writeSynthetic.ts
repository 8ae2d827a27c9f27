import { createWriteStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { TableName } from '../shared/contracts/dataset.ts'
import { GROUND_TRUTH_FILE } from '../shared/synthetic/groundTruth.ts'
import {
  groundTruth,
  type SyntheticFile,
  type SyntheticOptions,
  syntheticMimic,
} from '../shared/synthetic/mimic.ts'

/** Fixed, so that the demo's data, and with them its champion, are the same everywhere. */
const SEED = 20_010_101

/** Enough deaths for a signal to be found, few enough stays for every family to be tried in a minute or two. */
const PATIENTS = 400

/** How the files are written; what is left out is off. */
export interface SyntheticForm {
  /** `TABLE.csv.gz`, as the full release comes. */
  readonly gzip?: boolean
  /** Headers in capitals, as the full release has them. */
  readonly upperCase?: boolean
  /** How many patients of a table are written. */
  readonly onPatient?: (table: TableName, patients: number) => void
  /** Breaks it off; what was written by then stays. */
  readonly signal?: AbortSignal
}

/**
 * Writes a synthetic dataset to a folder, all 26 tables and `ground-truth.csv`, by default the demo's; answers the
 * folder. Memory stays the same however many patients there are.
 */
export async function writeSynthetic(
  folder: string,
  options: SyntheticOptions = { patients: PATIENTS, seed: SEED },
  form: SyntheticForm = {},
): Promise<string> {
  await mkdir(folder, { recursive: true })
  for (const file of syntheticMimic(options)) {
    const path = join(folder, form.gzip ? `${file.name}.gz` : file.name)
    const text = Readable.from(chunksOf(file, form))
    if (form.gzip) await pipeline(text, createGzip(), createWriteStream(path))
    else await pipeline(text, createWriteStream(path))
  }
  await writeFile(join(folder, GROUND_TRUTH_FILE), groundTruth(options))
  return folder
}

function* chunksOf(
  file: SyntheticFile,
  { upperCase, onPatient, signal }: SyntheticForm,
): Generator<string> {
  let isFirst = true
  for (const chunk of file.chunks(patients => onPatient?.(file.table, patients))) {
    // here, not by the pipeline: what aborts may be this very generator, in the middle of a patient
    signal?.throwIfAborted()
    // the header is the first line of the first chunk
    yield isFirst && upperCase ? chunk.replace(/^.*/, header => header.toUpperCase()) : chunk
    isFirst = false
  }
}
