import { onRequestWorker } from '../compute/pool.ts'
import type { ArtifactFeature } from '../registry/artifact.ts'
import type { Lake } from '../storage/lake.ts'
import type { Rows } from '../storage/rows.ts'
import type { Column, Frame } from '../tables/frame.ts'
import {
  newPart,
  newPredictionId,
  PREDICTIONS_PER_PART,
  type PredictionSource,
  storePart,
  type UnencodedPart,
} from './loggedPredictions.ts'

/** What waits to be written is bounded, in predictions: beyond it entries are dropped and counted. */
const MAXIMUM_WAITING = 20_000

/** Predictions of so long go into one part, unless it is full before. */
const GATHER_MILLISECONDS = 500

export interface PredictionLogEntry {
  readonly version: string
  readonly source: PredictionSource
  readonly features: readonly ArtifactFeature[]
  /** As the model got it; it is not to be changed any more. */
  readonly frame: Frame
  readonly probabilities: readonly number[]
  /** ISO 8601, UTC. */
  readonly at: string
}

export interface PredictionLogStatus {
  readonly written: number
  readonly waiting: number
  /** Not written: the queue was full, or storage refused them. */
  readonly dropped: number
}

export interface PredictionLog {
  /** Takes note of a call's predictions and answers their ids at once, one per row; never throws. */
  add(entry: PredictionLogEntry): readonly string[]
  status(): PredictionLogStatus
  /** Writes what waits; resolves when nothing does any more. */
  drained(): Promise<void>
}

/** Rows of one call that are in one part. */
interface Slice {
  readonly entry: PredictionLogEntry
  readonly start: number
  readonly ids: readonly string[]
}

interface OpenPart {
  readonly part: string
  readonly version: string
  readonly source: PredictionSource
  readonly slices: Slice[]
  rows: number
}

/**
 * Writes predictions behind the answers, many calls in one part, encoded on a worker thread: slow or absent storage delays
 * none of them. What the
 * last half second brought is lost when the process is killed.
 */
export function predictionLog(
  lake: Lake,
  rows: Rows,
  maximumWaiting = MAXIMUM_WAITING,
): PredictionLog {
  const parts: OpenPart[] = []
  let waiting = 0
  let written = 0
  let dropped = 0
  let draining: Promise<void> | undefined
  let goOn: (() => void) | undefined

  /** The part that takes the next row of a version from a source. */
  function openPart({ version, source }: PredictionLogEntry): OpenPart {
    const open = parts.findLast(part => part.version === version && part.source === source)
    if (open !== undefined && open.rows < PREDICTIONS_PER_PART) return open
    const part = { part: newPart(), version, source, slices: [], rows: 0 }
    parts.push(part)
    return part
  }

  async function gather(): Promise<void> {
    await new Promise<void>(resolve => {
      goOn = resolve
      setTimeout(resolve, GATHER_MILLISECONDS)
    })
    goOn = undefined
  }

  async function drain(): Promise<void> {
    await gather()
    for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
      // answers that are being made come first
      await new Promise<void>(resolve => {
        setImmediate(resolve)
      })
      try {
        await storePart(lake, rows, await onRequestWorker('encodeLogPart', unencoded(part)))
        written += part.rows
      } catch {
        dropped += part.rows
      }
      waiting -= part.rows
    }
    draining = undefined
  }

  return {
    add(entry) {
      const count = entry.probabilities.length
      const taken = waiting === 0 || waiting + count <= maximumWaiting
      if (!taken) {
        dropped += count
        const nowhere = newPart()
        return entry.probabilities.map(() => newPredictionId(nowhere))
      }
      waiting += count
      const given: string[] = []
      while (given.length < count) {
        const part = openPart(entry)
        const length = Math.min(count - given.length, PREDICTIONS_PER_PART - part.rows)
        const ids = Array.from({ length }, () => newPredictionId(part.part))
        part.slices.push({ entry, start: given.length, ids })
        part.rows += length
        given.push(...ids)
      }
      draining ??= drain()
      return given
    },
    status() {
      return { written, waiting, dropped }
    },
    async drained() {
      goOn?.()
      await draining
    },
  }
}

/** The rows of all slices below each other, ready for a worker thread. */
function unencoded({ part, version, source, slices, rows }: OpenPart): UnencodedPart {
  const features = slices[0]?.entry.features ?? []
  const columns: Record<string, Column> = {}
  for (const { name, kind } of features) {
    columns[name] =
      kind === 'category'
        ? { kind: 'text', values: textsOf(slices, name) }
        : { kind: 'number', values: numbersOf(slices, name, rows) }
  }
  return {
    part,
    version,
    source,
    features: features.map(({ name }) => name),
    ids: slices.flatMap(({ ids }) => ids),
    at: slices.flatMap(({ entry, ids }) => ids.map(() => entry.at)),
    probabilities: slices.flatMap(({ entry, start, ids }) =>
      entry.probabilities.slice(start, start + ids.length),
    ),
    inputs: { rows, columns },
  }
}

function numbersOf(slices: readonly Slice[], name: string, rows: number): Float64Array {
  const values = new Float64Array(rows).fill(Number.NaN)
  let row = 0
  for (const { entry, start, ids } of slices) {
    const column = entry.frame.columns[name]
    for (let from = start; from < start + ids.length; from++) {
      if (column?.kind === 'number') values[row] = column.values[from] ?? Number.NaN
      row++
    }
  }
  return values
}

function textsOf(slices: readonly Slice[], name: string): (string | null)[] {
  return slices.flatMap(({ entry, start, ids }) => {
    const column = entry.frame.columns[name]
    return ids.map((_, offset) =>
      column?.kind === 'text' ? (column.values[start + offset] ?? null) : null,
    )
  })
}
