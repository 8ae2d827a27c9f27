import { describe, expect, it } from 'vitest'
import {
  forEachResample,
  percentileInterval,
  standardDeviation,
} from '../../../shared/evaluation/bootstrap.ts'
import { bootstrapMetrics, pairedDifference } from '../../../shared/evaluation/metricSet.ts'
import { seededRandom } from '../../../shared/random.ts'

const patients = [7, 3, 3, 9, 1, 1, 1, 5]
const labels = [1, 0, 0, 0, 1, 0, 0, 1]

describe('forEachResample', () => {
  it('draws as many patients as there are, with all their rows', () => {
    const draws: number[][] = []
    forEachResample({ labels, patients, resamples: 200, seed: 1, bothOutcomes: 'drawn' }, counts =>
      draws.push([...counts]),
    )
    expect(draws).toHaveLength(200)
    for (const counts of draws) {
      const [first, second, third, fourth, fifth, sixth, seventh, last] = counts
      expect([second, fifth, fifth]).toEqual([third, sixth, seventh])
      expect((first ?? 0) + (second ?? 0) + (fourth ?? 0) + (fifth ?? 0) + (last ?? 0)).toBe(5)
    }
  })

  it('draws the same patients whatever the order of rows', () => {
    const order = [4, 0, 7, 2, 6, 1, 3, 5]
    const reordered = <Value>(values: readonly Value[]) => order.flatMap(at => values[at] ?? [])
    const straight: number[][] = []
    const shuffled: number[][] = []
    const options = { resamples: 50, seed: 4, bothOutcomes: 'drawn' } as const
    forEachResample({ labels, patients, ...options }, counts => straight.push([...counts]))
    forEachResample(
      { labels: reordered(labels), patients: reordered(patients), ...options },
      counts => shuffled.push([...counts]),
    )
    expect(shuffled).toEqual(straight.map(counts => reordered(counts)))
  })

  it('redraws what holds one outcome only, and counts it', () => {
    // one of two patients died: half of the draws hold one outcome
    let draws = 0
    const redrawn = forEachResample(
      { labels: [0, 1], patients: [1, 2], resamples: 400, seed: 2, bothOutcomes: 'drawn' },
      counts => {
        draws++
        expect([...counts]).toEqual([1, 1])
      },
    )
    expect(draws).toBe(400)
    expect(redrawn).toBeGreaterThan(300)
    expect(redrawn).toBeLessThan(500)
  })

  it('gives up where no draw can hold both outcomes, saying what there is', () => {
    const hopeless = { labels: [0, 1], patients: [1, 2], resamples: 10, seed: 2 }
    expect(() =>
      forEachResample({ ...hopeless, bothOutcomes: 'drawn-and-left-out' }, () => {}),
    ).toThrow(/1 deaths in 2 stays of 2 patients/)
  })
})

describe('percentiles', () => {
  it('are linear between order statistics, as numpy’s', () => {
    // numpy.quantile([1, 2, 3, 4], [0.025, 0.975]) = [1.075, 3.925]
    expect(percentileInterval(Float64Array.of(4, 1, 3, 2))).toEqual({
      low: expect.closeTo(1.075, 12),
      high: expect.closeTo(3.925, 12),
    })
  })

  it('standardDeviation divides by n − 1', () => {
    expect(standardDeviation(Float64Array.of(2, 4, 4, 4, 5, 5, 7, 9))).toBeCloseTo(
      Math.sqrt(32 / 7),
      12,
    )
  })
})

describe('bootstrapMetrics', () => {
  const random = seededRandom(8)
  const rows = 400
  const outcomes = Array.from({ length: rows }, () => (random.uniform() < 0.3 ? 1 : 0))
  const scored = {
    labels: outcomes,
    patients: outcomes.map((_, row) => Math.floor(row / 2)),
    probabilities: outcomes.map(label => 0.3 * label + 0.6 * random.uniform()),
    threshold: 0.4,
  }

  it('holds every value in its interval, and gives the same for the same seed', () => {
    const once = bootstrapMetrics(scored, { resamples: 300, seed: 1 })
    expect(bootstrapMetrics(scored, { resamples: 300, seed: 1 })).toEqual(once)
    for (const { value, low, high } of Object.values(once.metrics)) {
      expect(low).toBeLessThan(value)
      expect(high).toBeGreaterThan(value)
    }
  })

  it('gains nothing from rows that repeat a patient’s', () => {
    const once = bootstrapMetrics(
      { ...scored, patients: outcomes.map((_, row) => row) },
      { resamples: 500, seed: 1 },
    )
    const twice = bootstrapMetrics(
      {
        labels: doubled(outcomes),
        patients: doubled(outcomes.map((_, row) => row)),
        probabilities: doubled(scored.probabilities),
        threshold: 0.4,
      },
      { resamples: 500, seed: 1 },
    )
    // the copies add no information: the interval stays as wide as it was
    expect(twice.metrics.brier).toEqual({
      value: expect.closeTo(once.metrics.brier.value, 12),
      low: expect.closeTo(once.metrics.brier.low, 12),
      high: expect.closeTo(once.metrics.brier.high, 12),
    })
  })

  it('pairs two models on the same draws: a model differs from itself by nothing', () => {
    const { draws } = bootstrapMetrics(scored, { resamples: 100, seed: 1 })
    expect(pairedDifference(draws.auroc, draws.auroc)).toEqual({ value: 0, low: 0, high: 0 })
  })
})

function doubled(values: readonly number[]): number[] {
  return values.flatMap(value => [value, value])
}
