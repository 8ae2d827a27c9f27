import { describe, expect, it } from 'vitest'
import { chartedEnds, chartedValue } from '../../../shared/features/chartedValue.ts'

describe('chartedValue', () => {
  it.each([
    [39.6667, 39.67],
    [7.3481, 7.348],
    [1712.4, 1712],
    [0.0000278, 0],
    [-12.25, -12.25],
  ])('%d is written %d', (value, written) => {
    expect(chartedValue(value)).toBe(written)
  })
})

describe('chartedEnds', () => {
  it.each([
    [35.901, 39.4972, [35.9, 39.5]],
    [7.0213, 7.579, [7.02, 7.58]],
    [127.6, 151.2, [128, 151]],
    [0, 0, [0, 0]],
  ])('%d and %d are written %j', (low, high, ends) => {
    expect(chartedEnds(low, high)).toEqual(ends)
  })
})
