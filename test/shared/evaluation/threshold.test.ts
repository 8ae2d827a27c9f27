import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { confusionAt, operatingPoint } from '../../../shared/evaluation/metrics.ts'
import { rank } from '../../../shared/evaluation/ranking.ts'
import { rankedThreshold, youdenThreshold } from '../../../shared/evaluation/threshold.ts'

function youden(labels: number[], scores: number[], threshold: number): number {
  const { recall, specificity } = operatingPoint(confusionAt(labels, scores, threshold))
  return recall + specificity - 1
}

describe('youdenThreshold', () => {
  it('lies between the two sides of the best cut', () => {
    expect(youdenThreshold([0, 0, 1, 1], [0.1, 0.2, 0.6, 0.8])).toBe(0.4)
  })

  it('is the one score where all are equal', () => {
    expect(youdenThreshold([0, 1], [0.3, 0.3])).toBe(0.3)
  })

  it('needs both outcomes', () => {
    expect(() => youdenThreshold([0, 0], [0.1, 0.2])).toThrow(/both outcomes, but got 0 deaths/)
  })

  it('no other threshold does better', () => {
    const rows = fc
      .array(fc.tuple(fc.constantFrom(0, 1), fc.integer({ min: 0, max: 15 })), {
        minLength: 2,
        maxLength: 40,
      })
      .filter(pairs => new Set(pairs.map(([label]) => label)).size === 2)
    fc.assert(
      fc.property(rows, pairs => {
        const labels = pairs.map(([label]) => label)
        const scores = pairs.map(([, score]) => score / 16)
        const chosen = youden(labels, scores, youdenThreshold(labels, scores))
        for (const score of scores) {
          expect(youden(labels, scores, score)).toBeLessThanOrEqual(chosen + 1e-12)
        }
      }),
    )
  })
})

describe('a threshold for a given sensitivity', () => {
  it('is the highest that reaches it', () => {
    const labels = [0, 1, 0, 1, 0, 1, 1]
    const scores = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8]
    const at = (sensitivity: number) => rankedThreshold(sensitivity, rank(labels, scores), scores)
    expect([at(0.2), at(0.5), at(0.75), at(1)]).toEqual(
      [0.7, 0.55, 0.35, 0.15].map(value => expect.closeTo(value, 12)),
    )
  })

  it('reaches it on any scores, and the next higher score does not', () => {
    const rows = fc
      .array(fc.tuple(fc.constantFrom(0, 1), fc.integer({ min: 0, max: 15 })), {
        minLength: 2,
        maxLength: 40,
      })
      .filter(pairs => new Set(pairs.map(([label]) => label)).size === 2)
    fc.assert(
      fc.property(rows, fc.double({ min: 0.01, max: 1, noNaN: true }), (pairs, sensitivity) => {
        const labels = pairs.map(([label]) => label)
        const scores = pairs.map(([, score]) => score / 16)
        const recallAt = (threshold: number) =>
          operatingPoint(confusionAt(labels, scores, threshold)).recall
        const chosen = rankedThreshold(sensitivity, rank(labels, scores), scores)
        expect(recallAt(chosen)).toBeGreaterThanOrEqual(sensitivity - 1e-12)
        const missed = scores.filter(score => score > chosen && recallAt(score) >= sensitivity)
        // only scores that call the same stays positive
        for (const score of missed) expect(recallAt(score)).toBe(recallAt(chosen))
      }),
    )
  })
})
