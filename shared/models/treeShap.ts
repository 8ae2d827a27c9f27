import type { Tree } from './trees.ts'

/**
 * One column on the way from the root: the shares of rows that go on when the column's value is unknown (`zero`: by
 * cover) and known (`one`: 0 or 1), and the weight of the subsets of so many columns.
 */
interface PathElement {
  column: number
  zero: number
  one: number
  weight: number
}

/**
 * Adds to `contributions` how much each column moves one tree's value for one row away from the tree's mean: exact
 * Shapley values of the path-dependent expectation, by TreeSHAP (Lundberg et al., "From local explanations to global
 * understanding with explainable AI for trees", Nature Machine Intelligence 2020; 2: 56–67, algorithm 2). They sum to the
 * tree's value for the row minus `tree.value[0]`.
 *
 * @param start - where the row begins in `values`
 * @param contributions - one per column of the matrix
 */
export function addTreeShap(
  tree: Tree,
  values: Float64Array,
  start: number,
  contributions: Float64Array,
): void {
  const visit = (
    node: number,
    above: readonly PathElement[],
    zero: number,
    one: number,
    column: number,
  ): void => {
    const path = extended(above, zero, one, column)
    const split = tree.column[node] ?? -1
    if (split === -1) {
      for (let at = 1; at < path.length; at++) {
        const element = path[at]
        if (element === undefined) continue
        const share = unwoundWeight(path, at) * (element.one - element.zero)
        contributions[element.column] =
          (contributions[element.column] ?? 0) + share * (tree.value[node] ?? 0)
      }
      return
    }
    const left = tree.left[node] ?? 0
    const right = tree.right[node] ?? 0
    const isLeft = (values[start + split] ?? 0) < (tree.threshold[node] ?? 0)
    const [taken, other] = isLeft ? [left, right] : [right, left]

    // a column met before is taken out and put back with both splits' shares
    const met = path.findIndex((element, at) => at > 0 && element.column === split)
    const before = path[met]
    const rest = before === undefined ? path : unwound(path, met)
    const cover = tree.cover[node] ?? 1
    const shareOf = (child: number) => ((before?.zero ?? 1) * (tree.cover[child] ?? 0)) / cover
    visit(taken, rest, shareOf(taken), before?.one ?? 1, split)
    visit(other, rest, shareOf(other), 0, split)
  }
  visit(0, [], 1, 1, -1)
}

/** The path with one more column: every subset of it with and without that column. */
function extended(
  path: readonly PathElement[],
  zero: number,
  one: number,
  column: number,
): PathElement[] {
  const longer = path.map(element => ({ ...element }))
  const depth = path.length
  longer.push({ column, zero, one, weight: depth === 0 ? 1 : 0 })
  for (let at = depth - 1; at >= 0; at--) {
    const element = longer[at]
    const next = longer[at + 1]
    if (element === undefined || next === undefined) continue
    next.weight += (one * element.weight * (at + 1)) / (depth + 1)
    element.weight = (zero * element.weight * (depth - at)) / (depth + 1)
  }
  return longer
}

/** The path as if the column at a position had never been added. */
function unwound(path: readonly PathElement[], position: number): PathElement[] {
  const depth = path.length - 1
  const shorter = path.slice(0, depth).map(element => ({ ...element }))
  const weights = unwoundWeights(path, position)
  for (let at = 0; at < depth; at++) {
    const element = shorter[at]
    const from = path[at < position ? at : at + 1]
    if (element === undefined || from === undefined) continue
    element.column = from.column
    element.zero = from.zero
    element.one = from.one
    element.weight = weights[at] ?? 0
  }
  return shorter
}

/** Sum of the weights of the path without the column at a position. */
function unwoundWeight(path: readonly PathElement[], position: number): number {
  return unwoundWeights(path, position).reduce((sum, weight) => sum + weight, 0)
}

function unwoundWeights(path: readonly PathElement[], position: number): Float64Array {
  const depth = path.length - 1
  const { zero, one } = path[position] ?? { zero: 1, one: 1 }
  const weights = new Float64Array(depth)
  let carried = path[depth]?.weight ?? 0
  for (let at = depth - 1; at >= 0; at--) {
    const weight = path[at]?.weight ?? 0
    if (one === 0) {
      weights[at] = (weight * (depth + 1)) / (zero * (depth - at))
    } else {
      const without = (carried * (depth + 1)) / ((at + 1) * one)
      weights[at] = without
      carried = weight - (without * zero * (depth - at)) / (depth + 1)
    }
  }
  return weights
}
