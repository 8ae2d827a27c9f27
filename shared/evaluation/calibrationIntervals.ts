import { mean } from '../preprocessing/moments.ts'
import { type Estimate, forEachResample, percentileInterval } from './bootstrap.ts'
import { calibrationCurve, fitShift, fitSlope, marginOf } from './calibration.ts'
import { calibrationErrorScorer } from './calibrationError.ts'
import {
  type DecisionPoint,
  decisionCurve,
  type ReliabilityBin,
  reliabilityCurve,
} from './curves.ts'
import { proportion } from './proportion.ts'

/** Calibration and net benefit of probabilities, with 95 % intervals. */
export interface CalibrationEstimates {
  /** null where slope and intercept cannot be estimated. */
  readonly curve: { readonly slope: Estimate; readonly intercept: Estimate } | null
  /** Expected calibration error in 10 bins of equal size. */
  readonly error: Estimate
  readonly reliability: readonly (ReliabilityBin & {
    readonly low: number
    readonly high: number
  })[]
  readonly decision: readonly (Omit<DecisionPoint, 'netBenefit'> & {
    readonly netBenefit: Estimate
  })[]
}

/**
 * Calibration by resampling patients, all figures of the same draws.
 *
 * - slope and intercept: those of each draw
 * - expected calibration error: in the bins of all rows; drawing with replacement adds noise, and noise adds to this
 *   error, so what it adds on average is taken from the interval, which never goes below 0
 * - reliability: Wilson's interval of each bin's deaths, which a bin without any has too
 * - net benefit: that of each draw, at 0.01, 0.02, … 0.99
 *
 * @param probabilities - 0..1, one per row
 */
export function calibrationEstimates(
  scored: {
    readonly labels: ArrayLike<number>
    readonly patients: ArrayLike<number>
    readonly probabilities: ArrayLike<number>
  },
  resampling: { readonly resamples: number; readonly seed: number },
): CalibrationEstimates {
  const { labels, patients, probabilities } = scored
  const fit = calibrationCurve(labels, probabilities)
  const margins = Float64Array.from(probabilities, marginOf)
  const start = fitSlope(labels, margins)
  const bins = reliabilityCurve(labels, probabilities)
  const errorOf = calibrationErrorScorer(labels, probabilities)
  const decision = decisionCurve(labels, probabilities)
  const percentOf = Uint8Array.from(probabilities, lastThreshold)

  const { resamples } = resampling
  const slopes = new Float64Array(resamples)
  const intercepts = new Float64Array(resamples)
  const errors = new Float64Array(resamples)
  const benefits = decision.map(() => new Float64Array(resamples))
  const benefitOf = netBenefits(labels, percentOf)
  forEachResample({ labels, patients, ...resampling, bothOutcomes: 'drawn' }, (counts, draw) => {
    if (fit.estimable) {
      slopes[draw] = fitSlope(labels, margins, counts, start).slope
      intercepts[draw] = fitShift(labels, margins, counts, fit.intercept)
    }
    errors[draw] = errorOf(counts)
    const drawn = benefitOf(counts)
    benefits.forEach((benefit, at) => {
      benefit[draw] = drawn[at + 1] ?? 0
    })
  })

  const error = errorOf()
  const added = mean(errors) - error
  const drawn = percentileInterval(errors)
  return {
    curve: fit.estimable
      ? {
          slope: { value: fit.slope, ...percentileInterval(slopes.filter(Number.isFinite)) },
          intercept: {
            value: fit.intercept,
            ...percentileInterval(intercepts.filter(Number.isFinite)),
          },
        }
      : null,
    error: {
      value: error,
      low: Math.max(drawn.low - added, 0),
      high: drawn.high - added,
    },
    reliability: bins.map(bin => {
      const { low, high } = proportion(bin.deaths, bin.rows)
      return { ...bin, low, high }
    }),
    decision: decision.map(({ netBenefit, ...point }, at) => ({
      ...point,
      netBenefit: {
        value: netBenefit,
        ...percentileInterval(benefits[at] ?? Float64Array.of(netBenefit)),
      },
    })),
  }
}

/** The highest of the thresholds 0.01, 0.02, … 0.99 that a probability reaches, in hundredths; 0 where it reaches none. */
function lastThreshold(probability: number): number {
  let percent = Math.min(Math.floor(probability * 100) + 1, 99)
  while (percent > 0 && probability < percent / 100) percent--
  return percent
}

/** Net benefit of a draw at each threshold in hundredths, 1 … 99. */
function netBenefits(
  labels: ArrayLike<number>,
  percentOf: Uint8Array,
): (counts: Uint16Array) => Float64Array {
  const truePositives = new Float64Array(101)
  const falsePositives = new Float64Array(101)
  const benefits = new Float64Array(100)
  return counts => {
    truePositives.fill(0)
    falsePositives.fill(0)
    let rows = 0
    for (let row = 0; row < counts.length; row++) {
      const count = counts[row] ?? 0
      const percent = percentOf[row] ?? 0
      const side = labels[row] === 1 ? truePositives : falsePositives
      side[percent] = (side[percent] ?? 0) + count
      rows += count
    }
    for (let percent = 99; percent >= 1; percent--) {
      const positives = (truePositives[percent] ?? 0) + (truePositives[percent + 1] ?? 0)
      const negatives = (falsePositives[percent] ?? 0) + (falsePositives[percent + 1] ?? 0)
      truePositives[percent] = positives
      falsePositives[percent] = negatives
      benefits[percent] = (positives - (negatives * percent) / (100 - percent)) / rows
    }
    return benefits
  }
}
