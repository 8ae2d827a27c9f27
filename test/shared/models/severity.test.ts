import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { severity } from '../../../shared/models/severity.ts'

/** So many deaths and survivors at each of two scores. */
function twoScores(counts: readonly { score: number; deaths: number; survivors: number }[]) {
  const values: number[] = []
  const labels: number[] = []
  for (const { score, deaths, survivors } of counts) {
    for (let row = 0; row < deaths + survivors; row++) {
      values.push(score)
      labels.push(row < deaths ? 1 : 0)
    }
  }
  return {
    matrix: {
      rows: values.length,
      columns: 1,
      names: ['points'],
      values: Float64Array.from(values),
    },
    labels: Uint8Array.from(labels),
  }
}

const numbers = fc.record({
  deaths: fc.integer({ min: 5, max: 40 }),
  survivors: fc.integer({ min: 5, max: 40 }),
})

describe('the standard error of a recalibrated score', () => {
  it('is that of the log-odds of each group where there are two: √(1/deaths + 1/survivors), Woolf 1955', () => {
    fc.assert(
      fc.property(numbers, numbers, (low, high) => {
        const { matrix, labels } = twoScores([
          { score: 20, ...low },
          { score: 45, ...high },
        ])
        const model = severity.fit(matrix, labels, {}, { seed: 1 })
        const errors = severity.standardErrors?.(model, matrix)
        const woolf = (group: typeof low) => Math.sqrt(1 / group.deaths + 1 / group.survivors)
        expect(errors?.[0]).toBeCloseTo(woolf(low), 3)
        expect(errors?.at(-1)).toBeCloseTo(woolf(high), 3)
      }),
      { numRuns: 50 },
    )
  })

  it('is unknown for a model that was published before it was kept', () => {
    const old = severity.parse({ names: ['points'], intercept: -6, slope: 0.1, means: [30] })
    const { matrix } = twoScores([{ score: 20, deaths: 1, survivors: 1 }])
    expect(severity.standardErrors?.(old, matrix)).toBeNull()
  })

  it('is unknown where all scores are equal', () => {
    const { matrix, labels } = twoScores([{ score: 30, deaths: 5, survivors: 9 }])
    const model = severity.fit(matrix, labels, {}, { seed: 1 })
    expect(severity.standardErrors?.(model, matrix)).toBeNull()
  })
})
