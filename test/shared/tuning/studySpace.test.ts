import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FAMILIES } from '../../../shared/models/model.ts'
import { randomSampler } from '../../../shared/tuning/sampler.ts'
import { choiceOf, pointOf, studySpace } from '../../../shared/tuning/studySpace.ts'

const families = FAMILIES.filter(family => family !== 'severity')
const offered = { families, featureSets: ['core', 'full'] as const }
const space = studySpace(offered.families, offered.featureSets)

describe('studySpace', () => {
  it('gives each dimension a name of its own, and a condition on one that stands before it', () => {
    const names = space.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    space.slice(1).forEach(({ when }, at) => {
      expect(names.slice(0, at + 1)).toContain(when?.name)
    })
  })

  it('is there and back the same: plans as points, points as plans', () => {
    fc.assert(
      fc.property(fc.nat(), seed => {
        const point = randomSampler(space, [], 1, seed)
        const choice = choiceOf(point, offered)
        expect(choice.family).toBe(point['family'])
        expect(Object.keys(choice.parameters)).not.toContain('featureSet')
        expect(pointOf(choice)).toEqual(point)
      }),
    )
  })

  it('refuses a point of another space', () => {
    const point = randomSampler(space, [], 1, 1)
    expect(() => choiceOf({ ...point, family: 'severity' }, offered)).toThrow(/no family/)
    expect(() => choiceOf({ family: 'logistic' }, offered)).toThrow(/no feature set/)
  })
})
