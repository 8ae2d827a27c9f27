import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { calibrationErrorScorer } from '../../../shared/evaluation/calibrationError.ts'
import { auroc, averagePrecision } from '../../../shared/evaluation/metrics.ts'
import { comparePaired } from '../../../shared/evaluation/pairedComparison.ts'
import { seededRandom } from '../../../shared/random.ts'

const GOLDEN = join(import.meta.dirname, '..', '..', 'golden', 'delong', 'delong.json')
const delong = z
  .array(
    z.object({
      labels: z.array(z.number()),
      challenger: z.array(z.number()),
      champion: z.array(z.number()),
      aurocs: z.array(z.number()),
      standardError: z.number(),
    }),
  )
  .parse(JSON.parse(readFileSync(GOLDEN, 'utf8')))

/** Every third patient has two stays. */
function madeUp(seed: number, rows = 300) {
  const random = seededRandom(seed)
  const values = <Value>(of: (row: number) => Value) =>
    Array.from({ length: rows }, (_, row) => of(row))
  const labels = values(() => (random.uniform() < 0.3 ? 1 : 0))
  const scores = () => values(row => 0.2 * (labels[row] ?? 0) + 0.79 * random.uniform())
  return {
    labels,
    patients: values(row => row - (row % 3 === 2 ? 1 : 0)),
    challenger: scores(),
    champion: scores(),
    groups: [{ name: 'first half', rows: Int32Array.from({ length: rows / 2 }, (_, row) => row) }],
  }
}

describe('comparePaired', () => {
  it.each(delong)('finds the standard error that DeLong’s formula gives', scores => {
    const { labels } = scores
    const patients = labels.map((_, row) => row)
    const { auroc: found } = comparePaired(
      { ...scores, patients, groups: [] },
      { resamples: 4000, seed: 3 },
    )
    expect(found.challenger).toBeCloseTo(scores.aurocs[0] ?? 0, 10)
    expect(found.champion).toBeCloseTo(scores.aurocs[1] ?? 0, 10)
    // a bootstrap of 4,000 is within 1.1 % of its own limit, and that within a few of DeLong's
    expect(found.standardError / scores.standardError).toBeGreaterThan(0.93)
    expect(found.standardError / scores.standardError).toBeLessThan(1.07)
  })

  it('gives each model the figures that it has by itself', () => {
    const scores = madeUp(1)
    const { labels, challenger, champion } = scores
    const found = comparePaired(scores, { resamples: 50, seed: 1 })
    expect(found.auroc.challenger).toBe(auroc(labels, challenger))
    expect(found.auprc.champion).toBe(averagePrecision(labels, champion))
    // 300 distinct probabilities: the same ten bins
    expect(found.calibrationError.challenger).toBeCloseTo(
      calibrationErrorScorer(labels, challenger)(),
      12,
    )
    const [half] = found.groups
    expect(half).toMatchObject({ name: 'first half', rows: 150 })
    expect(half?.champion).toBe(auroc(labels.slice(0, 150), champion.slice(0, 150)))
  })

  it('changes signs, and nothing else, when the two change places', () => {
    fc.assert(
      fc.property(fc.nat(), seed => {
        const scores = madeUp(seed, 120)
        const { challenger, champion } = scores
        const options = { resamples: 40, seed }
        const one = comparePaired(scores, options)
        const other = comparePaired(
          { ...scores, challenger: champion, champion: challenger },
          options,
        )
        for (const key of ['auroc', 'auprc', 'calibrationError'] as const) {
          expect(other[key].difference.value).toBeCloseTo(-one[key].difference.value, 15)
          expect(other[key].difference.low).toBeCloseTo(-one[key].difference.high, 12)
          expect(other[key].standardError).toBeCloseTo(one[key].standardError, 12)
        }
      }),
      { numRuns: 10 },
    )
  })

  it('finds no difference, and no doubt, between a model and itself', () => {
    const scores = madeUp(2)
    const same = comparePaired(
      { ...scores, champion: scores.challenger },
      { resamples: 20, seed: 1 },
    )
    expect(same.auroc.difference).toEqual({ value: 0, low: 0, high: 0 })
    expect(same.auroc.standardError).toBe(0)
  })

  it('says nothing of groups with fewer than 20 deaths or survivors', () => {
    const scores = madeUp(3)
    const few = { name: 'few', rows: Int32Array.from({ length: 30 }, (_, row) => row) }
    const { groups } = comparePaired(
      { ...scores, groups: [few, ...scores.groups] },
      { resamples: 5, seed: 1 },
    )
    expect(groups.map(({ name }) => name)).toEqual(['first half'])
  })
})
