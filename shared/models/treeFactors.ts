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

/** Bytes of a node, and what is before the nodes: see the kernel. */
const NODE_BYTES = 40
const HEADER_BYTES = 8

/**
 * What of a tree's Shapley values does not depend on the row; o, z and t as `treeShap.ts` has them. An edge is named by the
 * node that it leads to, and nodes are counted from the tree's root.
 */
export class TreeFactors {
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
    const { root, size, parent, above, share, unknown, deepest, expected } = pathsOf(trees, tree)
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

/** What the ways from a tree's root to its leaves share out; the arrays have an entry per node. */
interface TreePaths {
  readonly root: number
  readonly size: number
  readonly parent: Int32Array
  /** As `TreeFactors` has them. */
  readonly above: Int32Array
  readonly share: Float64Array
  /** z of an edge: the share of cover at it times that at the edges above it that split on its column. */
  readonly unknown: Float64Array
  /** Edges to the leaf that is the furthest away. */
  readonly deepest: number
  readonly expected: number
}

function pathsOf(trees: ExplainableTrees, tree: number): TreePaths {
  const { roots, column, left, right, cover, value } = trees
  const root = roots[tree] ?? 0
  const size = (roots[tree + 1] ?? 0) - root
  const parent = new Int32Array(size)
  const above = new Int32Array(size)
  const share = new Float64Array(size)
  const unknown = new Float64Array(size)
  const depth = new Int32Array(size)
  /** The share of cover that reaches a node. */
  const reached = new Float64Array(size)
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
  return { root, size, parent, above, share, unknown, deepest, expected }
}
