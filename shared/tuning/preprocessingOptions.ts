import { z } from 'zod'
import type { Parameters } from '../models/model.ts'
import type { PreprocessingOptions } from '../preprocessing/preprocessing.ts'
import { PREPROCESSING } from './space.ts'

const options = z.strictObject({
  outliers: z.enum(['none', 'iqr', 'iqr-always']),
  fill: z.enum(['median', 'mean', 'none']),
  missingIndicators: z.boolean(),
  skew: z.enum(['none', 'yeo-johnson', 'rules']),
  scale: z.enum(['none', 'standard']),
  categories: z.enum(['one-hot', 'ordinal']),
  oneHotLevels: z.int().nonnegative(),
  maxCorrelation: z.number().positive().max(1).nullable(),
  selectK: z.int().positive().nullable(),
  rfe: z.int().positive().nullable(),
})

/** A trial's flat parameters, parted into those of its family and those of its preprocessing. */
export interface PlannedParameters {
  readonly family: Parameters
  /** null where the family does its own (`severity`). */
  readonly preprocessing: PreprocessingOptions | null
}

/**
 * @param parameters - `C`, `maxDepth`, `preprocessing.selectK`, …
 * @throws where a preprocessing option is missing, unknown or out of range, naming it
 */
export function partParameters(parameters: Parameters): PlannedParameters {
  const entries = Object.entries(parameters)
  const family = entries.filter(([name]) => !name.startsWith(PREPROCESSING))
  const preprocessing = entries
    .filter(([name]) => name.startsWith(PREPROCESSING))
    .map(([name, value]) => [name.slice(PREPROCESSING.length), value])
  if (preprocessing.length === 0) {
    return { family: Object.fromEntries(family), preprocessing: null }
  }
  const parsed = options.safeParse(Object.fromEntries(preprocessing))
  if (!parsed.success) {
    throw new Error(`a trial's preprocessing must be whole:\n${z.prettifyError(parsed.error)}`)
  }
  return { family: Object.fromEntries(family), preprocessing: parsed.data }
}
