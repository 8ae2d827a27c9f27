import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyPreprocessor } from '../../../shared/preprocessing/applyPreprocessor.ts'
import { fitPreprocessor } from '../../../shared/preprocessing/fitPreprocessor.ts'
import { parsePreprocessor } from '../../../shared/preprocessing/preprocessor.ts'
import { seededRandom } from '../../../shared/random.ts'
import type { Column, Frame } from '../../../shared/tables/frame.ts'
import { categoryFeature, flagFeature, LEAVE_AS_IS, numberFeature } from './features.ts'
import { alternating, frameOf, numbers, texts } from './frames.ts'

/** Rows 39 … 10 are trained on. */
const isTraining = (row: number) => row >= 10

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
