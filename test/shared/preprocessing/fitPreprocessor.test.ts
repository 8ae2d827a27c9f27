import { describe, expect, it } from 'vitest'
import { applyPreprocessor } from '../../../shared/preprocessing/applyPreprocessor.ts'
import { fitPreprocessor } from '../../../shared/preprocessing/fitPreprocessor.ts'
import type { PreprocessingOptions } from '../../../shared/preprocessing/preprocessing.ts'
import { parsePreprocessor } from '../../../shared/preprocessing/preprocessor.ts'
import { categoryFeature, flagFeature, LEAVE_AS_IS, numberFeature } from './features.ts'
import { alternating, everyRow, fitOne, frameOf, numbers, texts } from './frames.ts'

describe('numbers', () => {
  it('are capped at the quartiles ∓ 1.5 IQR and filled by the median of what is left', () => {
    const fitted = fitOne(numberFeature('x'), numbers(1, 2, 3, 4, 100, Number.NaN), {
      outliers: 'iqr',
    })
    // quartiles 2 and 4: caps at −1 and 7
    const scored = frameOf({ x: numbers(-50, 5, 50, Number.NaN) })
    expect([...applyPreprocessor(fitted, scored).values]).toEqual([-1, 5, 7, 3])
    expect(fitted.fills).toEqual([{ feature: 'x', value: 3 }])
  })

  it('are not capped where the quartiles are equal: a rare count would lose all it says', () => {
    const fitted = fitOne(numberFeature('x'), numbers(0, 0, 0, 0, 0, 0, 3), { outliers: 'iqr' })
    expect([...applyPreprocessor(fitted, frameOf({ x: numbers(0, 3) })).values]).toEqual([0, 3])
  })

  it('that are capped also there are constant, as in the seed, and go', () => {
    const frame = frameOf({ count: numbers(0, 0, 0, 0, 0, 0, 3), x: numbers(1, 2, 3, 4, 5, 6, 7) })
    const fitted = fitPreprocessor(
      frame,
      everyRow(frame),
      alternating(frame.rows),
      [numberFeature('count'), numberFeature('x')],
      { ...LEAVE_AS_IS, outliers: 'iqr-always' },
    )
    expect(fitted.names).toEqual(['x'])
  })

  it('get an indicator where some training row lacks them, if wanted', () => {
    const column = numbers(1, Number.NaN, 3)
    expect(fitOne(numberFeature('x'), column).names).toEqual(['x'])
    const fitted = fitOne(numberFeature('x'), column, { missingIndicators: true })
    expect(fitted.names).toEqual(['x', 'x_missing'])
    expect(fitted.sources).toEqual(['x', 'x'])
    expect([...applyPreprocessor(fitted, frameOf({ x: column })).values]).toEqual([
      1, 0, 2, 1, 3, 0,
    ])
  })

  it('that are infinite count as missing', () => {
    const fitted = fitOne(numberFeature('x'), numbers(1, 2, 3))
    const scored = frameOf({ x: numbers(Number.POSITIVE_INFINITY) })
    expect([...applyPreprocessor(fitted, scored).values]).toEqual([2])
  })
})

describe('flags', () => {
  it('that are unknown are told apart from absent ones, whatever the options', () => {
    const fitted = fitOne(flagFeature('prior_stroke'), numbers(0, 1, Number.NaN, 0))
    expect(fitted.names).toEqual(['prior_stroke', 'prior_stroke_missing'])
    const scored = frameOf({ prior_stroke: numbers(0, 1, Number.NaN) })
    expect([...applyPreprocessor(fitted, scored).values]).toEqual([0, 0, 1, 0, 0, 1])
  })

  it('that are unknown together share one indicator', () => {
    const frame = frameOf({
      a: numbers(0, 1, Number.NaN, 0, 1),
      b: numbers(1, 1, Number.NaN, 0, 0),
    })
    const features = [flagFeature('a'), flagFeature('b')]
    const fitted = fitPreprocessor(frame, everyRow(frame), alternating(5), features, LEAVE_AS_IS)
    expect(fitted.names).toEqual(['a', 'a_missing', 'b'])
  })
})

