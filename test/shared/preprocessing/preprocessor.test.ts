import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Feature } from '../../../shared/features/feature.ts'
import { OASIS_COMPONENTS } from '../../../shared/features/oasis.ts'
import { scorePoints } from '../../../shared/features/severityScore.ts'
import { applyPreprocessor } from '../../../shared/preprocessing/applyPreprocessor.ts'
import { fitPreprocessor } from '../../../shared/preprocessing/fitPreprocessor.ts'
import { oasisPreprocessor } from '../../../shared/preprocessing/oasisPreprocessor.ts'
import type { PreprocessingOptions } from '../../../shared/preprocessing/preprocessing.ts'
import { parsePreprocessor } from '../../../shared/preprocessing/preprocessor.ts'
import { skewness } from '../../../shared/preprocessing/skew.ts'
import { seededRandom } from '../../../shared/random.ts'
import type { Column, Frame } from '../../../shared/tables/frame.ts'
import { categoryFeature, flagFeature, LEAVE_AS_IS, numberFeature } from './features.ts'

const numbers = (...values: number[]): Column => ({
  kind: 'number',
  values: Float64Array.from(values),
})
const texts = (...values: (string | null)[]): Column => ({ kind: 'text', values })

function frameOf(columns: Record<string, Column>): Frame {
  return { rows: Object.values(columns)[0]?.values.length ?? 0, columns }
}

/** Fits on all rows of one column, labels 0 and 1 in turn. */
function fitOne(feature: Feature, column: Column, options: Partial<PreprocessingOptions> = {}) {
  const frame = frameOf({ [feature.name]: column })
  return fitPreprocessor(frame, everyRow(frame), alternating(frame.rows), [feature], {
    ...LEAVE_AS_IS,
    ...options,
  })
}

/** Rows 39 … 10 are trained on below. */
const isTraining = (row: number) => row >= 10
const everyRow = (frame: Frame) => Int32Array.from({ length: frame.rows }, (_, row) => row)
const alternating = (rows: number) => Uint8Array.from({ length: rows }, (_, row) => row % 2)

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

describe('columns that say nothing new', () => {
  const frame = frameOf({
    first: numbers(1, 2, 3, 4, 5, 6),
    twin: numbers(1, 2, 3, 4, 5, 6),
    near: numbers(-1, -2.1, -3, -4, -5, -6),
    constant: numbers(7, 7, 7, 7, 7, 7),
    empty: numbers(...Array<number>(6).fill(Number.NaN)),
    label: numbers(0.1, 0.9, 0, 1.1, 0.1, 1),
  })
  const features = [...Object.keys(frame.columns), 'absent'].map(numberFeature)
  const namesUnder = (options: Partial<PreprocessingOptions>) =>
    fitPreprocessor(frame, everyRow(frame), alternating(6), features, {
      ...LEAVE_AS_IS,
      ...options,
    }).names

  it('are dropped: empty, constant and doubled ones always', () => {
    expect(namesUnder({})).toEqual(['first', 'near', 'label'])
  })

  it('are dropped if correlated more than allowed, the later one', () => {
    expect(namesUnder({ maxCorrelation: 0.95 })).toEqual(['first', 'label'])
  })

  it('are dropped if others say more of the outcome', () => {
    expect(namesUnder({ selectK: 1 })).toEqual(['label'])
    expect(namesUnder({ selectK: 100 })).toEqual(['first', 'near', 'label'])
  })

  it('may not be all there are', () => {
    expect(() => fitOne(numberFeature('x'), numbers(1, 1, 1))).toThrow('none of 1 features varies')
  })
})

