import { describe, expect, it } from 'vitest'
import { calibrationCurve } from '../../../shared/evaluation/calibration.ts'
import { sigmoid } from '../../../shared/models/link.ts'
import { seededRandom } from '../../../shared/random.ts'

/** Outcomes drawn from the true risk σ(truth), and what a model that says σ(slope · truth + shift) makes of them. */
function drawn(rows: number, slope: number, shift: number) {
  const random = seededRandom(5)
  const truths = Array.from({ length: rows }, () => random.normal() * 1.5 - 1)
  return {
    labels: truths.map(truth => (random.uniform() < sigmoid(truth) ? 1 : 0)),
    probabilities: truths.map(truth => sigmoid(slope * truth + shift)),
  }
}

describe('calibrationCurve', () => {
  it('finds slope 1 and intercept 0 for the true risk', () => {
    const { labels, probabilities } = drawn(40_000, 1, 0)
    expect(calibrationCurve(labels, probabilities)).toEqual({
      estimable: true,
      slope: expect.closeTo(1, 1),
      intercept: expect.closeTo(0, 1),
    })
  })

  it('finds slope ½ for predictions twice as extreme as the risk', () => {
    const { labels, probabilities } = drawn(40_000, 2, 0)
    const fit = calibrationCurve(labels, probabilities)
    expect(fit).toMatchObject({ estimable: true, slope: expect.closeTo(0.5, 1) })
  })

  it('finds a negative intercept where too many deaths are predicted', () => {
    const { labels, probabilities } = drawn(40_000, 1, 0.7)
    const fit = calibrationCurve(labels, probabilities)
    expect(fit).toMatchObject({
      estimable: true,
      slope: expect.closeTo(1, 1),
      intercept: expect.closeTo(-0.7, 1),
    })
  })

  it('does not estimate below 20 deaths', () => {
    const labels = Array.from({ length: 200 }, (_, row) => (row < 19 ? 1 : 0))
    const probabilities = labels.map((label, row) => 0.1 + 0.1 * label + row / 1000)
    expect(calibrationCurve(labels, probabilities)).toEqual({
      estimable: false,
      reason: expect.stringContaining('there are 19 and 181'),
    })
  })

  it.each([
    ['all predictions are equal', () => 0.3],
    ['deaths and survivors part completely', (label: number) => 0.2 + 0.6 * label],
  ])('does not estimate where %s', (_, predict) => {
    const labels = Array.from({ length: 100 }, (_row, row) => (row % 2 === 0 ? 1 : 0))
    expect(calibrationCurve(labels, labels.map(predict))).toMatchObject({ estimable: false })
  })
})