describe('categories', () => {
  const wards = texts(...'aaaaaabbbbbc'.split(''), null)

  it('have a column per level of five training rows or more; the mode stands for a missing one', () => {
    const fitted = fitOne(categoryFeature('ward'), wards)
    expect(fitted.names).toEqual(['ward=a', 'ward=b'])
    const scored = frameOf({ ward: texts('a', 'b', 'c', 'never seen', null) })
    expect([...applyPreprocessor(fitted, scored).values]).toEqual([1, 0, 0, 1, 0, 0, 0, 0, 1, 0])
  })

  it('with more levels than allowed become their training frequency, 0 for one never seen', () => {
    const fitted = fitOne(categoryFeature('ward'), wards, { oneHotLevels: 2 })
    expect(fitted.names).toEqual(['ward_frequency'])
    const scored = frameOf({ ward: texts('a', 'b', 'c', 'never seen', null) })
    expect([...applyPreprocessor(fitted, scored).values]).toEqual([
      7 / 13,
      5 / 13,
      1 / 13,
      0,
      7 / 13,
    ])
  })

  it('become their place in the order of names where asked to, −1 for one never seen', () => {
    const fitted = fitOne(categoryFeature('ward'), wards, { categories: 'ordinal', scale: 'none' })
    expect(fitted.names).toEqual(['ward_ordinal'])
    const scored = frameOf({ ward: texts('a', 'b', 'c', 'never seen', null) })
    const back = parsePreprocessor(JSON.parse(JSON.stringify(fitted)))
    expect([...applyPreprocessor(back, scored).values]).toEqual([0, 1, 2, -1, 0])
  })

  it('survive names that JavaScript objects have of their own', () => {
    const names = texts(
      ...Array.from({ length: 12 }, (_, row) => (row < 7 ? '__proto__' : 'toString')),
    )
    for (const oneHotLevels of [1, 10]) {
      const json = JSON.stringify(
        fitOne(categoryFeature('x'), names, { oneHotLevels, scale: 'none' }),
      )
      const frame = frameOf({ x: texts('__proto__', 'toString', 'valueOf') })
      const { columns, values } = applyPreprocessor(parsePreprocessor(JSON.parse(json)), frame)
      expect([...values.subarray(2 * columns)].every(value => value === 0)).toBe(true)
      expect(values[0]).toBeGreaterThan(0)
    }
  })
})

describe('where nothing fills', () => {
  const unfilled = { fill: 'none', scale: 'standard' } as const

  it('numbers and flags stay missing, scaled by what is observed; a flag is its own indicator', () => {
    const number = fitOne(numberFeature('x'), numbers(1, 3, Number.NaN), unfilled)
    expect([...applyPreprocessor(number, frameOf({ x: numbers(Number.NaN, 5) })).values]).toEqual([
      Number.NaN,
      3,
    ])
    expect(number.fills).toEqual([{ feature: 'x', value: null }])
    const flag = fitOne(flagFeature('x'), numbers(0, 1, Number.NaN), unfilled)
    expect(flag.names).toEqual(['x'])
    expect([...applyPreprocessor(flag, frameOf({ x: numbers(1, Number.NaN) })).values]).toEqual([
      1,
      Number.NaN,
    ])
    expect(parsePreprocessor(JSON.parse(JSON.stringify(flag)))).toEqual(flag)
  })

  it('a category stays missing in one column, and is 0 in each of many', () => {
    const wards = texts('a', 'a', 'a', 'a', 'a', 'b', 'b', 'b', 'b', 'b', null)
    const scored = frameOf({ ward: texts(null, 'b') })
    const made = (options: Partial<PreprocessingOptions>) => {
      const fitted = fitOne(categoryFeature('ward'), wards, { fill: 'none', ...options })
      return [...applyPreprocessor(fitted, scored).values]
    }
    expect(made({ categories: 'one-hot' })).toEqual([0, 0, 0, 1])
    expect(made({ categories: 'ordinal' })).toEqual([Number.NaN, 1])
  })

  it('one value here and none there is a column that varies, and can be selected', () => {
    const frame = frameOf({
      drawn: numbers(1, Number.NaN, 1, 1, Number.NaN, 1),
      twin: numbers(1, Number.NaN, 1, 1, Number.NaN, 1),
      none: numbers(...Array<number>(6).fill(Number.NaN)),
      label: numbers(0.1, 0.9, Number.NaN, 1.1, 0.1, 1),
    })
    const namesUnder = (options: Partial<PreprocessingOptions>) =>
      fitPreprocessor(
        frame,
        everyRow(frame),
        alternating(6),
        Object.keys(frame.columns).map(numberFeature),
        { ...LEAVE_AS_IS, fill: 'none', ...options },
      ).names
    expect(namesUnder({})).toEqual(['drawn', 'label'])
    expect(namesUnder({ maxCorrelation: 0.9 })).toEqual(['drawn', 'label'])
    expect(namesUnder({ selectK: 1 })).toEqual(['label'])
    expect(namesUnder({ rfe: 1 })).toEqual(['label'])
  })
})
