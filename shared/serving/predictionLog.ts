import type { ArtifactFeature } from '../registry/artifact.ts'
import type { Lake } from '../storage/lake.ts'
import type { Rows } from '../storage/rows.ts'
import type { Frame } from '../tables/frame.ts'
import { rowsOf, stacked } from '../tables/frameRows.ts'
import {
  encodePart,
  featureHasher,
  type LoggedPredictions,
  newPart,
  newPredictionId,
  PREDICTIONS_PER_PART,
  type PredictionSource,
  storePart,
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
 * Writes predictions behind the answers, many calls in one part: slow or absent storage delays none of them. What the
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
        await storePart(lake, rows, await encodePart(part.part, predictionsOf(part)))
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

function predictionsOf({ source, slices }: OpenPart): LoggedPredictions {
  const predictions = slices.flatMap(({ entry, start, ids }) => {
    const hash = featureHasher(entry.features, entry.frame)
    return ids.map((id, offset) => ({
      id,
      version: entry.version,
      at: entry.at,
      featureHash: hash(start + offset),
      probability: entry.probabilities[start + offset] ?? Number.NaN,
    }))
  })
  const frames = slices.map(({ entry, start, ids }) =>
    rowsOf(entry.frame, start, start + ids.length),
  )
  return { source, predictions, inputs: stacked(frames) }
}
