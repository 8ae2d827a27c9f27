import { describe, expect, it } from 'vitest'
import { bbcCv } from '../../../shared/evaluation/bbcCv.ts'
import { auroc } from '../../../shared/evaluation/metrics.ts'
import { type Random, seededRandom } from '../../../shared/random.ts'

const argmax = (values: Float64Array) => values.indexOf(Math.max(...values))

/** 105 stays of 79 patients, some 28 % deaths, as the open demo has them. */
function cohort(random: Random): { labels: number[]; patients: number[] } {
  const labels = Array.from({ length: 105 }, () => (random.uniform() < 0.28 ? 1 : 0))
  const patients = labels.map((_, row) => row % 79)
  return { labels, patients }
}

/** `strength` 0 is pure noise. */
function scores(random: Random, labels: readonly number[], strength: number): Float64Array {
  return Float64Array.from(labels, label => {
    const margin = random.normal() + strength * label - 1
    return 1 / (1 + Math.exp(-margin))
  })
}

describe('bbcCv', () => {
  it('says 0.5 of the best of many coin flips, where its own value says more', () => {
    const naive: number[] = []
    const corrected: number[] = []
    for (let seed = 0; seed < 8; seed++) {
      const random = seededRandom(seed, 'noise')
      const { labels, patients } = cohort(random)
      const candidates = Array.from({ length: 60 }, () => ({
        predictions: scores(random, labels, 0),
      }))
      naive.push(Math.max(...candidates.map(({ predictions }) => auroc(labels, predictions))))
      const result = bbcCv({
        labels,
        patients,
        candidates,
        repeats: 1,
        select: argmax,
        thresholdRule: 'youden',
        resamples: 300,
        seed,
      })
      corrected.push(result.metrics.auroc.value)
      expect(result.metrics.auroc.low).toBeLessThan(0.5)
      expect(result.metrics.auroc.high).toBeGreaterThan(0.5)
    }
    expect(Math.min(...naive)).toBeGreaterThan(0.55)
    expect(average(corrected)).toBeGreaterThan(0.45)
    expect(average(corrected)).toBeLessThan(0.55)
  })

  it('leaves the value of a single candidate as it is: there was no search to correct for', () => {
    const random = seededRandom(2)
    const { labels, patients } = cohort(random)
    const predictions = scores(random, labels, 1.5)
    const { metrics } = bbcCv({
      labels,
      patients,
      candidates: [{ predictions }],
      repeats: 1,
      select: argmax,
      thresholdRule: 'youden',
      resamples: 2000,
      seed: 1,
    })
    expect(Math.abs(metrics.auroc.value - auroc(labels, predictions))).toBeLessThan(0.01)
  })

  it('finds the one good candidate among noise, and says how often it won', () => {
    const random = seededRandom(3)
    const { labels, patients } = cohort(random)
    const candidates = Array.from({ length: 20 }, (_, at) => ({
      predictions: scores(random, labels, at === 13 ? 3 : 0),
    }))
    const { selected, metrics } = bbcCv({
      labels,
      patients,
      candidates,
      repeats: 1,
      select: argmax,
      thresholdRule: 'youden',
      resamples: 200,
      seed: 1,
    })
    expect(selected[13]).toBe(200)
    expect(metrics.auroc.value).toBeGreaterThan(0.9)
  })

  it('does not depend on the order of rows', () => {
    const random = seededRandom(4)
    const { labels, patients } = cohort(random)
    const repeats = [scores(random, labels, 1), scores(random, labels, 1)]
    const order = random.shuffle(Int32Array.from(labels, (_, row) => row))
    const run = (take: ArrayLike<number>) =>
      bbcCv({
        labels: Array.from(take, row => labels[row] ?? 0),
        patients: Array.from(take, row => patients[row] ?? 0),
        candidates: [
          {
            predictions: Float64Array.from(
              repeats.flatMap(repeat => Array.from(take, row => repeat[row] ?? 0)),
            ),
          },
        ],
        repeats: 2,
        select: argmax,
        thresholdRule: 'youden',
        resamples: 100,
        seed: 9,
      }).metrics
    const straight = run(labels.map((_, row) => row))
    const shuffled = run(order)
    for (const [name, { value, low, high }] of Object.entries(straight)) {
      expect(shuffled[name as keyof typeof shuffled]).toEqual({
        value: expect.closeTo(value, 12),
        low: expect.closeTo(low, 12),
        high: expect.closeTo(high, 12),
      })
    }
  })

  it('fits the calibration on the patients drawn, and scores it on the others', () => {
    const random = seededRandom(6)
    const { labels, patients } = cohort(random)
    // right in order, far too sure
    const predictions = scores(random, labels, 1).map(p => (p > 0.5 ? 0.999 : 0.9))
    const options = {
      labels,
      patients,
      repeats: 1,
      select: argmax,
      thresholdRule: 'youden' as const,
      resamples: 100,
      seed: 1,
    }
    const raw = bbcCv({ ...options, candidates: [{ predictions }] })
    const seen: number[] = []
    const recalibrated = bbcCv({
      ...options,
      candidates: [
        {
          predictions,
          calibrate: (margins, drawnLabels, counts) => {
            seen.push(drawnLabels.length)
            expect([margins.length, counts.length]).toEqual([
              drawnLabels.length,
              drawnLabels.length,
            ])
            const rows = counts.reduce((sum, count) => sum + count, 0)
            const deaths = counts.reduce(
              (sum, count, at) => sum + count * (drawnLabels[at] ?? 0),
              0,
            )
            return others => others.map(() => deaths / rows)
          },
        },
      ],
    })
    expect(seen).toHaveLength(100)
    expect(recalibrated.metrics.auroc).toEqual(raw.metrics.auroc)
    expect(recalibrated.metrics.recall).toEqual(raw.metrics.recall)
    // always saying the prevalence costs its variance
    expect(recalibrated.metrics.brier.value).toBeLessThan(0.25)
    expect(raw.metrics.brier.value).toBeGreaterThan(0.5)
  })

  it('refuses predictions of another study', () => {
    expect(() =>
      bbcCv({
        labels: [0, 1],
        patients: [1, 2],
        candidates: [{ predictions: Float64Array.of(0.1) }],
        repeats: 1,
        select: argmax,
        thresholdRule: 'youden',
        resamples: 10,
        seed: 1,
      }),
    ).toThrow(/candidate 0 must have 1 × 2 out-of-fold predictions, but has 1/)
  })
})

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
