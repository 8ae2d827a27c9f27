import { z } from 'zod'
import { BlobNotFound, type Etag, type Lake } from '../storage/lake.ts'
import { CHAMPION_PATH, MODEL_NAME } from '../storage/paths.ts'

/**
 * `models/<name>/champion.json`: which version serves. Each promotion writes it over the one it saw, never over
 * another, so two promotions at once cannot both believe they won.
 */
export const championPointer = z.object({
  name: z.literal(MODEL_NAME),
  version: z.string(),
  /** The how-manieth promotion of this model: 1 is the first. */
  sequence: z.int().positive(),
  /** ISO 8601, UTC. */
  since: z.string(),
  by: z.string(),
  reason: z.string(),
  /** The training run whose gate decided; absent where a person did. */
  runId: z.string().optional(),
  /** The version that served before; null for the first champion. */
  previous: z.string().nullable(),
})
export type ChampionPointer = z.infer<typeof championPointer>

/** The pointer and the ETag it was read under, or undefined while no model was ever promoted. */
export async function readChampion(
  lake: Lake,
): Promise<{ pointer: ChampionPointer; etag: Etag } | undefined> {
  // the ETag first: if the pointer moves in between, a write under this ETag fails, as it should
  const info = await lake.stat(CHAMPION_PATH)
  if (info === undefined) return undefined
  try {
    const bytes = await lake.read(CHAMPION_PATH)
    const pointer = championPointer.parse(JSON.parse(new TextDecoder().decode(bytes)))
    return { pointer, etag: info.etag }
  } catch (error) {
    if (error instanceof BlobNotFound) return undefined
    throw error
  }
}
