import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { seededRandom } from '../../../shared/random.ts'
import { axisOf, coordinateOn, valueOn } from '../../../shared/tuning/axis.ts'
import { parzenEstimator } from '../../../shared/tuning/parzen.ts'
import type { Dimension } from '../../../shared/tuning/space.ts'

const range = { low: z.number(), high: z.number(), log: z.boolean() }
const axisCase = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('float'), ...range }),
  z.object({ kind: z.literal('int'), ...range, step: z.number() }),
  z.object({ kind: z.literal('choice'), count: z.number() }),
])
const points = z.array(z.array(z.number()))
const cases = z
  .array(
    z.object({
      axes: z.array(axisCase),
      observed: points,
      tested: points,
      logDensities: z.array(z.number()),
    }),
  )
  .parse(
    JSON.parse(readFileSync(join(import.meta.dirname, '../../golden/tuning/parzen.json'), 'utf8')),
  )

function dimensionOf(axis: z.infer<typeof axisCase>, at: number): Dimension {
  const name = `x${at}`
  return axis.kind === 'choice'
    ? { name, kind: 'choice', choices: Array.from({ length: axis.count }, (_, choice) => choice) }
    : { name, ...axis }
}

describe('parzenEstimator', () => {
  it.each(cases)(
    'has the densities that SciPy has for the same kernels (case %#)',
    ({ axes: dimensions, observed, tested, logDensities }) => {
      const axes = dimensions.map((axis, at) => axisOf(dimensionOf(axis, at)))
      const place = (point: readonly number[]) =>
        Float64Array.from(axes, (axis, at) => coordinateOn(axis, point[at]) ?? Number.NaN)
      const estimator = parzenEstimator(axes, observed.map(place))
      tested.forEach((point, at) => {
        expect(estimator.logDensity(place(point))).toBeCloseTo(logDensities[at] ?? Number.NaN, 8)
      })
    },
  )

  it('draws what its density says', () => {
    const axis = axisOf({ name: 'depth', kind: 'int', low: 1, high: 8, step: 1, log: true })
    const observed = [2, 2, 3, 7].map(value => Float64Array.of(coordinateOn(axis, value) ?? 0))
    const estimator = parzenEstimator([axis], observed)
    const random = seededRandom(1, 'draws')
    const drawn = Array.from({ length: 20_000 }, () =>
      valueOn(axis, estimator.sample(random)[0] ?? 0),
    )
    for (let value = 1; value <= 8; value++) {
      const expected = Math.exp(
        estimator.logDensity(Float64Array.of(coordinateOn(axis, value) ?? 0)),
      )
      const share = drawn.filter(other => other === value).length / drawn.length
      // five standard deviations of a binomial of 20,000 with p = ½
      expect(Math.abs(share - expected), `${value}`).toBeLessThan(0.018)
    }
  })
})
