import type { ParameterValue } from '../../shared/models/model.ts'
import type { PreprocessingOptions } from '../../shared/preprocessing/preprocessing.ts'
import type { Space } from '../../shared/tuning/space.ts'

/**
 * What the notebook that this project began with does: cap and fill, one-hot, standardise, drop the later of two columns
 * that correlate above 0.9, keep the 50 of highest F, of these 30 by recursive elimination. `studyPeer.py` does the same
 * by scikit-learn. All of it once on the training rows of each fold, as leaving the fold out asks for.
 */
export const SEED_PREPROCESSING: PreprocessingOptions = {
  outliers: 'iqr-always',
  fill: 'median',
  missingIndicators: false,
  skew: 'none',
  // afterwards, of what is selected: no step of the selection depends on it, and here 0/1 columns are scaled too
  scale: 'none',
  categories: 'one-hot',
  oneHotLevels: 10,
  maxCorrelation: 0.9,
  selectK: 50,
  rfe: 30,
}

/** Its 30 trials of logistic regression choose among these. */
export const SEED_SPACE: Space = [
  { name: 'penalty', kind: 'choice', choices: ['l1', 'l2'] satisfies ParameterValue[] },
  { name: 'C', kind: 'float', low: 1e-4, high: 100, log: true },
]

export const SEED_TRIALS = 30
