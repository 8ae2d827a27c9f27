/** The sums of a node's gradients and hessians, in units of the scales. */
export interface Sums {
  readonly gradient: number
  readonly hessian: number
}

/** Rows of a node: where they begin among the rows of the tree, and how many. */
export interface NodeRows extends Sums {
  readonly from: number
  readonly count: number
}
