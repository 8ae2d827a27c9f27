import type { NodeRows, Sums } from './nodeRows.ts'
import type { BoostingParameters } from './parameters.ts'

/**
 * What nodes are worth by the sums of their rows.
 *
 * Source: Chen and Guestrin, "XGBoost", KDD 2016, equations 5 and 6; with `alpha` as XGBoost's `ThresholdL1` has it.
 */
export class NodeValues {
  private readonly parameters: BoostingParameters
  private readonly eta: number
  private gradientUnit = 1
  private hessianUnit = 1

  constructor(parameters: BoostingParameters) {
    this.parameters = parameters
    this.eta = Math.fround(Math.fround(parameters.eta) / parameters.numParallelTree)
  }

  /** What an integer of the sums is worth, until it is said anew. */
  useUnits(gradientUnit: number, hessianUnit: number): void {
    this.gradientUnit = gradientUnit
    this.hessianUnit = hessianUnit
  }

  canSplit({ count, hessian }: NodeRows, depth: number): boolean {
    const { maxDepth, minChildWeight } = this.parameters
    return depth < maxDepth && count > 1 && hessian * this.hessianUnit >= 2 * minChildWeight
  }

  cover({ hessian }: Sums): number {
    return Math.fround(hessian * this.hessianUnit)
  }

  /** The best weight of a node as a leaf; 0 where it has less than a leaf must. */
  weight({ gradient, hessian }: Sums): number {
    const { alpha, lambda, minChildWeight } = this.parameters
    const g = gradient * this.gradientUnit
    const h = hessian * this.hessianUnit
    if (h < minChildWeight || h <= 0) return 0
    return Math.fround((-Math.sign(g) * Math.max(Math.abs(g) - alpha, 0)) / (h + lambda)) + 0
  }

  /** What a leaf adds to the margins of its rows. */
  leafValue(sums: Sums): number {
    return Math.fround(this.weight(sums) * this.eta)
  }

  /** By how much a node as a leaf lowers the loss, times two. */
  score({ gradient, hessian }: Sums): number {
    const { alpha, lambda, minChildWeight } = this.parameters
    const h = hessian * this.hessianUnit
    if (h < minChildWeight || h <= 0) return 0
    const rest = Math.max(Math.abs(gradient * this.gradientUnit) - alpha, 0)
    return (rest * rest) / (h + lambda)
  }
}
