import { hash, randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { ArtifactFeature } from '../registry/artifact.ts'
import { BlobNotFound, type Lake, type LakePath, PreconditionFailed } from '../storage/lake.ts'
import type { Rows, RowTableDefinition } from '../storage/rows.ts'
import type { Column, Frame } from '../tables/frame.ts'
import { rowsOf } from '../tables/frameRows.ts'
import { readFrame, writeFrame } from '../tables/parquetFrame.ts'

/** What asked for predictions: `POST /api/predict`, a file of `scoring/`, or CDS Hooks. */
export const predictionSource = z.enum(['predict', 'batch', 'cds'])
export type PredictionSource = z.infer<typeof predictionSource>

/**
 * Some predictions of one model version, all from one source. They lie in a Parquet blob: `id`, `version`, `source`,
 * `at`, `feature_hash`, `probability`, and the model's inputs by name, as the model got them. There are no identifiers:
 * who asked about whom is not known here.
 */
const loggedPart = z.object({
  /** What the ids of its predictions begin with: 18 characters of a UUID. */
  part: z.string(),
  /** Of the model. */
  version: z.string(),
  /** Parts that were written before sources were kept have none. */
  source: predictionSource.optional(),
  /** Of the last prediction; ISO 8601, UTC. */
  at: z.string(),
  predictions: z.int().positive(),
})
export type LoggedPart = z.infer<typeof loggedPart>

/** Which parts there are: by version, in order of time. */
const logRows: RowTableDefinition<LoggedPart> = { name: 'predictions', schema: loggedPart }

/** Predictions in a part: with all features some 8 MB before compression, so that writing one delays no answer for long. */
export const PREDICTIONS_PER_PART = 1_000

/** Characters of an id that name its part: 60 random bits. */
const PART_CHARACTERS = 18

/** What a part holds beside the inputs of the model, none of which is called like these. */
export const LOG_COLUMNS = ['id', 'version', 'source', 'at', 'feature_hash', 'probability'] as const

export interface LoggedPrediction {
  readonly id: string
  /** Of the model. */
  readonly version: string
  /** ISO 8601, UTC. */
  readonly at: string
  /** First 16 hex digits of the SHA-256 of the model's inputs. */
  readonly featureHash: string
  readonly probability: number
}

/** The predictions of a part, and the inputs of each: a feature that none of them has is no column. */
export interface LoggedPredictions {
  /** Undefined: written before sources were kept. */
  readonly source: PredictionSource | undefined
  readonly predictions: readonly LoggedPrediction[]
  readonly inputs: Frame
}

export function newPart(): string {
  return randomUUID().slice(0, PART_CHARACTERS)
}

/** An opaque id: random but for its beginning, by which the prediction is found again. */
export function newPredictionId(part: string): string {
  return part + randomUUID().slice(PART_CHARACTERS)
}

export function partOf(id: string): string {
  return id.slice(0, PART_CHARACTERS)
}

/** A part as it is stored: the Parquet, and its entry. */
export interface EncodedPart {
  readonly entry: LoggedPart
  readonly bytes: Uint8Array
}

/** A part as it is stored. @throws where it holds no predictions */
export async function encodePart(
  part: string,
  { source, predictions, inputs }: LoggedPredictions,
): Promise<EncodedPart> {
  const last = predictions.at(-1)
  if (last === undefined) throw new Error(`part ${part} of the log would hold no predictions`)
  const texts = (of: (prediction: LoggedPrediction) => string): Column => ({
    kind: 'text',
    values: predictions.map(of),
  })
  const frame: Frame = {
    rows: predictions.length,
    columns: {
      id: texts(({ id }) => id),
      version: texts(({ version }) => version),
      ...(source !== undefined && { source: texts(() => source) }),
      at: { kind: 'number', values: Float64Array.from(predictions, ({ at }) => Date.parse(at)) },
      feature_hash: texts(({ featureHash }) => featureHash),
      probability: {
        kind: 'number',
        values: Float64Array.from(predictions, ({ probability }) => probability),
      },
      ...rowsOf(inputs, 0, inputs.rows).columns,
    },
  }
  const { version, at } = last
  return {
    entry: {
      part,
      version,
      ...(source !== undefined && { source }),
      at,
      predictions: predictions.length,
    },
    bytes: await writeFrame(frame, { storage: { at: 'timestamp' }, dictionaries: false }),
  }
}

/** A part as it was gathered, a row for each prediction: what one thread hands to another. */
export interface UnencodedPart {
  readonly part: string
  /** Of the model, and the names of its features. */
  readonly version: string
  readonly features: readonly string[]
  readonly source: PredictionSource
  readonly ids: readonly string[]
  /** ISO 8601, UTC. */
  readonly at: readonly string[]
  readonly probabilities: readonly number[]
  /** By feature; where none of the rows has one it is left out when it is stored. */
  readonly inputs: Frame
}

/** Keeps a part: first the predictions, then that they are there. A part that is there already stays as it is. */
export async function storePart(
  lake: Lake,
  rows: Rows,
  { entry, bytes }: EncodedPart,
): Promise<void> {
  const { part, version, at } = entry
  try {
    await lake.write(partPath(part), bytes, { ifAbsent: true })
  } catch (error) {
    if (!(error instanceof PreconditionFailed)) throw error
    // by an attempt that did not live to say so, if it holds these predictions
    if (!Buffer.from(await lake.read(partPath(part))).equals(bytes)) throw error
  }
  await rows.table(logRows).upsert(version, `${at}-${part}`, entry)
}

/** The predictions of a part; undefined where there is no such part. */
export async function readPart(lake: Lake, part: string): Promise<LoggedPredictions | undefined> {
  try {
    return await parsePart(await lake.read(partPath(part)))
  } catch (error) {
    if (error instanceof BlobNotFound) return undefined
    throw error
  }
}

/** What the blob of a part holds. */
export async function parsePart(bytes: Uint8Array): Promise<LoggedPredictions> {
  const frame = await readFrame(bytes)
  const {
    id,
    version,
    source,
    at,
    feature_hash: featureHash,
    probability,
    ...inputs
  } = frame.columns
  const predictions = Array.from({ length: frame.rows }, (_, row) => ({
    id: textAt(id, row),
    version: textAt(version, row),
    at: new Date(numberAt(at, row)).toISOString(),
    featureHash: textAt(featureHash, row),
    probability: numberAt(probability, row),
  }))
  return {
    source: predictionSource.optional().parse(source?.values[0] ?? undefined),
    predictions,
    inputs: { rows: frame.rows, columns: inputs },
  }
}

/** What was predicted, by id, without the inputs; empty where there is no such part. */
export async function readScores(
  lake: Lake,
  part: string,
): Promise<ReadonlyMap<string, { readonly version: string; readonly probability: number }>> {
  const frame = await partFrame(lake, part, ['id', 'version', 'probability'])
  const { id, version, probability } = frame?.columns ?? {}
  return new Map(
    Array.from({ length: frame?.rows ?? 0 }, (_, row) => [
      textAt(id, row),
      { version: textAt(version, row), probability: numberAt(probability, row) },
    ]),
  )
}

/**
 * The parts of a model version, oldest first.
 *
 * @param wanted - only those that reach beyond `since` (ISO 8601, UTC), and are from `source`
 */
export async function listParts(
  rows: Rows,
  version: string,
  wanted: { readonly since?: string; readonly source?: PredictionSource | undefined } = {},
): Promise<readonly LoggedPart[]> {
  const { since = '', source } = wanted
  return (await rows.table(logRows).list(version)).filter(
    part => part.at >= since && (source === undefined || part.source === source),
  )
}

/** One prediction with its inputs, in a frame of one row; undefined where there is none of that id. */
export async function findPrediction(
  lake: Lake,
  id: string,
): Promise<
  | {
      readonly source: PredictionSource | undefined
      readonly prediction: LoggedPrediction
      readonly inputs: Frame
    }
  | undefined
> {
  const found = await readPart(lake, partOf(id))
  const row = found?.predictions.findIndex(prediction => prediction.id === id) ?? -1
  const prediction = found?.predictions[row]
  if (found === undefined || prediction === undefined) return undefined
  return { source: found.source, prediction, inputs: rowsOf(found.inputs, row, row + 1) }
}

/** Hash of a row's inputs: the same values give the same hash, however they were sent. */
export function featureHasher(
  features: readonly Pick<ArtifactFeature, 'name'>[],
  frame: Frame,
): (row: number) => string {
  const columns = features.map(({ name }) => frame.columns[name])
  return row => {
    // JSON has no NaN: what is missing becomes null, as in a text column
    const values = columns.map(column => column?.values[row] ?? null)
    return hash('sha256', JSON.stringify(values)).slice(0, 16)
  }
}

export function partPath(part: string): LakePath {
  return `predictions/_log/${part}.parquet`
}

async function partFrame(
  lake: Lake,
  part: string,
  columns?: readonly string[],
): Promise<Frame | undefined> {
  try {
    return await readFrame(await lake.read(partPath(part)), columns)
  } catch (error) {
    if (error instanceof BlobNotFound) return undefined
    throw error
  }
}

function textAt(column: Column | undefined, row: number): string {
  return column?.kind === 'text' ? (column.values[row] ?? '') : ''
}

function numberAt(column: Column | undefined, row: number): number {
  return column?.kind === 'number' ? (column.values[row] ?? Number.NaN) : Number.NaN
}
