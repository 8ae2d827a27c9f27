import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  decisionCurve,
  precisionRecallCurve,
  reliabilityCurve,
  rocCurve,
} from '../../../shared/evaluation/curves.ts'
import { auroc, confusionAt } from '../../../shared/evaluation/metrics.ts'
import { seededRandom } from '../../../shared/random.ts'

const golden = z
  .object({
    cases: z.array(
      z.object({
        name: z.string(),
        labels: z.array(z.number()),
        scores: z.array(z.number()),
        roc: z.object({
          falsePositiveRate: z.array(z.number()),
          truePositiveRate: z.array(z.number()),
        }),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync('test/golden/evaluation/scikit-learn.json', 'utf8')))

describe('rocCurve', () => {
  for (const { name, labels, scores, roc } of golden.cases) {
    it(`has scikit-learn’s points: ${name}`, () => {
      const curve = rocCurve(labels, scores, 1000)
      expect(curve.map(point => point.falsePositiveRate)).toEqual(roc.falsePositiveRate)
      expect(curve.map(point => point.truePositiveRate)).toEqual(roc.truePositiveRate)
    })
  }

  it('encloses the AUROC', () => {
    const { labels, scores } = randomScores(200)
    const curve = rocCurve(labels, scores, 1000)
    let area = 0
    for (let at = 1; at < curve.length; at++) {
      const [a, b] = [curve[at - 1], curve[at]]
      if (a === undefined || b === undefined) continue
      area +=
        ((b.falsePositiveRate - a.falsePositiveRate) * (a.truePositiveRate + b.truePositiveRate)) /
        2
    }
    expect(area).toBeCloseTo(auroc(labels, scores), 12)
  })

  it('is thinned to what is asked for and still ends at (1, 1)', () => {
    const { labels, scores } = randomScores(5000)
    const curve = rocCurve(labels, scores, 100)
    expect(curve).toHaveLength(101)
    expect(curve.at(-1)).toMatchObject({ falsePositiveRate: 1, truePositiveRate: 1 })
  })
})

describe('precisionRecallCurve', () => {
  it('ends with everyone positive: recall 1, precision the prevalence', () => {
    expect(precisionRecallCurve([0, 1, 0, 0], [0.1, 0.9, 0.3, 0.4])).toEqual([
      { threshold: 0.9, precision: 1, recall: 1 },
      { threshold: 0.4, precision: 1 / 2, recall: 1 },
      { threshold: 0.3, precision: 1 / 3, recall: 1 },
      { threshold: 0.1, precision: 1 / 4, recall: 1 },
    ])
  })
})

describe('reliabilityCurve', () => {
  it('bins by quantile and keeps equal probabilities together', () => {
    const probabilities = [0.1, 0.1, 0.1, 0.2, 0.8, 0.9]
    expect(reliabilityCurve([0, 1, 0, 0, 1, 1], probabilities, 3)).toEqual([
      { rows: 3, deaths: 1, meanPredicted: expect.closeTo(0.1, 12), observed: 1 / 3 },
      { rows: 1, deaths: 0, meanPredicted: 0.2, observed: 0 },
      { rows: 2, deaths: 2, meanPredicted: expect.closeTo(0.85, 12), observed: 1 },
    ])
  })

  it('has every row in exactly one bin', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(0, 1), fc.integer({ min: 0, max: 12 })), {
          minLength: 1,
          maxLength: 80,
        }),
        fc.integer({ min: 1, max: 15 }),
        (rows, bins) => {
          const labels = rows.map(([label]) => label)
          const probabilities = rows.map(([, twelfths]) => twelfths / 12)
          const curve = reliabilityCurve(labels, probabilities, bins)
          expect(curve.reduce((sum, bin) => sum + bin.rows, 0)).toBe(rows.length)
          expect(curve.length).toBeLessThanOrEqual(bins)
        },
      ),
    )
  })
})

describe('decisionCurve', () => {
  it('is TP/n − FP/n · odds at each threshold', () => {
    const { labels, scores } = randomScores(150)
    for (const point of decisionCurve(labels, scores)) {
      const { truePositives, falsePositives } = confusionAt(labels, scores, point.threshold)
      const odds = point.threshold / (1 - point.threshold)
      expect(point.netBenefit).toBeCloseTo((truePositives - falsePositives * odds) / 150, 12)
    }
  })

  it('of acting on everyone is nothing at the prevalence', () => {
    const curve = decisionCurve([0, 0, 0, 1], [0.1, 0.2, 0.3, 0.4])
    expect(curve[24]).toMatchObject({ threshold: 0.25, treatAll: expect.closeTo(0, 12) })
  })
})

function randomScores(rows: number): { labels: number[]; scores: number[] } {
  const random = seededRandom(3)
  const labels = Array.from({ length: rows }, (_, at) => (at < 2 ? at : random.int(2)))
  return { labels, scores: labels.map(label => 0.2 * label + 0.8 * random.uniform()) }
}
