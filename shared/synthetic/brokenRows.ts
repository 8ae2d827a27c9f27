import { type Random, seededRandom } from '../random.ts'
import { chance, oneOf } from './draw.ts'

/**
 * Lines to put after a good one: a copy of it with something wrong that no reader may let through. The good line stays,
 * so what remains when the broken ones are refused is the dataset without them.
 *
 * @param cells - the good line's fields, `row_id` and `subject_id` first
 */
export type Breaker = (cells: readonly string[]) => string | undefined

const BREAKS = [
  // the same row_id a second time
  (cells: readonly string[]) => cells.join(','),
  // a required value is missing
  (cells: readonly string[]) => cells.with(1, '').join(','),
  // text where a number belongs
  (cells: readonly string[]) => cells.with(1, 'unknown').join(','),
  // a field too many, and one too few
  (cells: readonly string[]) => [...cells, 'x'].join(','),
  (cells: readonly string[]) => cells.slice(0, -1).join(','),
] as const

/** @param share - how many of a thousand good lines, say 0.01 for ten, are followed by a broken one */
export function breaksRows(seed: number, table: string, share: number): Breaker | undefined {
  if (share === 0) return undefined
  const random: Random = seededRandom(seed, 'broken', table)
  return cells => (chance(random, share) ? oneOf(random, BREAKS)(cells) : undefined)
}
