/**
 * Boosted trees, or one round of many trees (a random forest), as XGBoost's `gbtree` booster with the objective
 * `binary:logistic` has them: flat arrays over all nodes of all trees, one entry per node. Every float is a float32, as
 * in XGBoost, so that a model has the same bits there and here.
 *
 * A row's margin, in log-odds, is `baseMargin(baseScore)` plus the value of the leaf that it falls into, tree by tree in
 * float32. A node sends it left where its value, rounded to float32, is below the threshold; where the value is NaN,
 * `missingLeft` decides.
 */
export interface TreeEnsemble {
  /** Of the columns of the matrix that it was trained on. */
  readonly names: readonly string[]
  /** A probability, strictly between 0 and 1, float32. */
  readonly baseScore: number
  /** Trees grown in one round: 1 in boosting, all of them in a random forest. */
  readonly parallelTrees: number
  /** Tree t's nodes are `roots[t]` … `roots[t + 1] - 1`, its root first: one entry more than there are trees. */
  readonly roots: Int32Array
  /** What a node splits on; −1 at a leaf. */
  readonly column: Int32Array
  /** 0 at a leaf. */
  readonly threshold: Float32Array
  /** Positions of the children in these arrays, behind their parent's and within its tree; 0 at a leaf. */
  readonly left: Int32Array
  readonly right: Int32Array
  /** 1 where a missing value goes left, otherwise 0, as at a leaf. */
  readonly missingLeft: Uint8Array
  /**
   * At a leaf what it adds to the margin: its weight times the learning rate, in a random forest also divided by
   * `parallelTrees`. At an inner node its weight as if it were a leaf, without the learning rate.
   */
  readonly value: Float32Array
  /** Sum of the hessians of the training rows that reach the node. */
  readonly cover: Float32Array
  /** What a split takes off the loss (XGBoost's `loss_changes`); 0 at a leaf. */
  readonly gain: Float32Array
}

/** The margin that every row starts from: the logit of `baseScore`, in float32 step by step as XGBoost 1.7 computes it. */
export function baseMargin(baseScore: number): number {
  const odds = Math.fround(Math.fround(1 / Math.fround(baseScore)) - 1)
  return Math.fround(0 - Math.log(odds))
}
