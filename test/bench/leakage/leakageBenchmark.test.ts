import { describe, expect, it } from 'vitest'
import { verdictsOf } from '../../../bench/leakage/leakageBenchmark.ts'
import { sampleProof } from '../../shared/registry/sampleVersion.ts'

const failing = (proof: Parameters<typeof verdictsOf>[0], mutations = 500) =>
  verdictsOf(proof, mutations)
    .filter(({ result }) => result !== 'met')
    .map(({ measured }) => measured)

describe('the verdicts of the leakage benchmark', () => {
  it('are met where nothing moved that may not', () => {
    expect(failing(sampleProof())).toEqual([])
  })

  it('name the features that leak, and fail where a mutation was not made or did not bite', () => {
    expect(failing(sampleProof('age', 'oasis'))).toEqual(['age, oasis'])
    expect(failing(sampleProof(), 10_000)).toEqual(['500'])

    const { future, window, ...proof } = sampleProof()
    const harmless = { ...future, movedAtDischarge: [], leftCohort: 2 }
    const inexact = { ...window, exact: 199 }
    expect(failing({ ...proof, future: harmless, window: inexact })).toEqual([
      '2 left',
      '0 moved',
      '199 of 200',
    ])
  })
})
