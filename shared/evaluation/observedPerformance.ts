import { z } from 'zod'
import { aurocInterval } from './aurocInterval.ts'
import type { Estimate } from './bootstrap.ts'
import { confusionAt, countPositives, rowLosses } from './metrics.ts'
import { proportion } from './proportion.ts'
import { rank, rankedAuroc } from './ranking.ts'

/** Standard normal quantile of 0.975. */
const Z = 1.959963984540054

const estimate = z.object({ value: z.number(), low: z.number(), high: z.number() })

/** What predictions were worth, by the outcomes that became known. Each figure has a 95 % interval. */
export const observedPerformance = z.object({
  outcomes: z.int().nonnegative(),
  deaths: z.int().nonnegative(),
  /** Of label 1 at or above it. */
  threshold: z.number(),
  /** Null where not both outcomes are among them. */
  auroc: estimate.nullable(),
  /** Null where no outcome is known. */
  brier: estimate.nullable(),
  accuracy: estimate.nullable(),
})
export type ObservedPerformance = z.infer<typeof observedPerformance>

/**
 * AUROC (interval by Newcombe), Brier score (by its standard error) and accuracy at the threshold (by Wilson). Rows count
 * as independent: who was scored several times makes the intervals too narrow.
 *
 * @param labels - 0 or 1, one per prediction
 * @param probabilities - 0..1, same length
 */
export function performanceOf(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  threshold: number,
): ObservedPerformance {
  const outcomes = labels.length
  const deaths = countPositives(labels)
  const counts = { outcomes, deaths, threshold }
  if (outcomes === 0) return { ...counts, auroc: null, brier: null, accuracy: null }

  const { truePositives, trueNegatives } = confusionAt(labels, probabilities, threshold)
  return {
    ...counts,
    auroc:
      deaths === 0 || deaths === outcomes
        ? null
        : aurocInterval(rankedAuroc(rank(labels, probabilities)), deaths, outcomes - deaths),
    brier: meanLoss(rowLosses(labels, probabilities).brier),
    accuracy: proportion(truePositives + trueNegatives, outcomes),
  }
}

/** The mean of losses that are each 0..1, with an interval that does not leave it. */
function meanLoss(losses: Float64Array): Estimate {
  const value = losses.reduce((sum, loss) => sum + loss, 0) / losses.length
  const squares = losses.reduce((sum, loss) => sum + (loss - value) * (loss - value), 0)
  // one loss says nothing of how losses vary
  if (losses.length === 1) return { value, low: 0, high: 1 }
  const half = Z * Math.sqrt(squares / (losses.length - 1) / losses.length)
  return { value, low: Math.max(value - half, 0), high: Math.min(value + half, 1) }
}
