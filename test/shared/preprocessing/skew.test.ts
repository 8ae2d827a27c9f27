import { describe, expect, it } from 'vitest'
import { applyPreprocessor } from '../../../shared/preprocessing/applyPreprocessor.ts'
import type { PreprocessingOptions } from '../../../shared/preprocessing/preprocessing.ts'
import { skewness } from '../../../shared/preprocessing/skew.ts'
import { seededRandom } from '../../../shared/random.ts'
import type { Column } from '../../../shared/tables/frame.ts'
import { numberFeature } from './features.ts'
import { fitOne, frameOf, numbers } from './frames.ts'

const drawn = (draw: () => number) => numbers(...Array.from({ length: 400 }, () => draw()))
const skewnessOf = ({ values }: Column) => skewness(Float64Array.from(values, Number))
const order = (of: Float64Array) => [...of.keys()].sort((a, b) => (of[a] ?? 0) - (of[b] ?? 0))

function transformOf(column: Column, skew: PreprocessingOptions['skew']) {
  const [step] = fitOne(numberFeature('x'), column, { skew }).columns
  return step?.from === 'number' ? step.transform : undefined
}

describe('skew rules', () => {
  const random = seededRandom(4)
  // gamma distributions: the skewness is 2 / √shape, that of the sample is looked at below
  const gamma = (shape: number) =>
    Array.from({ length: shape }, () => -Math.log(1 - random.uniform())).reduce((a, b) => a + b)
  const moderate = drawn(() => gamma(2))
  const strong = drawn(() => Math.exp(random.normal()))
  const left = drawn(() => 30 - gamma(2))

  it('are the logarithm, the square or Yeo-Johnson, as the seed has them', () => {
    expect([moderate, left, strong].map(column => Math.trunc(skewnessOf(column)))).toEqual([
      1,
      -1,
      expect.toSatisfy((whole: number) => whole >= 2),
    ])
    expect(transformOf(moderate, 'rules')).toEqual({ kind: 'yeo-johnson', lambda: 0 })
    expect(transformOf(left, 'rules')).toEqual({ kind: 'square' })
    expect(transformOf(strong, 'rules')).toEqual(transformOf(strong, 'yeo-johnson'))
    expect(transformOf(strong, 'yeo-johnson')).toMatchObject({ kind: 'yeo-johnson' })
    expect(
      transformOf(
        drawn(() => random.normal()),
        'rules',
      ),
    ).toBeNull()
  })

  it('make the column less skewed, and keep the order of rows', () => {
    for (const column of [moderate, strong, left]) {
      const frame = frameOf({ x: column })
      const fitted = fitOne(numberFeature('x'), column, { skew: 'rules' })
      const { values } = applyPreprocessor(fitted, frame)
      expect(Math.abs(skewness(values))).toBeLessThan(Math.abs(skewnessOf(column)))
      expect(order(values)).toEqual(order(Float64Array.from(column.values, Number)))
    }
  })

  it('square no negative values: it would fold them', () => {
    const shifted = drawn(() => -gamma(2))
    expect(transformOf(shifted, 'rules')).toMatchObject({ kind: 'yeo-johnson' })
  })
})
