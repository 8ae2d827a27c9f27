import { describe, expect, it } from 'vitest'
import { judge } from '../../../bench/gate/gateBenchmark.ts'
import { madeUpPair } from '../../../bench/gate/madeUpModels.ts'
import { calibrationCurve } from '../../../shared/evaluation/calibration.ts'
import { auroc } from '../../../shared/evaluation/metrics.ts'

describe('madeUpPair', () => {
  const pair = {
    stays: 60_000,
    prevalence: 0.11,
    champion: 0.85,
    challenger: 0.88,
    correlation: 0.8,
  }
  const { labels, patients, champion, challenger, groups } = madeUpPair(pair, 1)

  it('makes models of the AUROC that was asked for, both calibrated', () => {
    expect(auroc(labels, champion)).toBeCloseTo(0.85, 2)
    expect(auroc(labels, challenger)).toBeCloseTo(0.88, 2)
    for (const probabilities of [champion, challenger]) {
      expect(calibrationCurve(labels, probabilities)).toMatchObject({
        estimable: true,
        slope: expect.closeTo(1, 1),
        intercept: expect.closeTo(0, 1),
      })
    }
  })

  it('has patients with two stays, and every stay in one group of each dimension', () => {
    expect(new Set(patients).size).toBe(48_000)
    const memberships = new Uint8Array(labels.length)
    for (const { rows } of groups)
      for (const row of rows) memberships[row] = (memberships[row] ?? 0) + 1
    expect(new Set(memberships)).toEqual(new Set([5]))
  })
})

describe('judge', () => {
  const measured = { correlation: 0.8, challengers: 100, seconds: 1 }
  it.each([
    [0, 5, 'met'],
    [0, 6, 'not met'],
    [0.03, 80, 'met'],
    [0.03, 79, 'not met'],
  ])('of challengers better by %d: %d of 100 pass: %s', (gain, passed, result) => {
    expect(judge({ ...measured, gain, passed }).result).toBe(result)
  })
})
