import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectedAuroc } from '../../../bench/learn/expectedAuroc.ts'
import { auroc } from '../../../shared/evaluation/metrics.ts'
import { seededRandom } from '../../../shared/random.ts'

describe('the AUROC in expectation over outcomes', () => {
  it('is the AUROC where the outcomes are certain', () => {
    const rows = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 6 })),
      {
        minLength: 2,
        maxLength: 40,
      },
    )
    fc.assert(
      fc.property(rows, drawn => {
        const labels = drawn.map(([label]) => label)
        fc.pre(labels.includes(0) && labels.includes(1))
        const scores = drawn.map(([, score]) => score)
        const expected = expectedAuroc(Float64Array.from(labels), Float64Array.from(scores))
        expect(expected).toBeCloseTo(auroc(labels, scores), 12)
      }),
    )
  })

  it('is what the pairs say, counted one by one', () => {
    const risks = [0.1, 0.5, 0.3, 0.9]
    const scores = [1, 2, 2, 3]
    let won = 0
    let pairs = 0
    for (const [i, risk] of risks.entries()) {
      for (const [j, other] of risks.entries()) {
        if (i === j) continue
        const weight = risk * (1 - other)
        const [one = 0, two = 0] = [scores[i], scores[j]]
        pairs += weight
        won += one > two ? weight : one === two ? weight / 2 : 0
      }
    }
    const expected = expectedAuroc(Float64Array.from(risks), Float64Array.from(scores))
    expect(expected).toBeCloseTo(won / pairs, 12)
  })

  it('lies in the middle of the AUROCs of drawn outcomes', () => {
    const random = seededRandom(1, 'expected')
    const risks = Float64Array.from({ length: 400 }, () => 0.3 * random.uniform())
    const scores = risks.map(risk => risk + 0.1 * random.normal())
    const draws = Array.from({ length: 400 }, () => {
      const labels = risks.map(risk => (random.uniform() < risk ? 1 : 0))
      return auroc(labels, scores)
    })
    const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length
    expect(Math.abs(mean - expectedAuroc(risks, scores))).toBeLessThan(0.006)
  })
})
