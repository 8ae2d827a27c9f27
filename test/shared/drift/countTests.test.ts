import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { compareCounts, stabilityIndex } from '../../../shared/drift/compareCounts.ts'
import { chiSquaredTail } from '../../../shared/evaluation/chiSquared.ts'
import { fisherExact } from '../../../shared/evaluation/fisherExact.ts'
import { holm } from '../../../shared/evaluation/holm.ts'
import { seededRandom } from '../../../shared/random.ts'
import { askPeer, hasPythonModule } from '../../support/peerPython.ts'

describe('tests of counts', () => {
  it('has the critical values of the published table of chi-squared', () => {
    // Abramowitz and Stegun, table 26.8
    for (const [statistic, degrees, p] of [
      [3.84146, 1, 0.05],
      [16.919, 9, 0.05],
      [27.8772, 9, 0.001],
      [18.307, 10, 0.05],
    ] as const) {
      expect(chiSquaredTail(statistic, degrees)).toBeCloseTo(p, 5)
    }
    expect(chiSquaredTail(0, 3)).toBe(1)
    expect(() => chiSquaredTail(1, 0)).toThrow(RangeError)
    expect(() => chiSquaredTail(Number.NaN, 2)).toThrow(RangeError)
  })

  it("gives 17/35 for Fisher's lady tasting tea", () => {
    expect(fisherExact([3, 1], [1, 3])).toBeCloseTo(17 / 35, 12)
    expect(fisherExact([5, 0], [7, 0])).toBe(1)
  })

  it("adjusts p-values by Holm's steps", () => {
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02])
    expect(holm([])).toEqual([])
  })

  it('gives the population stability index of the textbook, as rows grow', () => {
    const shares = { before: [0.5, 0.3, 0.2], now: [0.4, 0.3, 0.3] }
    // (0.4 − 0.5) ln(0.4 / 0.5) + (0.3 − 0.2) ln(0.3 / 0.2)
    const expected = 0.1 * Math.log(1.25) + 0.1 * Math.log(1.5)
    const [before, now] = [shares.before, shares.now].map(of => of.map(share => share * 1e7))
    expect(stabilityIndex(before ?? [], now ?? [])).toBeCloseTo(expected, 5)
    expect(stabilityIndex([10, 10], [0, 0])).toBeNull()
  })

  it('says nothing where there are no two bins', () => {
    expect(compareCounts([100, 0], [50, 0])).toMatchObject({ test: null, p: null })
    expect(compareCounts([100, 100], [0, 0])).toEqual({ psi: null, test: null, p: null })
    expect(compareCounts([12], [50])).toMatchObject({ test: null, p: null })
  })

  it('sees a level that training did not know, which is too small for the chi-squared test', () => {
    const { test, p } = compareCounts([1_200, 800, 0], [50, 35, 15])
    expect(test).toBe('fisher')
    expect(p).toBeLessThan(1e-9)
  })
})

describe.skipIf(!hasPythonModule('scipy', 'tests of counts'))('beside SciPy', () => {
  it('agrees in tails, exact tests and tests of homogeneity', () => {
    const random = seededRandom(7, 'counts')
    const tails = Array.from({ length: 400 }, () => {
      const degrees = 1 + random.int(20)
      return [random.uniform() * (10 + degrees * 6), degrees] as const
    })
    const tables = Array.from({ length: 300 }, () => {
      const size = 2 + random.int(300)
      const pair = (): [number, number] => [random.int(size), 1 + random.int(size)]
      return [pair(), pair()] as const
    })
    const homogeneity = Array.from({ length: 100 }, () =>
      [600, 150].map(rows => Array.from({ length: 6 }, () => rows + random.int(rows))),
    )
    const p = z.array(z.number())
    const peer = z
      .object({ tails: p, tables: p, homogeneity: p })
      .parse(askPeer('drift', { tails, tables, homogeneity }))

    const differences = [
      ...tails.map(([x, degrees], at) => relative(chiSquaredTail(x, degrees), peer.tails[at])),
      ...tables.map(([a, b], at) => relative(fisherExact(a, b), peer.tables[at])),
      ...homogeneity.map(([before, now], at) =>
        relative(compareCounts(before ?? [], now ?? []).p ?? 2, peer.homogeneity[at]),
      ),
    ]
    expect(Math.max(...differences)).toBeLessThan(1e-9)
  })
})

function relative(ours: number, theirs = Number.NaN): number {
  return Math.abs(ours - theirs) / theirs
}
