import { type Ranking, rank } from './ranking.ts'

/**
 * How the threshold of a model is chosen.
 *
 * - `youden`: where sensitivity + specificity is greatest
 * - a number s: the highest threshold at which the sensitivity is at least s, 0 < s ≤ 1
 */
export type ThresholdRule = 'youden' | number

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
  return rankedThreshold('youden', rank(labels, probabilities), probabilities)
}

/**
 * The threshold by a rule, for scores that are ranked already; as `youdenThreshold` between two scores, so that no stay
 * of the data sits on it.
 *
 * @param counts - how often each row of the ranking counts (a bootstrap's draws); once each when absent
 */
export function rankedThreshold(
  rule: ThresholdRule,
  ranking: Ranking,
  probabilities: ArrayLike<number>,
  counts?: ArrayLike<number>,
): number {
  const { order, labels, ends } = ranking
  const totals = classTotals(ranking, counts)
  if (totals.positives === 0 || totals.negatives === 0) {
    throw new Error(
      `a threshold needs both outcomes, but got ${totals.positives} deaths in ${totals.positives + totals.negatives} rows`,
    )
  }
  const merit = meritOf(rule, totals)

  let truePositives = 0
  let falsePositives = 0
  let best = Number.NEGATIVE_INFINITY
  let lowestPositive = Number.NaN
  let highestNegative = Number.NaN
  let openBest = false
  for (let at = 0; at < order.length; at++) {
    const row = order[at] ?? 0
    const count = counts === undefined ? 1 : (counts[row] ?? 0)
    // the first counted score below the best cut so far
    if (openBest && count > 0) {
      highestNegative = probabilities[row] ?? 0
      openBest = false
    }
    if (labels[at] === 1) truePositives += count
    else falsePositives += count
    if (ends[at] !== 1) continue
    const worth = merit(truePositives, falsePositives)
    if (worth > best && truePositives + falsePositives > 0) {
      best = worth
      lowestPositive = probabilities[row] ?? 0
      highestNegative = Number.NaN
      openBest = true
    }
  }
  return Number.isNaN(highestNegative) ? lowestPositive : (lowestPositive + highestNegative) / 2
}

interface Totals {
  readonly positives: number
  readonly negatives: number
}

/** What a cut is worth: of equals the first, which is the highest threshold, is taken. */
function meritOf(
  rule: ThresholdRule,
  { positives, negatives }: Totals,
): (truePositives: number, falsePositives: number) => number {
  if (rule === 'youden') {
    return (truePositives, falsePositives) => truePositives / positives - falsePositives / negatives
  }
  // 0.9 · 10 deaths are 9, whatever the last bit says
  const enough = rule * positives * (1 - 1e-12)
  return truePositives => (truePositives >= enough ? 1 : 0)
}

function classTotals(ranking: Ranking, counts: ArrayLike<number> | undefined): Totals {
  let positives = 0
  let negatives = 0
  for (let at = 0; at < ranking.order.length; at++) {
    const count = counts === undefined ? 1 : (counts[ranking.order[at] ?? 0] ?? 0)
    if (ranking.labels[at] === 1) positives += count
    else negatives += count
  }
  return { positives, negatives }
}
