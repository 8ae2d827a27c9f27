/**
 * The choices of preprocessing, part of each trial's parameters. They are the seed notebook's steps; all are fitted
 * on training rows only.
 */
export interface PreprocessingOptions {
  /** `iqr` caps numbers at the quartiles ∓ 1.5 IQR. */
  readonly outliers: 'none' | 'iqr'
  /** What fills a missing number; a missing category becomes the training mode, a missing flag 0. */
  readonly fill: 'median' | 'mean'
  /** Adds a 0/1 column for each feature that is missing in some training row; flags always get theirs. */
  readonly missingIndicators: boolean
  /** `rules`: by skewness: |skew| ≤ 0.5 as is, Yeo-Johnson otherwise (see `skew.ts` for the exact rules). */
  readonly skew: 'none' | 'rules'
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
  /** Keep the k columns of highest ANOVA F (as scikit-learn's `f_classif`); null: all. */
  readonly selectK: number | null
}
