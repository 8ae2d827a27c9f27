import { z } from 'zod'
import { type ObservedPerformance, performanceOf } from '../evaluation/observedPerformance.ts'
import type { Lake } from '../storage/lake.ts'
import type { Rows, RowTableDefinition } from '../storage/rows.ts'
import { partOf, readScores } from './loggedPredictions.ts'

/** Outcomes in one call. */
const MAXIMUM_OUTCOMES = 10_000

/** The body of `POST /api/outcomes`. */
export const outcomesRequest = z.strictObject({
  outcomes: z
    .array(
      z.strictObject({
        id: z.uuid().meta({ description: 'of a prediction, as it was answered' }),
        died: z
          .union([z.boolean(), z.literal([0, 1])], 'must be true or false, or 1 or 0')
          .transform(Boolean)
          .meta({ description: 'in hospital, in this admission; 1 and 0 as MIMIC flags it' }),
      }),
    )
    .min(1, 'must hold at least one outcome')
    .max(MAXIMUM_OUTCOMES, `must hold at most ${MAXIMUM_OUTCOMES} outcomes`),
})
export type OutcomesRequest = z.infer<typeof outcomesRequest>

/** The answer: the outcomes of unknown ids are kept nowhere. */
export const outcomesAnswer = z.object({
  recorded: z.int().nonnegative(),
  unknown: z.array(z.string()).meta({ description: 'ids that no logged prediction has' }),
})
export type OutcomesAnswer = z.infer<typeof outcomesAnswer>

/** What became of a patient, beside what had been predicted. */
const outcome = z.object({
  died: z.boolean(),
  probability: z.number(),
  /** When it was last told; ISO 8601, UTC. */
  at: z.string(),
})
type Outcome = z.infer<typeof outcome>

/** By model version, under the prediction's id. */
const outcomeRows: RowTableDefinition<Outcome> = { name: 'outcomes', schema: outcome }

/** Requests to storage at once. */
const PARALLEL = 16

/**
 * Keeps outcomes with the predictions that they are about. Telling one twice is telling it once, and of two that differ
 * the later one counts.
 */
export async function recordOutcomes(
  lake: Lake,
  rows: Rows,
  { outcomes }: OutcomesRequest,
  at: string,
): Promise<OutcomesAnswer> {
  const byPart = new Map<string, Map<string, boolean>>()
  for (const { id, died } of outcomes) {
    const key = id.toLowerCase()
    const ofPart = byPart.get(partOf(key)) ?? new Map<string, boolean>()
    ofPart.set(key, died)
    byPart.set(partOf(key), ofPart)
  }

  const table = rows.table(outcomeRows)
  const unknown: string[] = []
  const known: { readonly version: string; readonly id: string; readonly outcome: Outcome }[] = []
  await inTurns([...byPart], async ([part, asked]) => {
    const scores = await readScores(lake, part)
    for (const [id, died] of asked) {
      const score = scores.get(id)
      if (score === undefined) unknown.push(id)
      else {
        const { version, probability } = score
        known.push({ version, id, outcome: { died, probability, at } })
      }
    }
  })
  // by themselves, not part by part: those of one file lie in few parts
  await inTurns(known, async ({ version, id, outcome: told }) => {
    await table.upsert(version, id, told)
  })
  return { recorded: known.length, unknown: unknown.sort() }
}

/** What a version's predictions were worth, of those whose outcomes are known. */
export async function versionPerformance(
  rows: Rows,
  version: string,
  threshold: number,
): Promise<ObservedPerformance> {
  const outcomes = await rows.table(outcomeRows).list(version)
  return performanceOf(
    Uint8Array.from(outcomes, ({ died }) => (died ? 1 : 0)),
    Float64Array.from(outcomes, ({ probability }) => probability),
    threshold,
  )
}

/** Does what is to be done with each item, `PARALLEL` at once. */
async function inTurns<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = items.values()
  await Promise.all(
    Array.from({ length: PARALLEL }, async () => {
      for (const item of waiting) await work(item)
    }),
  )
}
