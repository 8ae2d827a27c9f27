import { type Ranking, rank } from './ranking.ts'

/**
 * The probability at or above which a stay is called positive, by Youden's index (Youden, Cancer 1950): where
 * sensitivity + specificity is greatest. It lies half-way between the lowest probability that is called positive and
 * the highest that is not, so that no stay of the data sits on it. Among equals the highest threshold.
 *
 * @param labels - 0 or 1, at least one of each
 * @param probabilities - out-of-fold ones, not those of the rows that the model was trained on
 * @example youdenThreshold([0, 0, 1, 1], [0.1, 0.2, 0.6, 0.8]) //=> 0.4
 */
export function youdenThreshold(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
): number {
  return rankedYoudenThreshold(rank(labels, probabilities), probabilities)
}

/**
 * As `youdenThreshold`, for scores that are ranked already.
 *
 * @param countOf - how often a row of the ranking counts (a bootstrap's draws); once each when absent
 */
export function rankedYoudenThreshold(
  ranking: Ranking,
  probabilities: ArrayLike<number>,
  countOf?: (row: number) => number,
): number {
  const { order, labels, ends } = ranking
  const totals = classTotals(ranking, countOf)
  if (totals.positives === 0 || totals.negatives === 0) {
    throw new Error(
      `a threshold needs both outcomes, but got ${totals.positives} deaths in ${totals.positives + totals.negatives} rows`,
    )
  }

  let truePositives = 0
  let falsePositives = 0
  let best = Number.NEGATIVE_INFINITY
  let lowestPositive = Number.NaN
  let highestNegative = Number.NaN
  let openBest = false
  for (let at = 0; at < order.length; at++) {
    const row = order[at] ?? 0
    const count = countOf === undefined ? 1 : countOf(row)
    // the first counted score below the best cut so far
    if (openBest && count > 0) {
      highestNegative = probabilities[row] ?? 0
      openBest = false
    }
    if (labels[at] === 1) truePositives += count
    else falsePositives += count
    if (ends[at] !== 1) continue
    const youden = truePositives / totals.positives - falsePositives / totals.negatives
    if (youden > best && truePositives + falsePositives > 0) {
      best = youden
      lowestPositive = probabilities[row] ?? 0
      highestNegative = Number.NaN
      openBest = true
    }
  }
  return Number.isNaN(highestNegative) ? lowestPositive : (lowestPositive + highestNegative) / 2
}

function classTotals(
  ranking: Ranking,
  countOf: ((row: number) => number) | undefined,
): { positives: number; negatives: number } {
  let positives = 0
  let negatives = 0
  for (let at = 0; at < ranking.order.length; at++) {
    const count = countOf === undefined ? 1 : countOf(ranking.order[at] ?? 0)
    if (ranking.labels[at] === 1) positives += count
    else negatives += count
  }
  return { positives, negatives }
}
