/**
 * The rows of one set of scores, sorted once, so that the AUROC and the average precision of any resample of these
 * rows cost one pass over them.
 */
export interface Ranking {
  /** Row numbers by descending score. */
  readonly order: Uint32Array
  /** Labels in that order. */
  readonly labels: Uint8Array
  /** 1 where the next row in the order has a lower score (or there is none): the end of a group of ties. */
  readonly ends: Uint8Array
}

/**
 * @param labels - 0 or 1, one per row
 * @param scores - one per row, higher = more likely to die
 * @throws where the lengths differ, a label is neither 0 nor 1, or a score is NaN
 */
export function rank(labels: ArrayLike<number>, scores: ArrayLike<number>): Ranking {
  checkScores(labels, scores)
  const rows = labels.length
  const keys = Float64Array.from(scores)
  const order = new Uint32Array(rows)
  for (let row = 0; row < rows; row++) order[row] = row
  order.sort((a, b) => (keys[b] ?? 0) - (keys[a] ?? 0) || a - b)

  const sorted = new Uint8Array(rows)
  const ends = new Uint8Array(rows)
  for (let at = 0; at < rows; at++) {
    const row = order[at] ?? 0
    sorted[at] = labels[row] ?? 0
    ends[at] = at + 1 < rows && keys[row] === keys[order[at + 1] ?? 0] ? 0 : 1
  }
  return { order, labels: sorted, ends }
}

/**
 * Area under the ROC curve, ties counted half.
 *
 * @param counts - how often each row counts (a bootstrap's draws); once each when absent
 * @returns 0..1, or NaN where the counted rows hold one class only
 */
export function rankedAuroc(ranking: Ranking, counts = onceEach(ranking)): number {
  const { order, labels, ends } = ranking
  let positives = 0
  let negatives = 0
  let groupPositives = 0
  let groupNegatives = 0
  // pairs in which the death is ranked higher, ties a half: kept doubled, so that it stays a whole number
  let doubledPairs = 0
  for (let at = 0; at < order.length; at++) {
    const count = counts[order[at] ?? 0] ?? 0
    // no branch on the label, which no processor could predict: this is the inner loop of BBC-CV
    const died = count * (labels[at] ?? 0)
    groupPositives += died
    groupNegatives += count - died
    if (ends[at] === 1) {
      doubledPairs += groupNegatives * (2 * positives + groupPositives)
      positives += groupPositives
      negatives += groupNegatives
      groupPositives = 0
      groupNegatives = 0
    }
  }
  return doubledPairs / (2 * positives * negatives)
}

/**
 * Average precision: Σ (recallₙ − recallₙ₋₁) · precisionₙ over the distinct scores, no interpolation (scikit-learn's
 * `average_precision_score`).
 *
 * @param counts - as for `rankedAuroc`
 * @returns 0..1, or NaN where no counted row is positive
 */
export function rankedAveragePrecision(ranking: Ranking, counts = onceEach(ranking)): number {
  const { order, labels, ends } = ranking
  let truePositives = 0
  let flagged = 0
  let groupPositives = 0
  let sum = 0
  for (let at = 0; at < order.length; at++) {
    const count = counts[order[at] ?? 0] ?? 0
    flagged += count
    groupPositives += count * (labels[at] ?? 0)
    if (ends[at] === 1) {
      truePositives += groupPositives
      if (groupPositives > 0) sum += groupPositives * (truePositives / flagged)
      groupPositives = 0
    }
  }
  return sum / truePositives
}

function onceEach({ order }: Ranking): Uint16Array {
  return new Uint16Array(order.length).fill(1)
}

/** Refuses scores that cannot be compared with their labels: other lengths, labels other than 0 and 1, NaN. */
export function checkScores(labels: ArrayLike<number>, scores: ArrayLike<number>): void {
  if (labels.length !== scores.length) {
    throw new Error(
      `labels and scores must have one value per row, but got ${labels.length} labels and ${scores.length} scores`,
    )
  }
  for (let row = 0; row < labels.length; row++) {
    if (labels[row] !== 0 && labels[row] !== 1) {
      throw new Error(`a label must be 0 or 1, but row ${row} has ${labels[row]}`)
    }
    if (Number.isNaN(scores[row])) {
      throw new Error(
        `a score must be a number, but row ${row} has NaN: the model could not score it`,
      )
    }
  }
}
