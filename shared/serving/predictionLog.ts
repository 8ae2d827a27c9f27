import { setTimeout as wait } from 'node:timers/promises'
import type { ArtifactFeature } from '../registry/artifact.ts'
import type { Lake } from '../storage/lake.ts'
import { isOutage } from '../storage/outage.ts'
import type { Rows } from '../storage/rows.ts'
import type { Column, Frame } from '../tables/frame.ts'
import {
  type EncodedPart,
  newPart,
  newPredictionId,
  PREDICTIONS_PER_PART,
  type PredictionSource,
  storePart,
  type UnencodedPart,
} from './loggedPredictions.ts'

/** What waits to be written is bounded, in inputs (8 bytes each): beyond it entries are dropped and counted. */
const MAXIMUM_WAITING = 20_000_000

/** Predictions of so long are written together: a part of a few rows is nearly as dear as a full one. */
const GATHER_MILLISECONDS = 500

/** Between tries to write while storage does not answer. */
const RETRY_MILLISECONDS = 2_000

/** Encoded by one message to the worker thread. */
const PARTS_AT_ONCE = 10

/** With so many, in predictions, full parts are there already: no more are waited for. */
const GATHERED_ENOUGH = 2 * PREDICTIONS_PER_PART

export interface PredictionLogEntry {
  readonly version: string
  readonly source: PredictionSource
  readonly features: readonly ArtifactFeature[]
  /** As the model got it. */
  readonly frame: Frame
  readonly probabilities: readonly number[]
  /** ISO 8601, UTC. */
  readonly at: string
}

export interface PredictionLogStatus {
  readonly written: number
  readonly waiting: number
  /** Not written: too many waited, as storage was away for long, or it refused them. */
  readonly dropped: number
}

export interface PredictionLog {
  /** Takes note of a call's predictions and answers their ids at once, one per row; never throws. */
  add(entry: PredictionLogEntry): readonly string[]
  status(): PredictionLogStatus
  /** Writes what waits, or drops it where storage does not answer; resolves when nothing waits any more. */
  drained(): Promise<void>
}

/** A part that is being gathered, a row for each prediction. */
interface OpenPart {
  readonly part: string
  readonly version: string
  readonly source: PredictionSource
  readonly ids: string[]
  readonly at: string[]
  readonly probabilities: number[]
  /** One for each feature of the version. */
  readonly inputs: readonly GatheredColumn[]
}

/** Numbers have room for a full part, outside the heap: there, what waits would be copied by each collection of garbage. */
type GatheredColumn = { readonly feature: string } & (
  | { readonly kind: 'number'; readonly values: Float64Array }
  | { readonly kind: 'text'; readonly values: (string | null)[] }
)

/**
 * Writes predictions behind the answers, many calls in one part, encoded on a worker thread: slow or absent storage delays
 * none of them. What the last half second brought is lost when the process is killed, not when it is told to end.
 */
