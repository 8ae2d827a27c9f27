import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calibrationErrorScorer } from '../../../shared/evaluation/calibrationError.ts'
import { reliabilityCurve } from '../../../shared/evaluation/curves.ts'

describe('calibrationErrorScorer', () => {
  it('is the gap of a single bin', () => {
    // 0.25 predicted, half died
    expect(calibrationErrorScorer([0, 1], [0.25, 0.25])()).toBeCloseTo(0.25, 12)
    expect(calibrationErrorScorer([0, 1, 1, 1], [0.75, 0.75, 0.75, 0.75])()).toBe(0)
  })

  const row = fc.record({
    died: fc.constantFrom(0, 1),
    // in tenths, so that many are equal
    risk: fc.integer({ min: 0, max: 10 }).map(tenths => tenths / 10),
    count: fc.integer({ min: 0, max: 3 }),
  })

  it('is the mean gap of the bins of the reliability curve, weighted by their rows', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 60 }), rows => {
        const labels = rows.map(({ died }) => died)
        const probabilities = rows.map(({ risk }) => risk)
        const gaps = reliabilityCurve(labels, probabilities).map(
          bin => bin.rows * Math.abs(bin.meanPredicted - bin.observed),
        )
        const mean = gaps.reduce((sum, gap) => sum + gap, 0) / rows.length
        expect(calibrationErrorScorer(labels, probabilities)()).toBeCloseTo(mean, 12)
      }),
    )
  })

  it('counts a row that was drawn n times n times, in the bin that it has among all rows', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 9 }), rows => {
        fc.pre(rows.some(({ count }) => count > 0))
        // ten or fewer rows of different risks: each risk is a bin of its own
        const risks = new Map<number, { rows: number; excess: number }>()
        for (const { died, risk, count } of rows) {
          const bin = risks.get(risk) ?? { rows: 0, excess: 0 }
          risks.set(risk, { rows: bin.rows + count, excess: bin.excess + count * (risk - died) })
        }
        const bins = [...risks.values()]
        const drawn = bins.reduce((sum, bin) => sum + bin.rows, 0)
        const expected = bins.reduce((sum, bin) => sum + Math.abs(bin.excess), 0) / drawn
        const scorer = calibrationErrorScorer(
          rows.map(({ died }) => died),
          rows.map(({ risk }) => risk),
        )
        const counts = Uint16Array.from(rows, ({ count }) => count)
        expect(scorer(counts)).toBeCloseTo(expected, 12)
      }),
    )
  })
})
