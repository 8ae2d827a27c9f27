import type { Random } from '../../random.ts'

/** A share of the columns, at least one, in their order. */
export function sampleColumns(
  columns: readonly number[],
  share: number,
  random: Random,
): readonly number[] {
  if (share >= 1) return columns
  const count = Math.max(1, Math.floor(share * columns.length))
  const left = Uint32Array.from(columns)
  // the first `count` places of a shuffle
  for (let at = 0; at < count; at++) {
    const other = at + random.int(left.length - at)
    const drawn = left[other] ?? 0
    left[other] = left[at] ?? 0
    left[at] = drawn
  }
  return Array.from(left.subarray(0, count).sort())
}
