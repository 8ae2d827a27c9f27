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
  const walk = new TreeWalk(trees)
  const shap = new Float64Array(rows * columns)
  let expected = 0
  for (const tree of factorsOf(trees)) {
    walk.enter(tree)
    expected += tree.expected
    for (let row = 0; row < rows; row++) walk.explain(values, shap, row * columns)
  }
  return { expected, values: shap }
}

/** Of an ensemble's factors, beyond which they are computed anew each time instead of being kept. */
const KEPT_BYTES = 32 << 20

/** Factors of ensembles that were explained before: to compute them takes as long as to explain a row. */
const kept = new WeakMap<ExplainableTrees, readonly TreeFactors[]>()

function* factorsOf(trees: ExplainableTrees): Generator<TreeFactors, void> {
  const known = kept.get(trees)
  if (known !== undefined) {
    yield* known
    return
  }
  const made: TreeFactors[] = []
  const rules: Quadrature[] = []
  let bytes = 0
  for (let tree = 0; tree + 1 < trees.roots.length; tree++) {
    const factors = new TreeFactors(trees, tree, rules)
    bytes += factors.bytes
    if (bytes <= KEPT_BYTES) made.push(factors)
    yield factors
  }
  if (bytes <= KEPT_BYTES) kept.set(trees, made)
}

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

  get bytes(): number {
    return 8 * (3 * this.gain.length + this.share.length) + 4 * this.above.length
  }
}

/** The walks down and up one tree at a time; nothing is allocated for a row or a node. */
class TreeWalk {
  private readonly trees: ExplainableTrees
  private tree: TreeFactors | undefined
  /** o of an edge: whether the row's value leads along it, and along those edges above it that split on its column. */
  private readonly known: Uint8Array
  /** The product over the edges down to a node, then the sum of value × product over the leaves below it, by point. */
  private product = new Float64Array(0)

  constructor(trees: ExplainableTrees) {
    this.trees = trees
    let most = 0
    for (let tree = 0; tree + 1 < trees.roots.length; tree++) {
      most = Math.max(most, (trees.roots[tree + 1] ?? 0) - (trees.roots[tree] ?? 0))
    }
    this.known = new Uint8Array(most)
  }

  /** Turns to another tree. */
  enter(tree: TreeFactors): void {
    this.tree = tree
    const needed = tree.size * tree.points
    if (this.product.length < needed) this.product = new Float64Array(needed)
  }

  /**
   * Adds one row's Shapley values.
   *
   * @param start - where the row begins in `values`, and its Shapley values in `shap`
   */
  explain(values: Float32Array | Float64Array, shap: Float64Array, start: number): void {
    if (this.tree === undefined || this.tree.size < 2) return
    this.walkDown(this.tree, values, start)
    this.walkUp(this.tree, shap, start)
  }

  private walkDown(
    { root, size, points, above, share, taken, missed }: TreeFactors,
    values: Float32Array | Float64Array,
    start: number,
  ): void {
    const { column, threshold, left, right, missingLeft, value } = this.trees
    const { known, product } = this
    product.fill(1, 0, points)
    for (let node = 0; node < size; node++) {
      const from = node * points
      const split = column[root + node] ?? -1
      if (split === -1) {
        const leaf = value[root + node] ?? 0
        for (let at = from; at < from + points; at++) product[at] = leaf * (product[at] ?? 0)
        continue
      }
      const cell = values[start + split] ?? 0
      const isLeft = Number.isNaN(cell)
        ? missingLeft[root + node] === 1
        : cell < (threshold[root + node] ?? 0)
      const before = above[node] ?? 0
      const isKnown = before === 0 || known[before] === 1
      for (let side = 0; side < 2; side++) {
        const child = ((side === 0 ? left : right)[root + node] ?? 0) - root
        const to = child * points
        const isTaken = isKnown && isLeft === (side === 0)
        known[child] = isTaken ? 1 : 0
        if (isKnown) {
          const factors = isTaken ? taken : missed
          for (let point = 0; point < points; point++) {
            product[to + point] = (product[from + point] ?? 0) * (factors[to + point] ?? 0)
          }
        } else {
          // another edge of this column was missed above: only its share of cover changes
          const part = share[child] ?? 0
          for (let point = 0; point < points; point++) {
            product[to + point] = (product[from + point] ?? 0) * part
          }
        }
      }
    }
  }

  private walkUp(tree: TreeFactors, shap: Float64Array, start: number): void {
    const { column, left, right } = this.trees
    const { root, size, points, above } = tree
    const { product } = this
    for (let node = size - 1; node >= 0; node--) {
      const split = column[root + node] ?? -1
      if (split === -1) continue
      const from = node * points
      const leftChild = (left[root + node] ?? 0) - root
      const rightChild = (right[root + node] ?? 0) - root
      let moved =
        this.moveOf(tree, leftChild, leftChild) + this.moveOf(tree, rightChild, rightChild)
      for (let point = 0; point < points; point++) {
        product[from + point] =
          (product[leftChild * points + point] ?? 0) + (product[rightChild * points + point] ?? 0)
      }
      // what the column moved there by the split above is replaced by what it moves by both
      const before = above[node] ?? 0
      if (before > 0) moved -= this.moveOf(tree, node, before)
      shap[start + split] = (shap[start + split] ?? 0) + moved
    }
  }

  /** What the column of an edge moves the leaves below a node by, the edge's product being part of theirs. */
  private moveOf({ points, gain, loss }: TreeFactors, node: number, edge: number): number {
    const { known, product } = this
    const from = node * points
    let sum = 0
    if (known[edge] === 1) {
      const at = edge * points
      for (let point = 0; point < points; point++) {
        sum += (product[from + point] ?? 0) * (gain[at + point] ?? 0)
      }
    } else {
      for (let point = 0; point < points; point++) {
        sum -= (product[from + point] ?? 0) * (loss[point] ?? 0)
      }
    }
    return sum
  }
}
