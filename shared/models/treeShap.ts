import { loadKernel } from '../compute/kernels.ts'
import { gaussLegendre, type Quadrature } from './gaussLegendre.ts'

/**
 * Trees in flat arrays over all nodes of all trees, as `boosting/ensemble.ts` describes them; the floats may be of either
 * width. Children come behind their parents.
 */
export interface ExplainableTrees {
  readonly roots: Int32Array
  readonly column: Int32Array
  readonly threshold: Float32Array | Float64Array
  readonly left: Int32Array
  readonly right: Int32Array
  readonly missingLeft: Uint8Array
  /** Only the leaves' values count. */
  readonly value: Float32Array | Float64Array
  readonly cover: Float32Array | Float64Array
}

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

/** Bytes of a node, and what is before the nodes: see the kernel. */
const NODE_BYTES = 40
const HEADER_BYTES = 8

/**
 * What of a tree does not depend on the row. An edge is named by the node that it leads to, and nodes are counted from the
 * tree's root.
 */
class TreeFactors {
  readonly root: number
  /** Nodes of the tree. */
  readonly size: number
  /** Points of the quadrature, as many as the tree needs. */
  readonly points: number
  /** Mean of the tree's leaves by the shares of cover. */
  readonly expected: number

  // an entry per node
  /** The share of its parent's cover. */
  readonly share: Float64Array
  /** Of an inner node: the last edge above it that splits on its column, 0 (the root, no edge) where there is none. */
  readonly above: Int32Array

  // an entry per node and point, the root's unused
  /** What an edge multiplies the product by where o is 1; the edge above is divided out. */
  readonly taken: Float64Array
  /** The same where o is 0, but was 1 above. */
  readonly missed: Float64Array
  /** The point's weight × (o − z) / (z + (o − z) t) where o is 1. */
  readonly gain: Float64Array
  /** An entry per point: the negative of the same where o is 0, whatever z is. */
  readonly loss: Float64Array

  /** @param rules - quadratures by their number of points, for those that come after */
  constructor(trees: ExplainableTrees, tree: number, rules: Quadrature[]) {
    const { column, left, right, cover, value } = trees
    const root = trees.roots[tree] ?? 0
    const size = (trees.roots[tree + 1] ?? 0) - root
    const parent = new Int32Array(size)
    const depth = new Int32Array(size)
    /** The share of cover that reaches a node. */
    const reached = new Float64Array(size)
    /** z of an edge: the share of cover at it times that at the edges above it that split on its column. */
    const unknown = new Float64Array(size)
    const share = new Float64Array(size)
    const above = new Int32Array(size)
    let deepest = 0
    let expected = 0
    reached[0] = 1
    for (let node = 0; node < size; node++) {
      const split = column[root + node] ?? -1
      if (split === -1) {
        expected += (reached[node] ?? 0) * (value[root + node] ?? 0)
        deepest = Math.max(deepest, depth[node] ?? 0)
        continue
      }
      let edge = node
      while (edge > 0 && column[root + (parent[edge] ?? 0)] !== split) edge = parent[edge] ?? 0
      above[node] = edge
      const whole = cover[root + node] ?? 0
      for (let side = 0; side < 2; side++) {
        const child = ((side === 0 ? left : right)[root + node] ?? 0) - root
        parent[child] = node
        depth[child] = (depth[node] ?? 0) + 1
        // where no training row came by, neither child is reached unless the row's own value leads there
        const part = whole > 0 ? (cover[root + child] ?? 0) / whole : 0
        share[child] = part
        reached[child] = part * (reached[node] ?? 0)
        unknown[child] = part * (edge > 0 ? (unknown[edge] ?? 0) : 1)
      }
    }
    this.root = root
    this.size = size
    this.expected = expected
    this.share = share
    this.above = above

    // the integrand's degree is below the depth
    const points = Math.max(1, Math.ceil(deepest / 2))
    const { nodes, weights } = (rules[points] ??= gaussLegendre(points))
    this.points = points
    this.taken = new Float64Array(size * points)
    this.missed = new Float64Array(size * points)
    this.gain = new Float64Array(size * points)
    this.loss = new Float64Array(points)
    for (let point = 0; point < points; point++) {
      const t = nodes[point] ?? 0
      const weight = weights[point] ?? 0
      this.loss[point] = weight / (1 - t)
      for (let edge = 1; edge < size; edge++) {
        const z = unknown[edge] ?? 0
        const before = above[parent[edge] ?? 0] ?? 0
        const replaced = before > 0 ? t + (1 - t) * (unknown[before] ?? 0) : 1
        const factor = t + (1 - t) * z
        const at = edge * points + point
        this.taken[at] = factor / replaced
        this.missed[at] = ((1 - t) * z) / replaced
        this.gain[at] = (weight * (1 - z)) / factor
      }
    }
  }

  /** Of the tree as the kernel reads it. */
  get bytes(): number {
    return HEADER_BYTES + 8 * this.points + this.size * (NODE_BYTES + 24 * this.points)
  }

  /** Writes the tree as the kernel reads it. */
  write(trees: ExplainableTrees, memory: ArrayBuffer, address: number): void {
    const { root, size, points, share, above, loss, taken, missed, gain } = this
    new Uint32Array(memory, address, 2).set([size, points])
    new Float64Array(memory, address + HEADER_BYTES, points).set(loss)
    const nodes = address + HEADER_BYTES + 8 * points
    const words = new Int32Array(memory, nodes, 10 * size)
    const floats = new Float64Array(memory, nodes, 5 * size)
    const factors = new Float64Array(memory, nodes + NODE_BYTES * size, 3 * points * size)
    for (let node = 0; node < size; node++) {
      const from = root + node
      const column = trees.column[from] ?? -1
      const isLeaf = column === -1
      words[10 * node] = column
      words[10 * node + 1] = isLeaf ? 0 : (trees.left[from] ?? 0) - root
      words[10 * node + 2] = isLeaf ? 0 : (trees.right[from] ?? 0) - root
      words[10 * node + 3] = above[node] ?? 0
      floats[5 * node + 2] = (isLeaf ? trees.value : trees.threshold)[from] ?? 0
      floats[5 * node + 3] = share[node] ?? 0
      words[10 * node + 8] = trees.missingLeft[from] ?? 0
      const [start, end] = [node * points, (node + 1) * points]
      factors.set(taken.subarray(start, end), 3 * start)
      factors.set(missed.subarray(start, end), 3 * start + points)
      factors.set(gain.subarray(start, end), 3 * start + 2 * points)
    }
  }
}