describe('a preprocessor', () => {
  const random = seededRandom(2)
  const withGaps = (draw: () => number) =>
    numbers(...Array.from({ length: 40 }, () => (random.uniform() < 0.2 ? Number.NaN : draw())))
  const frame = frameOf({
    lactate_max: withGaps(() => Math.exp(random.normal())),
    heart_rate_mean: withGaps(() => 80 + 10 * random.normal()),
    prior_stroke: withGaps(() => random.int(2)),
    first_careunit: texts(
      ...Array.from({ length: 40 }, () => ['MICU', 'SICU', 'CCU', null][random.int(4)] ?? null),
    ),
    admission_text: texts(...Array.from({ length: 40 }, () => `text ${random.int(14)}`)),
  })
  const features = [
    numberFeature('lactate_max'),
    numberFeature('heart_rate_mean'),
    flagFeature('prior_stroke'),
    categoryFeature('first_careunit'),
    categoryFeature('admission_text'),
  ]
  const training = Int32Array.from({ length: 30 }, (_, row) => 39 - row)
  const fittedWith = (data: Frame) =>
    fitPreprocessor(data, training, alternating(30), features, {
      outliers: 'iqr',
      fill: 'mean',
      missingIndicators: true,
      skew: 'yeo-johnson',
      scale: 'standard',
      categories: 'one-hot',
      oneHotLevels: 10,
      maxCorrelation: 0.9,
      selectK: 9,
      rfe: 7,
    })
  const fitted = fittedWith(frame)

  it('gives a row the same bits in training, after JSON, alone, and in any order', () => {
    const all = applyPreprocessor(fitted, frame)
    const back = parsePreprocessor(JSON.parse(JSON.stringify(fitted)))
    expect(applyPreprocessor(back, frame)).toEqual(all)
    for (let row = 0; row < 40; row++) {
      const expected = all.values.slice(row * all.columns, (row + 1) * all.columns)
      expect(applyPreprocessor(back, frame, Int32Array.of(row)).values).toEqual(expected)
      const alone = Object.entries(frame.columns).map(([name, column]): [string, Column] => [
        name,
        column.kind === 'number'
          ? numbers(column.values[row] ?? Number.NaN)
          : texts(column.values[row] ?? null),
      ])
      expect(applyPreprocessor(back, frameOf(Object.fromEntries(alone))).values).toEqual(expected)
    }
  })

  it('is fitted on the training rows alone: the others may be anything', () => {
    fc.assert(
      fc.property(fc.double(), fc.option(fc.string()), (number, text) => {
        const changed = Object.entries(frame.columns).map(([name, column]): [string, Column] => [
          name,
          column.kind === 'number'
            ? { ...column, values: column.values.map((v, row) => (isTraining(row) ? v : number)) }
            : { ...column, values: column.values.map((v, row) => (isTraining(row) ? v : text)) },
        ])
        const refitted = fittedWith(frameOf(Object.fromEntries(changed)))
        expect(JSON.stringify(refitted)).toBe(JSON.stringify(fitted))
      }),
      { numRuns: 30 },
    )
  })

  it('fills a column that the frame lacks as it fills a missing value', () => {
    const { lactate_max: _, ...others } = frame.columns
    const missing = {
      ...frame.columns,
      lactate_max: numbers(...Array<number>(40).fill(Number.NaN)),
    }
    expect(applyPreprocessor(fitted, { rows: 40, columns: others })).toEqual(
      applyPreprocessor(fitted, { rows: 40, columns: missing }),
    )
  })

  it('names the catalogue feature behind every column', () => {
    expect(fitted.sources).toHaveLength(fitted.names.length)
    const known = new Set(features.map(({ name }) => name))
    expect(fitted.sources.filter(source => !known.has(source))).toEqual([])
    expect(fitted.names).toHaveLength(7)
  })

  it('refuses text where a number belongs, and labels that are not one per row', () => {
    const wrong = { rows: 1, columns: { lactate_max: texts('high') } }
    expect(() => applyPreprocessor(fitted, wrong)).toThrow('`lactate_max` is numbers')
    expect(() => fitPreprocessor(frame, training, alternating(40), features, LEAVE_AS_IS)).toThrow(
      'one label per training row',
    )
  })

  it('is refused with its reason and place where its JSON is broken', () => {
    expect(() => parsePreprocessor({ ...fitted, kind: 'pickle' })).toThrow('not a preprocessor')
    const [first, ...rest] = fitted.columns
    const broken = { ...fitted, columns: [{ ...first, fill: 'x' }, ...rest] }
    expect(() => parsePreprocessor(broken)).toThrow('columns[0].fill')
    expect(() => parsePreprocessor({ ...fitted, names: [] })).toThrow('must be as many')
  })
})

describe('the oasis preprocessor', () => {
  it('gives the points of the ten components, of any rows', () => {
    const stays = frameOf({
      age: numbers(30, 80, 95),
      gcs_min: numbers(15, 7, 14),
      elective_surgery: numbers(1, 0, 0),
      insurance: texts('Private', null, 'Medicare'),
    })
    const points = scorePoints(OASIS_COMPONENTS, stays)
    const back = parsePreprocessor(JSON.parse(JSON.stringify(oasisPreprocessor())))
    expect(applyPreprocessor(back, stays)).toEqual(points)
    expect(applyPreprocessor(back, stays, Int32Array.of(2)).values).toEqual(points.values.slice(20))
    expect(back.names).toEqual(points.names)
    OASIS_COMPONENTS.forEach(({ features }, at) =>
      expect(features).toContain(oasisPreprocessor().sources[at]),
    )
  })
})
