/** Interpolated linearly between knots, level beyond the first and the last. */
export interface Knots {
  /** Ascending. */
  readonly margins: readonly number[]
  /** Never falling; one per margin. */
  readonly probabilities: readonly number[]
}

/** Margins closer than this are one, as scikit-learn has it. */
const RESOLUTION = 1e-15

/**
 * Isotonic regression of the outcome on the margin: the never-falling step curve with the least squared error, by pooling
 * adjacent violators (Barlow, Bartholomew, Bremner, Brunk, *Statistical Inference under Order Restrictions*, 1972), as
 * scikit-learn's `IsotonicRegression(out_of_bounds='clip')`: equal margins are averaged first, and only the ends of each
 * level are kept.
 *
 * @param margins - log-odds of rows that the model was not trained on, at least one
 * @param labels - 0 or 1, one per margin
 * @param counts - how often each row counts (a bootstrap's draws), some more than 0; once each when absent
 */
export function fitIsotonic(
  margins: Float64Array,
  labels: Uint8Array,
  counts?: ArrayLike<number>,
): Knots {
  if (margins.length !== labels.length || margins.length === 0) {
    throw new RangeError(
      `fitIsotonic expects one label per margin, got ${labels.length} labels for ${margins.length} margins`,
    )
  }
  const order = Uint32Array.from(margins, (_, row) => row).filter(
    row => counts === undefined || (counts[row] ?? 0) > 0,
  )
  order.sort((a, b) => (margins[a] ?? 0) - (margins[b] ?? 0) || a - b)

  // blocks of rows at one level, each with its outermost margins
  const first = new Float64Array(order.length)
  const last = new Float64Array(order.length)
  const rows = new Float64Array(order.length)
  const deaths = new Float64Array(order.length)
  let blocks = 0
  for (let at = 0; at < order.length; ) {
    const margin = margins[order[at] ?? 0] ?? 0
    let tied = 0
    let died = 0
    while (at < order.length && (margins[order[at] ?? 0] ?? 0) - margin < RESOLUTION) {
      const count = counts === undefined ? 1 : (counts[order[at] ?? 0] ?? 0)
      died += count * (labels[order[at] ?? 0] ?? 0)
      tied += count
      at++
    }
    first[blocks] = margin
    last[blocks] = margin
    rows[blocks] = tied
    deaths[blocks] = died
    // a level that is not above the one before is one with it: compared as whole numbers, so without rounding
    while (
      blocks > 0 &&
      (deaths[blocks - 1] ?? 0) * (rows[blocks] ?? 0) >=
        (deaths[blocks] ?? 0) * (rows[blocks - 1] ?? 0)
    ) {
      rows[blocks - 1] = (rows[blocks - 1] ?? 0) + (rows[blocks] ?? 0)
      deaths[blocks - 1] = (deaths[blocks - 1] ?? 0) + (deaths[blocks] ?? 0)
      last[blocks - 1] = last[blocks] ?? 0
      blocks--
    }
    blocks++
  }

  const knots: { margins: number[]; probabilities: number[] } = { margins: [], probabilities: [] }
  for (let block = 0; block < blocks; block++) {
    const level = (deaths[block] ?? 0) / (rows[block] ?? 1)
    const ends = new Set([first[block] ?? 0, last[block] ?? 0])
    for (const margin of ends) {
      knots.margins.push(margin)
      knots.probabilities.push(level)
    }
  }
  return knots
}

/** The curve at a margin. */
export function interpolate({ margins, probabilities }: Knots, margin: number): number {
  let low = 0
  let high = margins.length - 1
  if (!(margin > (margins[low] ?? 0))) return probabilities[low] ?? Number.NaN
  if (margin >= (margins[high] ?? 0)) return probabilities[high] ?? Number.NaN
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((margins[middle] ?? 0) <= margin) low = middle
    else high = middle
  }
  const [left = 0, right = 0] = [margins[low], margins[high]]
  const [from = 0, to = 0] = [probabilities[low], probabilities[high]]
  return from + ((to - from) * (margin - left)) / (right - left)
}
