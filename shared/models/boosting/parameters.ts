import { z } from 'zod'

/** Named, bounded and defaulted as XGBoost's documentation has them ("XGBoost Parameters"), in camel case. */
export const boostingParameters = z.object({
  numRounds: z.int().min(1).max(10_000).default(100),
  /** Trees grown in each round, from the same gradients: many in one round are a random forest. */
  numParallelTree: z.int().min(1).max(10_000).default(1),
  /** What a leaf's weight is multiplied by; shared by the trees of a round. */
  eta: z.number().positive().max(1).default(0.3),
  maxDepth: z.int().min(1).max(60).default(6),
  /** L2 penalty on a leaf's weight. */
  lambda: z.number().min(0).default(1),
  /** L1 penalty on a leaf's weight. */
  alpha: z.number().min(0).default(0),
  /** Least gain of a split. */
  gamma: z.number().min(0).default(0),
  /** Least sum of hessians in a child. */
  minChildWeight: z.number().min(0).default(1),
  /** Share of the rows that a tree is grown on: each is drawn for itself. */
  subsample: z.number().positive().max(1).default(1),
  /** Share of the columns that a tree may split on, at least one. */
  colsampleByTree: z.number().positive().max(1).default(1),
  /** Share of those that a node may split on, at least one. */
  colsampleByNode: z.number().positive().max(1).default(1),
  /** Bins that a column's values are cut into; one more holds those that are missing, within 256 in all. */
  maxBin: z.int().min(2).max(256).default(256),
  /** What the weights of the rows of label 1 are multiplied by. */
  scalePosWeight: z.number().positive().default(1),
  /** The probability that every row's margin starts from; stated, never estimated from the labels. */
  baseScore: z.number().min(1e-6).max(0.999999).default(0.5),
  /** Rounds without a lower log loss on the validation rows after which training ends, at the best round. */
  earlyStoppingRounds: z.int().min(1).optional(),
})

export type BoostingParameters = z.output<typeof boostingParameters>
