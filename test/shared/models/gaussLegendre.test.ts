import { expect, it } from 'vitest'
import { gaussLegendre } from '../../../shared/models/gaussLegendre.ts'

it.each([1, 2, 3, 7, 30, 50])(
  'a rule of %i points integrates every power below twice as many',
  points => {
    const { nodes, weights } = gaussLegendre(points)
    const powers = Float64Array.from(nodes, () => 1)
    for (let power = 0; power < 2 * points; power++) {
      const integral = powers.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0)
      expect(integral).toBeCloseTo(1 / (power + 1), 13)
      powers.forEach((value, at) => {
        powers[at] = value * (nodes[at] ?? 0)
      })
    }
  },
)
