import { describe, expect, it } from 'vitest'
import { fitPreprocessor } from '../../../shared/preprocessing/fitPreprocessor.ts'
import type { PreprocessingOptions } from '../../../shared/preprocessing/preprocessing.ts'
import { LEAVE_AS_IS, numberFeature } from './features.ts'
import { alternating, everyRow, fitOne, frameOf, numbers } from './frames.ts'

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
