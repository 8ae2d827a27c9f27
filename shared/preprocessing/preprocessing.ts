/**
 * The choices of preprocessing, part of each trial's parameters. They are the seed notebook's steps, in its order; all are
 * fitted on training rows only.
 */
export interface PreprocessingOptions {
  /**
   * `iqr` caps numbers at the quartiles ∓ 1.5 IQR unless these are equal. `iqr-always` caps also then, as the seed did: the
   * column is constant afterwards, and goes.
   */
  readonly outliers: 'none' | 'iqr' | 'iqr-always'
  /**
   * What fills a missing number; a missing category becomes the training mode, a missing flag 0. `none`: whatever is
   * missing stays NaN (in one-hot columns 0), for families that take it (`ModelFamily.takesMissing`).
   */
  readonly fill: 'median' | 'mean' | 'none'
  /** Adds a 0/1 column for each feature that is missing in some training row; flags that are filled always get theirs. */
  readonly missingIndicators: boolean
  /**
   * Where the skewness is more than 0.5, `yeo-johnson` fits that transform; `rules` chooses between it, log1p and the square
   * by the skewness, as the seed did (see `skew.ts`).
   */
  readonly skew: 'none' | 'yeo-johnson' | 'rules'
  readonly scale: 'none' | 'standard'
  /**
   * `one-hot`: a 0/1 column per level, or the training frequency where there are too many levels. `ordinal`: one column,
   * the level's place in the order of names, −1 for one that was never seen, as scikit-learn's OrdinalEncoder: for trees.
   */
  readonly categories: 'one-hot' | 'ordinal'
  /** Categories with up to this many levels are one-hot encoded, those with more by their training frequency. */
  readonly oneHotLevels: number
  /** Of two columns that correlate above this in absolute value the later one is dropped; null: none is. */
  readonly maxCorrelation: number | null
  /** Then keep the k columns of highest ANOVA F (as scikit-learn's `SelectKBest(f_classif)`); null: all. */
  readonly selectK: number | null
  /** Then keep so many columns by recursive elimination with logistic regression (scikit-learn's `RFE`); null: all. */
  readonly rfe: number | null
}
