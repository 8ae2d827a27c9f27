const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** Steps that a reader of clocks expects, in milliseconds; none is less than a label of `duration` can tell apart. */
const STEPS: readonly number[] = [
  ...[0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30].map(step => step * SECOND),
  ...[1, 2, 5, 10, 20, 30].map(step => step * MINUTE),
  ...[1, 2, 3, 6, 12, 24].map(step => step * HOUR),
]

/**
 * Ticks of an axis of time that has passed, from 0 on, in even steps.
 *
 * @param span - milliseconds
 * @param most - ticks that there is room for, that at 0 among them; at least 2
 */
export function durationTicks(span: number, most: number): readonly number[] {
  const longest = 24 * HOUR
  const step =
    STEPS.find(candidate => Math.floor(span / candidate) < most) ??
    longest * Math.ceil(span / longest / (most - 1))
  return Array.from({ length: Math.floor(span / step) + 1 }, (_, index) => index * step)
}