export function predictionLog(
  lake: Lake,
  rows: Rows,
  maximumWaiting = MAXIMUM_WAITING,
): PredictionLog {
  const parts: OpenPart[] = []
  let waiting = 0
  let waitingInputs = 0
  let written = 0
  let dropped = 0
  let draining: Promise<void> | undefined
  let goOn: (() => void) | undefined
  let hurry = new AbortController()

  /** The part that takes the next row of a version from a source. */
  function openPart({ version, source, features }: PredictionLogEntry): OpenPart {
    const open = parts.findLast(part => part.version === version && part.source === source)
    if (open !== undefined && open.ids.length < PREDICTIONS_PER_PART) return open
    const inputs = features.map(
      ({ name, kind }): GatheredColumn =>
        kind === 'category'
          ? { feature: name, kind: 'text', values: [] }
          : { feature: name, kind: 'number', values: new Float64Array(PREDICTIONS_PER_PART) },
    )
    const part = { part: newPart(), version, source, ids: [], at: [], probabilities: [], inputs }
    parts.push(part)
    return part
  }

  async function gather(): Promise<void> {
    if (hurry.signal.aborted || waiting >= GATHERED_ENOUGH) return
    await new Promise<void>(resolve => {
      goOn = resolve
      setTimeout(resolve, GATHER_MILLISECONDS)
    })
    goOn = undefined
  }

  async function drain(): Promise<void> {
    while (parts.length > 0) {
      // in each round anew: else what came while parts were written would go into many small ones
      await gather()
      // answers that are being made come first
      await new Promise<void>(resolve => {
        setImmediate(resolve)
      })
      await write(parts.splice(0, PARTS_AT_ONCE))
    }
    draining = undefined
  }

  /** Encodes parts by one message to the thread and back: large calls leave the event loop few turns. */
  async function write(taken: readonly OpenPart[]): Promise<void> {
    const predictionsOf = (some: readonly OpenPart[]): number =>
      some.reduce((sum, { ids }) => sum + ids.length, 0)
    try {
      // loaded behind the first answer
      const { onRequestWorker } = await import('../compute/pool.ts')
      const encoded = await onRequestWorker('encodeLogParts', taken.map(unencoded))
      const stored = await Promise.all(encoded.map(part => isStored(part)))
      written += predictionsOf(taken.filter((_, at) => stored[at] === true))
      dropped += predictionsOf(taken.filter((_, at) => stored[at] !== true))
    } catch {
      dropped += predictionsOf(taken)
    }
    waiting -= predictionsOf(taken)
    for (const { ids, inputs } of taken) waitingInputs -= ids.length * inputs.length
  }

  /** Whether a part could be stored. While storage does not answer it waits, and what comes meanwhile behind it. */
  async function isStored(part: EncodedPart): Promise<boolean> {
    for (;;) {
      try {
        await storePart(lake, rows, part)
        return true
      } catch (error) {
        if (!isOutage(error) || hurry.signal.aborted) return false
        await wait(RETRY_MILLISECONDS, undefined, { signal: hurry.signal }).catch(() => {})
      }
    }
  }

  return {
    add(entry) {
      const count = entry.probabilities.length
      const inputs = count * entry.features.length
      const taken = waiting === 0 || waitingInputs + inputs <= maximumWaiting
      if (!taken) {
        dropped += count
        const nowhere = newPart()
        return entry.probabilities.map(() => newPredictionId(nowhere))
      }
      waiting += count
      waitingInputs += inputs
      const given: string[] = []
      while (given.length < count) {
        const part = openPart(entry)
        const room = PREDICTIONS_PER_PART - part.ids.length
        given.push(...takeRows(part, entry, given.length, Math.min(count, given.length + room)))
      }
      draining ??= drain()
      if (waiting >= GATHERED_ENOUGH) goOn?.()
      return given
    },
    status() {
      return { written, waiting, dropped }
    },
    async drained() {
      hurry.abort()
      goOn?.()
      await draining
      hurry = new AbortController()
    },
  }
}

/** Adds rows of a call to a part; answers their ids. */
function takeRows(
  part: OpenPart,
  { frame, probabilities, at }: PredictionLogEntry,
  start: number,
  end: number,
): readonly string[] {
  const before = part.ids.length
  for (const into of part.inputs) {
    const from = frame.columns[into.feature]
    for (let row = start; row < end; row++) {
      if (into.kind === 'number') {
        const value = from?.kind === 'number' ? from.values[row] : undefined
        into.values[before + row - start] = value ?? Number.NaN
      } else into.values.push(from?.kind === 'text' ? (from.values[row] ?? null) : null)
    }
  }
  const ids = Array.from({ length: end - start }, () => newPredictionId(part.part))
  part.ids.push(...ids)
  part.at.push(...ids.map(() => at))
  part.probabilities.push(...probabilities.slice(start, end))
  return ids
}

/** Ready for a worker thread. */
function unencoded({ inputs, ...part }: OpenPart): UnencodedPart {
  const rows = part.ids.length
  const columns: Record<string, Column> = {}
  for (const { feature, ...column } of inputs) {
    columns[feature] =
      column.kind === 'number'
        ? { kind: 'number', values: column.values.slice(0, rows) }
        : { kind: 'text', values: column.values }
  }
  const features = inputs.map(({ feature }) => feature)
  return { ...part, features, inputs: { rows, columns } }
}
