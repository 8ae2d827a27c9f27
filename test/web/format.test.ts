import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  charted,
  chartedRange,
  duration,
  figure,
  fixed,
  metric,
  percent,
  signed,
} from '../../web/format.ts'

describe('figures', () => {
  it.each([
    [-1.116, '−1.12'],
    [-0.004, '0.00'],
    [0, '0.00'],
    [0.389, '0.39'],
  ])('%d to two decimals is %s', (value, text) => {
    expect(fixed(value, 2)).toBe(text)
  })

  it('have one minus, and no hyphen', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e6, max: -1e-6 }), value => {
        for (const text of [metric(value), figure(value), charted(value), signed(value)]) {
          expect(text).toMatch(/^−?\d/)
          expect(text).not.toContain('-')
        }
      }),
    )
  })

  it.each([
    [0.389, '+0.39'],
    [-0.389, '−0.39'],
    [0.001, '0.00'],
    [-0.001, '0.00'],
  ])('%d with its sign is %s', (value, text) => {
    expect(signed(value)).toBe(text)
  })

  it.each([
    ['a tenth of a second before the ICU', 0.0000278, '0'],
    ['a pH', 7.3481, '7.348'],
    ['a volume', 1712.4, '1712'],
    ['a day of a record', '2101-10-20', '2101-10-20'],
  ])('%s is charted as told', (_, value, text) => {
    expect(charted(value)).toBe(text)
  })

  // the ends of ranges as a clinician would write them
  it.each([
    [0.0002778, 212.6, '0 to 213'],
    [7.0213, 7.579, '7.02 to 7.58'],
    [0.3, 12.42, '0.3 to 12.4'],
    [31.6, 38.94, '31.6 to 38.9'],
    [-28.4, 12.2, '−28.4 to 12.2'],
    [18, 89, '18 to 89'],
    [0, 6420, '0 to 6420'],
    [0.001, 0.0123, '0.001 to 0.012'],
    [0, 0, '0 to 0'],
  ])('from %d to %d is %s', (low, high, text) => {
    expect(chartedRange(low, high)).toBe(text)
  })

  it.each([
    [0, '0.0 %'],
    [0.0002, '< 0.1 %'],
    [0.0041, '0.4 %'],
    [0.0994, '9.9 %'],
    [0.0996, '10 %'],
    [0.4249, '42 %'],
    [0.9949, '99 %'],
    [0.998, '> 99 %'],
    [1, '100 %'],
  ])('a share of %d is %s', (share, text) => {
    expect(percent(share)).toBe(text)
  })

  it.each([
    [-20, '0.0 s'],
    [440, '0.4 s'],
    [9_960, '10 s'],
    [59_700, '1 min 0 s'],
    [200_000, '3 min 20 s'],
    [7_500_000, '2 h 5 min'],
  ])('%d ms is %s', (milliseconds, text) => {
    expect(duration(milliseconds)).toBe(text)
  })
})
