import { describe, expect, it } from 'vitest'
import { aurocInterval } from '../../../shared/evaluation/aurocInterval.ts'
import { auroc } from '../../../shared/evaluation/metrics.ts'
import { seededRandom } from '../../../shared/random.ts'

describe('aurocInterval', () => {
  it.each([
    [20, 60, 0],
    [30, 30, 1],
    [10, 200, 2],
  ])(
    'holds the true AUROC in 95 of 100 samples: %i deaths, %i survivors',
    (deaths, survivors, shift) => {
      // uniform scores, deaths drawn as the larger of 1 + shift: P(death > survivor) = (1 + shift) / (2 + shift)
      const random = seededRandom(11, 'auroc')
      const truth = (1 + shift) / (2 + shift)
      const labels = Array.from({ length: deaths + survivors }, (_, row) => (row < deaths ? 1 : 0))
      const samples = 1_000
      let held = 0
      for (let sample = 0; sample < samples; sample++) {
        const scores = labels.map(label => {
          const draws = Array.from({ length: label === 1 ? 1 + shift : 1 }, () => random.uniform())
          return Math.max(...draws)
        })
        const { low, high } = aurocInterval(auroc(labels, scores), deaths, survivors)
        if (low <= truth && truth <= high) held += 1
      }
      expect(held / samples).toBeGreaterThan(0.93)
      expect(held / samples).toBeLessThan(0.99)
    },
  )

  it('is not certain of a perfect ranking of few, and the same from either side', () => {
    const perfect = aurocInterval(1, 5, 5)
    expect(perfect.high).toBe(1)
    expect(perfect.low).toBeLessThan(0.8)
    const reversed = aurocInterval(0, 5, 5)
    expect(reversed.high).toBeCloseTo(1 - perfect.low, 12)
  })
})
