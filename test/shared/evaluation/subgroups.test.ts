import { describe, expect, it } from 'vitest'
import { auroc } from '../../../shared/evaluation/metrics.ts'
import { proportion } from '../../../shared/evaluation/proportion.ts'
import { subgroupFigures } from '../../../shared/evaluation/subgroups.ts'
import { seededRandom } from '../../../shared/random.ts'

/** Stays of groups of given sizes: every third dies, each is of a patient of its own. */
function grouped(sizes: Readonly<Record<string, number>>) {
  const random = seededRandom(4)
  const groups = Object.entries(sizes).flatMap(([group, size]) =>
    Array.from({ length: size }, () => group),
  )
  const labels = groups.map((_, row) => (row % 3 === 0 ? 1 : 0))
  const probabilities = labels.map(label => 0.2 + 0.4 * random.uniform() + 0.2 * label)
  const patients = groups.map((_, row) => row)
  return { groups, scored: { labels, patients, probabilities, threshold: 0.5 } }
}

const resampling = { resamples: 200, seed: 1 }

describe('subgroupFigures', () => {
  it('gives each group its counts and figures', () => {
    const { groups, scored } = grouped({ a: 90, b: 60 })
    const [a, b] = subgroupFigures(scored, row => groups[row] ?? '', ['a', 'b'], resampling)
    expect([a?.stays, a?.deaths, b?.stays, b?.deaths]).toEqual([90, 30, 60, 20])
    const { labels, probabilities } = scored
    expect(b?.figures?.auroc.value).toBe(auroc(labels.slice(90), probabilities.slice(90)))
    expect(a?.figures?.auroc.low).toBeLessThan(a?.figures?.auroc.value ?? 0)
    const expected = probabilities.slice(0, 90).reduce((sum, p) => sum + p, 0)
    expect(a?.figures?.observedToExpected.value).toBeCloseTo(30 / expected, 12)
    const caught = labels.filter(
      (label, row) => row < 90 && label === 1 && (probabilities[row] ?? 0) >= 0.5,
    )
    expect(a?.figures?.sensitivity).toEqual(proportion(caught.length, 30))
  })

  it('tells nothing of fewer than 10 patients, nor of fewer than 5 deaths or survivors', () => {
    const { groups, scored } = grouped({ tiny: 9, few: 12, alive: 12, enough: 15 })
    const labels = scored.labels.map((label, row) => (groups[row] === 'alive' ? 1 : label))
    const shown = subgroupFigures(
      { ...scored, labels },
      row => groups[row] ?? '',
      ['tiny', 'few', 'alive', 'enough', 'nobody'],
      resampling,
    )
    expect(
      shown.map(({ group, stays, deaths, suppressed }) => [group, stays, deaths, suppressed]),
    ).toEqual([
      ['tiny', null, null, 'fewer than 10 patients'],
      ['few', null, null, 'fewer than 5 deaths'],
      ['alive', null, null, 'fewer than 5 survivors'],
      ['enough', 15, 5, null],
    ])
    expect(shown.map(({ figures }) => figures !== null)).toEqual([false, false, false, true])
  })

  it('counts the resamples of a group that held one outcome only', () => {
    const { scored } = grouped({ a: 14 })
    // all five deaths are those of one patient of ten: ten draws miss this one with a chance of 0.9^10
    const oneDies = {
      ...scored,
      labels: scored.labels.map((_, row) => (row < 5 ? 1 : 0)),
      patients: scored.patients.map((_, row) => (row < 5 ? 0 : row)),
    }
    const [a] = subgroupFigures(oneDies, () => 'a', ['a'], { resamples: 2000, seed: 1 })
    const missed = 0.9 ** 10
    const perResample = (a?.figures?.redrawn ?? 0) / 2000
    expect(Math.abs(perResample - missed / (1 - missed))).toBeLessThan(0.1)
  })

  it('counts patients, not stays', () => {
    const { groups, scored } = grouped({ a: 30 })
    const patients = scored.patients.map(patient => patient % 9)
    const [a] = subgroupFigures(
      { ...scored, patients },
      row => groups[row] ?? '',
      ['a'],
      resampling,
    )
    expect(a?.suppressed).toBe('fewer than 10 patients')
  })
})

function rounded(part: number, whole: number): readonly string[] {
  const { low, high } = proportion(part, whole)
  return [low.toFixed(4), high.toFixed(4)]
}

describe('proportion', () => {
  it('is Wilson’s interval: as Newcombe prints it', () => {
    // Newcombe, Statistics in Medicine 1998; 17: 857–872, table I, method 3
    expect(rounded(81, 263)).toEqual(['0.2553', '0.3662'])
    expect(rounded(15, 148)).toEqual(['0.0624', '0.1605'])
    expect(rounded(0, 20)).toEqual(['0.0000', '0.1611'])
    expect(rounded(1, 29)).toEqual(['0.0061', '0.1718'])
  })

  it('never leaves 0 to 1', () => {
    expect(proportion(0, 5)).toMatchObject({ value: 0, low: 0 })
    expect(proportion(5, 5)).toMatchObject({ value: 1, high: 1 })
  })
})
