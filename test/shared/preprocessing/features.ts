import type { Feature } from '../../../shared/features/feature.ts'
import type { PreprocessingOptions } from '../../../shared/preprocessing/preprocessing.ts'

/** No step but filling and encoding. */
export const LEAVE_AS_IS: PreprocessingOptions = {
  outliers: 'none',
  fill: 'median',
  missingIndicators: false,
  skew: 'none',
  scale: 'none',
  categories: 'one-hot',
  oneHotLevels: 10,
  maxCorrelation: null,
  selectK: null,
  rfe: null,
}

export const numberFeature = (name: string): Feature => madeUpFeature(name, 'number')
export const flagFeature = (name: string): Feature => madeUpFeature(name, 'flag')
export const categoryFeature = (name: string): Feature => madeUpFeature(name, 'category')

/** A feature of the window that only its name and kind tell from others. */
export function madeUpFeature(name: string, kind: Feature['kind']): Feature {
  return {
    name,
    kind,
    concept: name,
    statistic: 'value',
    description: name,
    unit: null,
    source: 'made up',
    window: '(0, 24] h',
    knownWhen: 'window-end',
    sets: ['full'],
    range: null,
  }
}
