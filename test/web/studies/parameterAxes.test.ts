import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { searchDimension } from '../../../shared/contracts/study.ts'
import { FAMILIES } from '../../../shared/models/model.ts'
import { searchSpaces } from '../../../shared/tuning/space.ts'
import {
  type Dimension,
  type ParameterAxis,
  parameterAxes,
} from '../../../web/studies/parameterAxes.ts'

const logarithmic = { name: 'C', kind: 'float', low: 0.01, high: 100, log: true } as const
const linear = { name: 'maxDepth', kind: 'int', low: 1, high: 8, step: 1, log: false } as const
const choice: Dimension = { name: 'penalty', kind: 'choice', choices: ['l2', 'l1', null] }

function axisOf(dimension: Dimension): ParameterAxis {
  const [axis] = parameterAxes([dimension], ['core'], [])
  if (axis === undefined) throw new Error('a dimension with a choice has an axis')
  return axis
}

describe('parameterAxes', () => {
  it('places a value by its logarithm where the search draws it so', () => {
    const { shareOf } = axisOf(logarithmic)
    const shares = [0, 0.25, 0.5, 1].map(share => expect.closeTo(share, 9))
    expect([0.01, 0.1, 1, 100].map(shareOf)).toEqual(shares)
    expect([1, 4.5, 8].map(axisOf(linear).shareOf)).toEqual([0, 0.5, 1])
  })

  it('places a choice in the middle of its part, null as one of them, and nowhere what is absent', () => {
    const { shareOf, ticks } = axisOf(choice)
    expect(['l2', 'l1', null, undefined].map(shareOf)).toEqual([1 / 6, 0.5, 5 / 6, undefined])
    expect(ticks.map(({ label }) => label)).toEqual(['l2', 'l1', 'none'])
  })

  it('is wider where a trial of an older search lay outside', () => {
    const trial = { featureSet: 'core', parameters: { maxDepth: 15 } } as const
    const [axis] = parameterAxes([linear], ['core'], [trial])
    expect([1, 8, 15].map(value => axis?.shareOf(value))).toEqual([0, 0.5, 1])
  })

  it('has all its ticks on the axis, and no axis where there is nothing to choose', () => {
    const spaces = Object.values(searchSpaces(FAMILIES))
    for (const space of spaces) {
      // as the API tells of them
      const dimensions = z.array(searchDimension).parse(space)
      expect(dimensions).toEqual(space)
      const axes = parameterAxes(dimensions, ['core', 'full'], [])
      expect(axes[0]?.name).toBe('featureSet')
      expect(axes.map(({ name }) => name)).not.toContain('preprocessing.oneHotLevels')
      for (const { ticks } of axes) {
        expect(ticks.length).toBeGreaterThan(1)
        expect(ticks.every(({ share }) => share >= 0 && share <= 1)).toBe(true)
      }
    }
  })
})
