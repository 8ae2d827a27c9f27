import { describe, expect, it } from 'vitest'
import { calibrationCurve } from '../../../shared/evaluation/calibration.ts'
import { calibrationErrorScorer } from '../../../shared/evaluation/calibrationError.ts'
import { calibrationEstimates } from '../../../shared/evaluation/calibrationIntervals.ts'
import { decisionCurve } from '../../../shared/evaluation/curves.ts'
import { sigmoid } from '../../../shared/models/link.ts'
import { seededRandom } from '../../../shared/random.ts'

/** Outcomes of the risk σ(truth), predicted as σ(slope · truth + shift). */
function predicted(rows: number, seed: number, slope: number, shift: number) {
  const random = seededRandom(seed)
  const truths = Array.from({ length: rows }, () => 1.2 * random.normal() - 1)
  return {
    labels: truths.map(truth => (random.uniform() < sigmoid(truth) ? 1 : 0)),
    patients: truths.map((_, row) => row % Math.ceil(0.8 * rows)),
    probabilities: truths.map(truth => sigmoid(slope * truth + shift)),
  }
}

describe('calibrationEstimates', () => {
  it('puts intervals round the figures of all rows', () => {
    const scored = predicted(600, 1, 1.5, 0.4)
    const { curve, error, decision } = calibrationEstimates(scored, { resamples: 300, seed: 2 })
    const fit = calibrationCurve(scored.labels, scored.probabilities)
    expect(curve).toMatchObject({
      slope: { value: fit.estimable && fit.slope },
      intercept: { value: fit.estimable && fit.intercept },
    })
    expect(error.value).toBeCloseTo(
      calibrationErrorScorer(scored.labels, scored.probabilities)(),
      12,
    )
    const points = decisionCurve(scored.labels, scored.probabilities)
    expect(decision.map(({ netBenefit }) => netBenefit.value)).toEqual(
      points.map(({ netBenefit }) => netBenefit),
    )
    for (const { value, low, high } of [
      ...(curve === null ? [] : [curve.slope, curve.intercept]),
      error,
      ...decision.map(({ netBenefit }) => netBenefit),
    ]) {
      expect(low).toBeLessThanOrEqual(value)
      expect(high).toBeGreaterThanOrEqual(value)
    }
  })

  it('holds the true slope and intercept in 18 of 20 intervals or more', () => {
    const held = { slope: 0, intercept: 0 }
    for (let seed = 0; seed < 20; seed++) {
      const { curve } = calibrationEstimates(predicted(400, seed, 1, 0), { resamples: 200, seed })
      if (curve === null) continue
      if (curve.slope.low <= 1 && curve.slope.high >= 1) held.slope++
      if (curve.intercept.low <= 0 && curve.intercept.high >= 0) held.intercept++
    }
    expect(held.slope).toBeGreaterThanOrEqual(18)
    expect(held.intercept).toBeGreaterThanOrEqual(18)
  })

  it('gives the bins of the reliability curve an interval, those without a death too', () => {
    const scored = predicted(300, 3, 1, 0)
    const lowest = Math.min(...scored.probabilities)
    const labels = scored.labels.map((label, row) =>
      (scored.probabilities[row] ?? 0) < 0.1 ? 0 : label,
    )
    expect(lowest).toBeLessThan(0.1)
    const { reliability } = calibrationEstimates({ ...scored, labels }, { resamples: 20, seed: 1 })
    const [first] = reliability
    expect(first).toMatchObject({ deaths: 0, observed: 0, low: 0 })
    expect(first?.high).toBeGreaterThan(0.05)
  })

  it('gives no slope with fewer than 20 deaths', () => {
    const scored = predicted(60, 5, 1, -0.5)
    const labels = scored.labels.map((_, row) => (row < 19 ? 1 : 0))
    expect(calibrationEstimates({ ...scored, labels }, { resamples: 20, seed: 1 }).curve).toBeNull()
  })
})
