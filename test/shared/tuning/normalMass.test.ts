import { describe, expect, it } from 'vitest'
import { logNormalMass } from '../../../shared/tuning/normalMass.ts'

describe('logNormalMass', () => {
  // integrals of the density by SciPy's adaptive quadrature, relative error 1e-14
  it.each([
    [-1, 1, -0.381715146302126],
    [0, 1, -1.0748623268620714],
    [-2.5, 2.5, -0.012497095063904826],
    [1, 2, -1.9957982691807552],
    [2.4, 2.6, -5.6446607507893685],
    [3, 3.001, -12.328193603728614],
    [5, 6, -15.068446096529453],
    [-9, -8, -35.01361859343715],
    [30, 31, -454.32124395634327],
    [-0.5, 3, -0.37090055956203233],
    [12, 20, -75.4106730015688],
    [-0.001, 0.001, -7.13354679829352],
  ])('between %d and %d is %d', (low, high, logMass) => {
    expect(logNormalMass(low, high)).toBeCloseTo(logMass, 11)
    expect(logNormalMass(-high, -low)).toBeCloseTo(logMass, 11)
  })

  it('is 0 over everything, and −∞ where no double is small enough', () => {
    expect(logNormalMass(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)).toBeCloseTo(0, 15)
    expect(logNormalMass(50, 60)).toBe(Number.NEGATIVE_INFINITY)
  })
})
