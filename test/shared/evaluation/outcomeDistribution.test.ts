import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  levelsByOutcome,
  numbersByOutcome,
  OTHER_LEVELS,
  outcomeDistribution,
} from '../../../shared/evaluation/outcomeDistribution.ts'
import { seededRandom } from '../../../shared/random.ts'
import { hasPythonModule } from '../../support/peerPython.ts'

const hasPeer = hasPythonModule('sklearn', 'densities by outcome')

/** Every patient has one stay. */
function stays(died: number, survived: number) {
  const labels = [...Array<number>(died).fill(1), ...Array<number>(survived).fill(0)]
  return { labels, patients: labels.map((_, row) => row) }
}

/** As good as equal. */
const close = (values: readonly number[]) => values.map(value => expect.closeTo(value, 8))

describe('numbersByOutcome', () => {
  it.skipIf(!hasPeer)('gives the quantiles of numpy and the density of scikit-learn', () => {
    const random = seededRandom(3, 'lactate')
    const died = Array.from({ length: 60 }, () => Math.exp(1 + 0.6 * random.normal()))
    const survived = Array.from({ length: 240 }, () => Math.exp(0.4 + 0.5 * random.normal()))
    const script = join(import.meta.dirname, 'independent_density.py')
    const run = spawnSync('/usr/bin/python3', [script], {
      input: JSON.stringify({ died, survived }),
      encoding: 'utf8',
    })
    expect(run.stderr).toBe('')
    const peer = JSON.parse(run.stdout) as Record<string, unknown> & {
      at: number[]
      died: { quantiles: number[]; density: number[] }
      survived: { quantiles: number[]; density: number[] }
    }
    const found = numbersByOutcome(Float64Array.of(...died, ...survived), stays(60, 240))
    if (found.kind !== 'number') throw new Error('numbers')
    expect(found.at).toEqual(close(peer.at))
    for (const side of ['died', 'survived'] as const) {
      expect(Object.values(found[side].quantiles ?? {})).toEqual(close(peer[side].quantiles))
      expect(found[side].density).toEqual(close(peer[side].density))
    }
  })

  it('tells nothing of an outcome of which fewer than 10 patients have a value', () => {
    const values = Float64Array.from({ length: 40 }, (_, row) => (row < 3 ? Number.NaN : row))
    const few = numbersByOutcome(values, stays(12, 28))
    expect(few.died).toEqual({
      stays: 12,
      patients: 12,
      missing: 0.25,
      quantiles: null,
      density: null,
    })
    expect(few.survived).toMatchObject({ missing: 0, quantiles: { p50: 25.5 } })
    // ten stays, but of nine patients
    const { labels, patients } = stays(10, 30)
    const same = numbersByOutcome(values.fill(1, 0, 3), {
      labels,
      patients: patients.map(patient => (patient === 1 ? 0 : patient)),
    })
    expect(same.died).toMatchObject({ patients: 9, quantiles: null, density: null })
  })

  it('has no density of what does not vary, or is never there', () => {
    const same = numbersByOutcome(new Float64Array(40).fill(5), stays(20, 20))
    expect(same).toMatchObject({ at: [], died: { quantiles: { p5: 5, p95: 5 }, density: [] } })
    const none = numbersByOutcome(new Float64Array(40).fill(Number.NaN), stays(20, 20))
    expect(none).toMatchObject({ at: [], died: { missing: 1, quantiles: null } })
    // one outcome varies, the other not
    const half = numbersByOutcome(
      Float64Array.from({ length: 40 }, (_, row) => (row < 20 ? 5 : row)),
      stays(20, 20),
    )
    if (half.kind !== 'number') throw new Error('numbers')
    expect(half.died.density?.every(Number.isFinite)).toBe(true)
  })
})

describe('levelsByOutcome', () => {
  it('puts levels of few patients together, and hides cells that are of few', () => {
    const levels = [
      ...Array<string>(20).fill('EMERGENCY'),
      ...Array<string>(4).fill('ELECTIVE'),
      ...Array<string>(11).fill('URGENT'),
      // survivors
      ...Array<string>(40).fill('EMERGENCY'),
      ...Array<string>(30).fill('ELECTIVE'),
      ...Array<string>(5).fill('NEWBORN'),
      ...Array<string>(25).fill('URGENT'),
    ]
    const found = levelsByOutcome(levels, stays(35, 100))
    expect(found).toEqual({
      kind: 'levels',
      levels: ['EMERGENCY', 'URGENT', 'ELECTIVE', OTHER_LEVELS],
      // of the 4, and of the next smallest, from which they could be told
      died: { stays: 35, patients: 35, missing: 0, shares: [20 / 35, null, null, 0] },
      survived: { stays: 100, patients: 100, missing: 0, shares: [0.4, null, 0.3, null] },
    })
  })

  it('never shows a share from which fewer than 10 patients could be counted', () => {
    const row = fc.record({ patient: fc.nat(60), died: fc.nat(1), level: fc.nat(4) })
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 150 }), rows => {
        const outcomes = {
          labels: rows.map(({ died }) => died),
          patients: rows.map(({ patient }) => patient),
        }
        const values = rows.map(({ level }) => (level === 4 ? null : `level ${level}`))
        const found = outcomeDistribution.parse(levelsByOutcome(values, outcomes))
        if (found.kind !== 'levels') throw new Error('levels')
        for (const [label, side] of [
          [1, found.died],
          [0, found.survived],
        ] as const) {
          const known = rows.filter(({ died, level }) => died === label && level !== 4)
          const few = (of: typeof rows) => new Set(of.map(({ patient }) => patient)).size < 10
          expect(side.shares === null).toBe(few(known))
          if (side.shares === null) continue
          const hidden = side.shares.filter(share => share === null).length
          // one alone would be the rest
          expect(hidden === 1 && side.shares.filter(share => share !== 0).length > 1).toBe(false)
          side.shares.forEach((share, at) => {
            if (share === null || share === 0) return
            const level = found.levels[at]
            const cell = known.filter(one =>
              level === OTHER_LEVELS
                ? !found.levels.includes(`level ${one.level}`)
                : level === `level ${one.level}`,
            )
            expect(few(cell)).toBe(false)
            expect(share).toBeCloseTo(cell.length / known.length, 12)
          })
        }
      }),
    )
  })
})
