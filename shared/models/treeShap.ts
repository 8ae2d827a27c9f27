import { loadKernel } from '../compute/kernels.ts'
import type { Quadrature } from './gaussLegendre.ts'
import { type ExplainableTrees, TreeFactors } from './treeFactors.ts'

export interface ShapValues {
  /** Mean of the trees' sum: of each tree's leaves, by the shares of cover on the way to them. */
  readonly expected: number
  /** One per value: how much it moves its row's sum away from there. */
  readonly values: Float64Array
}

/**
 * How much each value moves the sum of the trees' values for its row away from the mean: exact Shapley values of the
 * path-dependent expectation (Lundberg et al., "From local explanations to global understanding with explainable AI for
 * trees", Nature Machine Intelligence 2020; 2: 56–67), as XGBoost's `pred_contribs` gives them. `expected` plus a row's
 * values is the sum of the leaves that it falls into.
 *
 * A leaf counts for a coalition of columns with the product, over the columns on the way to it, of o (1 where the row's
 * value leads there, else 0) for those known, and z (the share of cover that goes there) for those unknown. So the Shapley
 * value of column i is the integral over t from 0 to 1 of (oᵢ − zᵢ) Π (z + (o − z) t) over the other columns (Owen's
 * multilinear extension), times the leaf's value. The integrand is a polynomial in t of a degree below the tree's depth:
 * a Gauss-Legendre rule of half as many points gives it exactly, and the products of all leaves come from one walk down the
 * tree, the sums from one walk up: linear in the nodes times the depth, as Linear TreeSHAP (Yu et al., NeurIPS 2022), all
 * factors positive.
 *
 * @param values - row by row, as the trees compare them: float32 where the thresholds are; NaN is missing
 */
export function treeShap(
  trees: ExplainableTrees,
  rows: number,
  columns: number,
  values: Float32Array | Float64Array,
): ShapValues {
  const shap = new Float64Array(rows * columns)
  let expected = 0
  for (const group of groupsOf(trees, columns)) {
    for (let row = 0; row < rows; row += BLOCK_ROWS) {
      const block = Math.min(BLOCK_ROWS, rows - row)
      const [start, end] = [row * columns, (row + block) * columns]
      group.values.set(values.subarray(start, end))
      group.shap.set(shap.subarray(start, end))
      group.explain(block)
      shap.set(group.shap.subarray(0, end - start), start)
    }
    for (const each of group.expected) expected += each
  }
  return { expected, values: shap }
}

/** The kernel `assembly/treeShap.ts`, where the parameters are described. */
interface TreeShapKernel extends WebAssembly.Exports {
  treeShap(tree: number, row: number, shap: number, scratch: number): void
}

function isKernel(exports: WebAssembly.Exports): exports is TreeShapKernel {
  return typeof exports['treeShap'] === 'function'
}

/** Trees that lie in the memory of a kernel. */
interface LaidOutTrees {
  /** Of each tree. */
  readonly expected: readonly number[]
  /** Where the values of some rows are put. */
  readonly values: Float64Array
  /** What `explain` adds their Shapley values to. */
  readonly shap: Float64Array
  explain(rows: number): void
}

/** Rows that meet a tree before the next one is read. */
const BLOCK_ROWS = 16

/** Of the trees of a group, if none alone is larger. */
const GROUP_BYTES = 32 << 20

/** An ensemble that is one group stays laid out: that takes as long as to explain some rows. */
const kept = new WeakMap<
  ExplainableTrees,
  { readonly columns: number; readonly group: LaidOutTrees }
>()

function* groupsOf(trees: ExplainableTrees, columns: number): Generator<LaidOutTrees, void> {
  const known = kept.get(trees)
  if (known?.columns === columns) {
    yield known.group
    return
  }
  const count = trees.roots.length - 1
  const rules: Quadrature[] = []
  let waiting: TreeFactors[] = []
  let bytes = 0
  for (let tree = 0; tree < count; tree++) {
    const factors = new TreeFactors(trees, tree, rules)
    if (waiting.length > 0 && bytes + factors.bytes > GROUP_BYTES) {
      yield layOut(trees, waiting, columns)
      waiting = []
      bytes = 0
    }
    waiting.push(factors)
    bytes += factors.bytes
  }
  const group = layOut(trees, waiting, columns)
  if (waiting.length === count) kept.set(trees, { columns, group })
  yield group
}

function layOut(
  trees: ExplainableTrees,
  group: readonly TreeFactors[],
  columns: number,
): LaidOutTrees {
  // memory: a block of rows, their Shapley values, room for products, trees
  const rowBytes = 8 * columns
  const shapAt = BLOCK_ROWS * rowBytes
  const scratchAt = 2 * shapAt
  const scratch = group.reduce((most, { size, points }) => Math.max(most, size * (points + 1)), 0)
  const addresses: number[] = []
  let end = scratchAt + 8 * scratch
  for (const tree of group) {
    addresses.push(end)
    end += tree.bytes
  }
  const { functions, memory } = loadKernel('treeShap', end, isKernel)
  group.forEach((tree, at) => {
    tree.write(trees, memory, addresses[at] ?? 0)
  })
  return {
    expected: group.map(tree => tree.expected),
    values: new Float64Array(memory, 0, BLOCK_ROWS * columns),
    shap: new Float64Array(memory, shapAt, BLOCK_ROWS * columns),
    explain(rows) {
      for (const address of addresses) {
        for (let row = 0; row < rows; row++) {
          const at = row * rowBytes
          functions.treeShap(address, at, shapAt + at, scratchAt)
        }
      }
    },
  }
}
