import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom, xoshiro128 } from '../../shared/random.ts'

describe('xoshiro128', () => {
  it('gives what the authors’ C code gives for the state 1, 2, 3, 4', () => {
    const random = xoshiro128(Uint32Array.of(1, 2, 3, 4))
    expect(Array.from({ length: 10 }, () => random.uint32())).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597,
      4258142804,
    ])
  })
})

function drawn(...streams: (string | number)[]): number {
  return seededRandom(7, ...streams).uint32()
}

describe('seededRandom', () => {
  it('repeats itself for the same seed and streams, and for no others', () => {
    const first = [
      drawn(),
      drawn('fold', 1),
      drawn('fold', '1'),
      drawn('fold1'),
      drawn('f', 'old', 1),
    ]
    expect([
      drawn(),
      drawn('fold', 1),
      drawn('fold', '1'),
      drawn('fold1'),
      drawn('f', 'old', 1),
    ]).toEqual(first)
    expect(new Set(first).size).toBe(first.length)
    expect(() => seededRandom(Number.NaN)).toThrow('finite')
  })

  it('draws uniform numbers with the moments of the uniform distribution', () => {
    const random = seededRandom(1, 'uniform')
    const draws = Array.from({ length: 100_000 }, () => random.uniform())
    expect(Math.min(...draws.slice(0, 1000))).toBeGreaterThanOrEqual(0)
    expect(Math.max(...draws.slice(0, 1000))).toBeLessThan(1)
    // four standard errors: mean 1/√(12 n), second moment √(4/45 n)
    expect(Math.abs(moment(draws, 1) - 1 / 2)).toBeLessThan(4 * Math.sqrt(1 / 12 / 100_000))
    expect(Math.abs(moment(draws, 2) - 1 / 3)).toBeLessThan(4 * Math.sqrt(4 / 45 / 100_000))
  })

  it('draws normal numbers with the moments of the normal distribution', () => {
    const random = seededRandom(1, 'normal')
    const draws = Array.from({ length: 100_000 }, () => random.normal())
    expect(Math.abs(moment(draws, 1))).toBeLessThan(4 * Math.sqrt(1 / 100_000))
    expect(Math.abs(moment(draws, 2) - 1)).toBeLessThan(4 * Math.sqrt(2 / 100_000))
    expect(Math.abs(moment(draws, 4) - 3)).toBeLessThan(4 * Math.sqrt(96 / 100_000))
  })

  it('draws whole numbers below n equally often', () => {
    const random = seededRandom(3)
    const counts = Array.from({ length: 6 }, () => 0)
    for (let draw = 0; draw < 60_000; draw++) {
      const whole = random.int(6)
      counts[whole] = (counts[whole] ?? 0) + 1
    }
    // five standard deviations of a binomial count with p = 1/6
    for (const count of counts) {
      expect(Math.abs(count - 10_000)).toBeLessThan(5 * Math.sqrt((60_000 * 5) / 36))
    }
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4294967296 }), n => {
        const whole = random.int(n)
        return Number.isInteger(whole) && whole >= 0 && whole < n
      }),
    )
    expect(() => random.int(0)).toThrow('int(n)')
  })

  it('shuffles to each of the orders of three equally often, and loses nothing', () => {
    const random = seededRandom(5)
    const counts = new Map<string, number>()
    for (let round = 0; round < 60_000; round++) {
      const order = random.shuffle([1, 2, 3]).join()
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect(counts.size).toBe(6)
    // five standard deviations of a binomial count with p = 1/6
    for (const count of counts.values()) {
      expect(Math.abs(count - 10_000)).toBeLessThan(5 * Math.sqrt((60_000 * 5) / 36))
    }
    expect(random.shuffle(Int32Array.of(4, 5, 6, 7)).sort()).toEqual(Int32Array.of(4, 5, 6, 7))
  })
})

function moment(values: readonly number[], order: number): number {
  return (
    values.reduce((sum, value) => {
      let power = 1
      for (let factor = 0; factor < order; factor++) power *= value
      return sum + power
    }, 0) / values.length
  )
}
