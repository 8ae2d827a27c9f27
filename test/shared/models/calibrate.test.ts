import { describe, expect, it } from 'vitest'
import { applyCalibration, fitPlatt } from '../../../shared/models/calibrate.ts'
import { logit, sigmoid, softplus } from '../../../shared/models/link.ts'

describe('fitPlatt', () => {
  it('stays finite where the margins separate the classes, and orders them', () => {
    const line = fitPlatt(Float64Array.of(-3, -2, 2, 3), Uint8Array.of(0, 0, 1, 1))
    expect(Number.isFinite(line.slope) && Number.isFinite(line.intercept)).toBe(true)
    expect(line.slope).toBeGreaterThan(0)
  })

  it('has a negative slope where the margins rank the wrong way round', () => {
    expect(fitPlatt(Float64Array.of(1, 2, 3, 4), Uint8Array.of(1, 1, 0, 0)).slope).toBeLessThan(0)
  })

  it('gives one class its smoothed share: three of three deaths are a risk of 4/5', () => {
    const margins = Float64Array.of(-1, 0, 2)
    const line = fitPlatt(margins, Uint8Array.of(1, 1, 1))
    for (const probability of applyCalibration({ kind: 'platt', ...line }, margins)) {
      expect(probability).toBeCloseTo(4 / 5, 9)
    }
  })

  it('finds the level where all margins are equal', () => {
    const margins = new Float64Array(10).fill(0.7)
    const line = fitPlatt(margins, Uint8Array.of(1, 1, 1, 0, 0, 0, 0, 0, 0, 0))
    // targets (3 + 1) / (3 + 2) three times and 1 / (7 + 2) seven times
    const expected = (3 * (4 / 5) + 7 / 9) / 10
    expect(sigmoid(line.slope * 0.7 + line.intercept)).toBeCloseTo(expected, 9)
  })

  it('refuses margins without labels', () => {
    expect(() => fitPlatt(Float64Array.of(1), new Uint8Array())).toThrow('one label per margin')
  })
})

describe('the logistic link', () => {
  it('holds at both ends and is its own way back', () => {
    expect([sigmoid(-800), sigmoid(0), sigmoid(800)]).toEqual([0, 0.5, 1])
    for (const margin of [-30, -2, 0, 0.3, 5]) expect(logit(sigmoid(margin))).toBeCloseTo(margin, 9)
    expect(softplus(1000)).toBe(1000)
    expect(softplus(-1000)).toBe(0)
    expect(softplus(0)).toBeCloseTo(Math.LN2, 15)
  })
})
