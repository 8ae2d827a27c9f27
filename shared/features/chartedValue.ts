/** A measured value as exact as a chart has it: at most four significant digits, and three decimals. */
export function chartedValue(value: number): number {
  return Number(Number(value.toFixed(3)).toPrecision(4))
}

/** Of a value outside of a range, which what is written must not lie within: exact where it is so near. */
export function chartedBeyond(value: number, low: number, high: number): number {
  const charted = chartedValue(value)
  return charted < low || charted > high ? charted : value
}

/** More decimals than these nobody reads. */
const MOST_DECIMALS = 6

/**
 * The ends of a range as a clinician would write them, both as exact as three significant digits of the larger one:
 * 7.02 and 7.58, 0 and 213.
 *
 * @param beyond - a value outside of the range, as it is written: it is outside of what is written of the ends, too
 */
export function chartedEnds(low: number, high: number, beyond?: number): readonly [number, number] {
  const largest = Math.max(Math.abs(low), Math.abs(high))
  const fewest = largest === 0 ? 0 : Math.min(Math.max(2 - Math.floor(Math.log10(largest)), 0), 3)
  for (let decimals = fewest; decimals <= MOST_DECIMALS; decimals++) {
    const [from, to] = [Number(low.toFixed(decimals)), Number(high.toFixed(decimals))]
    if (beyond === undefined || beyond < from || beyond > to) return [from, to]
  }
  return [low, high]
}
