import { describe, expect, it } from 'vitest'
import { waterfallBars } from '../../../web/plots/waterfallBars.ts'

describe('waterfallBars', () => {
  it('begins each step where the one before it ended, the first at the base', () => {
    const steps = [2, -0.5, 1].map((push, at) => ({
      label: `input ${at}`,
      value: '',
      push,
      isMissing: false,
    }))
    const bars = waterfallBars(-3, steps)
    expect(bars.map(({ from, to }) => [from, to])).toEqual([
      [-3, -1],
      [-1, -1.5],
      [-1.5, -0.5],
    ])
    expect(waterfallBars(1, [])).toEqual([])
  })
})
