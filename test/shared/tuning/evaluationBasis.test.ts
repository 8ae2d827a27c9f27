import { describe, expect, it } from 'vitest'
import { fitFamilies } from '../../../shared/tuning/budget.ts'
import { evaluationBasis } from '../../../shared/tuning/evaluationBasis.ts'

/** `deaths` of `test` rows ended in death; as many train rows as test rows. */
function gold(deaths: number, test: number) {
  return {
    labels: Array.from({ length: 2 * test }, (_, row) =>
      row % 2 === 0 && row / 2 < deaths ? 1 : 0,
    ),
    split: Array.from({ length: 2 * test }, (_, row) => (row % 2 === 0 ? 'test' : 'train')),
  }
}

describe('evaluationBasis', () => {
  it('lets all patients take part below 100 held-out deaths', () => {
    const { labels, split } = gold(99, 150)
    const { basis, heldOutDeaths, study, heldOut } = evaluationBasis(labels, split)
    expect({ basis, heldOutDeaths }).toEqual({ basis: 'bbc-cv', heldOutDeaths: 99 })
    expect([...study]).toEqual(labels.map((_, row) => row))
    expect(heldOut).toHaveLength(0)
  })

  it('keeps the test patients out of the study from 100 on', () => {
    const { labels, split } = gold(100, 150)
    const { basis, study, heldOut } = evaluationBasis(labels, split)
    expect(basis).toBe('held-out')
    expect([...study].every(row => split[row] === 'train')).toBe(true)
    expect([...heldOut].every(row => split[row] === 'test')).toBe(true)
    expect(study.length + heldOut.length).toBe(300)
  })

  it('refuses a row without a side', () => {
    expect(() => evaluationBasis([0, 1], ['train', null])).toThrow(/row 1 has null/)
  })
})

describe('fitFamilies', () => {
  it('leaves out what the data are too big for, with the reason', () => {
    const asked = ['severity', 'ml-random-forest', 'logistic'] as const
    expect(fitFamilies(asked, { stays: 105 })).toEqual({ families: asked, leftOut: [] })
    expect(fitFamilies(asked, { stays: 38_000 })).toEqual({
      families: ['severity', 'logistic'],
      leftOut: [{ family: 'ml-random-forest', reason: expect.stringContaining('38000 stays') }],
    })
    const packages = ['ml-logistic-regression', 'ml-random-forest'] as const
    expect(fitFamilies(packages, { stays: 436 }).families).toEqual(packages)
    expect(fitFamilies(packages, { stays: 2000 }).families).toEqual(['ml-logistic-regression'])
    expect(fitFamilies(packages, { stays: 20_000 }).families).toEqual([])
  })
})
