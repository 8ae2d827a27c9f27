import { createHash, randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { ArtifactFeature } from '../registry/artifact.ts'
import type { Rows, RowTableDefinition } from '../storage/rows.ts'
import type { Frame } from '../tables/frame.ts'

/** Some predictions of one call. It holds no identifiers: who asked about whom is not known here. */
const loggedPredictions = z.object({
  /** Of the model. */
  version: z.string(),
  /** ISO 8601, UTC. */
  at: z.string(),
  predictions: z.array(
    z.object({
      /** First 16 hex digits of the SHA-256 of the model's inputs. */
      features: z.string(),
      probability: z.number(),
    }),
  ),
})
type LoggedPredictions = z.infer<typeof loggedPredictions>

const logRows: RowTableDefinition<LoggedPredictions> = {
  name: 'predictions',
  schema: loggedPredictions,
}

/** A row of Table Storage takes 32,000 characters, one prediction about 70. */
const PREDICTIONS_PER_ROW = 300

/** What waits to be written is bounded, in predictions: beyond it entries are dropped and counted. */
const MAXIMUM_WAITING = 20_000

export interface PredictionLogEntry {
  readonly version: string
  readonly features: readonly ArtifactFeature[]
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
  /** Takes note of a call's predictions and returns at once; never throws. */
  add(entry: PredictionLogEntry): void
  status(): PredictionLogStatus
  /** Resolves when nothing waits any more. */
  drained(): Promise<void>
}

/** Writes predictions to the table `predictions`, behind the answers: slow or absent storage delays none of them. */
export function predictionLog(rows: Rows, maximumWaiting = MAXIMUM_WAITING): PredictionLog {
  const table = rows.table(logRows)
  const queue: PredictionLogEntry[] = []
  let waiting = 0
  let written = 0
  let dropped = 0
  let draining: Promise<void> | undefined

  async function drain(): Promise<void> {
    // after the answer that is being made right now
    await new Promise<void>(resolve => {
      setImmediate(resolve)
    })
    for (let entry = queue.shift(); entry !== undefined; entry = queue.shift()) {
      const count = entry.probabilities.length
      for (let start = 0; start < count; start += PREDICTIONS_PER_ROW) {
        const end = Math.min(start + PREDICTIONS_PER_ROW, count)
        try {
          await table.insert(entry.version, `${entry.at}-${randomUUID()}`, rowOf(entry, start, end))
          written += end - start
        } catch {
          dropped += end - start
        }
        waiting -= end - start
      }
    }
    draining = undefined
  }

  return {
    add(entry) {
      const count = entry.probabilities.length
      if (waiting > 0 && waiting + count > maximumWaiting) {
        dropped += count
        return
      }
      waiting += count
      queue.push(entry)
      draining ??= drain()
    },
    status() {
      return { written, waiting, dropped }
    },
    async drained() {
      await draining
    },
  }
}

function rowOf(entry: PredictionLogEntry, start: number, end: number): LoggedPredictions {
  const hash = featureHasher(entry.features, entry.frame)
  return {
    version: entry.version,
    at: entry.at,
    predictions: entry.probabilities
      .slice(start, end)
      .map((probability, offset) => ({ features: hash(start + offset), probability })),
  }
}

/** Hash of a row's inputs: the same values give the same hash, however they were sent. */
export function featureHasher(
  features: readonly ArtifactFeature[],
  frame: Frame,
): (row: number) => string {
  return row => {
    const values = features.map(({ name }) => {
      const column = frame.columns[name]
      // JSON has no NaN: what is missing becomes null, as in a text column
      return column?.values[row] ?? null
    })
    return createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 16)
  }
}
