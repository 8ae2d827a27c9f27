/** A measured value as exact as a chart has it: at most four significant digits, and three decimals. */
export function chartedValue(value: number): number {
  return Number(Number(value.toFixed(3)).toPrecision(4))
}

/**
 * The ends of a range as a clinician would write them, both as exact as three significant digits of the larger one:
 * 7.02 and 7.58, 0 and 213.
 */
export function chartedEnds(low: number, high: number): readonly [number, number] {
  const largest = Math.max(Math.abs(low), Math.abs(high))
  const decimals = largest === 0 ? 0 : Math.min(Math.max(2 - Math.floor(Math.log10(largest)), 0), 3)
  return [Number(low.toFixed(decimals)), Number(high.toFixed(decimals))]
}
