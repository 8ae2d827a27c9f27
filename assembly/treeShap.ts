/**
 * Adds the Shapley values of one row for one tree (shared/models/treeShap.ts, where the method is and who lays the tree
 * out): a walk down its nodes, then one up. The order of all sums and products is part of the result.
 */

/** Bytes of a node: column, left and right child, edge above, threshold or leaf's value, share, whether missing goes left. */
const NODE: usize = 40
const LEFT: usize = 4
const RIGHT: usize = 8
const ABOVE: usize = 12
const THRESHOLD: usize = 16
const SHARE: usize = 24
const MISSING_LEFT: usize = 32

/** Products of a child from those of its parent. */
function descend(
  from: usize,
  to: usize,
  factors: usize,
  share: f64,
  isKnown: bool,
  bytes: usize,
): void {
  if (isKnown) {
    for (let at: usize = 0; at < bytes; at += 8) {
      store<f64>(to + at, load<f64>(from + at) * load<f64>(factors + at))
    }
  } else {
    // another edge of this column was missed above: only its share of cover changes
    for (let at: usize = 0; at < bytes; at += 8) {
      store<f64>(to + at, load<f64>(from + at) * share)
    }
  }
}

/** What the column of an edge moves the leaves below a node by. */
function moveOf(product: usize, isTaken: bool, gain: usize, loss: usize, bytes: usize): f64 {
  let sum: f64 = 0
  if (isTaken) {
    for (let at: usize = 0; at < bytes; at += 8) {
      sum += load<f64>(product + at) * load<f64>(gain + at)
    }
  } else {
    for (let at: usize = 0; at < bytes; at += 8) {
      sum -= load<f64>(product + at) * load<f64>(loss + at)
    }
  }
  return sum
}

/**
 * @param tree - address: how many nodes and points (u32 each), a loss by point, the nodes, then for each node what it takes,
 *   misses and gains, by point (f64)
 * @param row - address of its values, f64
 * @param shap - address of its Shapley values, f64, added to
 * @param scratch - address of room for nodes × points products (f64) and a byte by node
 */
export function treeShap(tree: usize, row: usize, shap: usize, scratch: usize): void {
  const size: usize = load<u32>(tree)
  const bytes: usize = (<usize>load<u32>(tree, 4)) << 3
  const loss = tree + 8
  const nodes = loss + bytes
  const factors = nodes + size * NODE
  const stride = bytes * 3
  const known = scratch + size * bytes

  for (let at: usize = 0; at < bytes; at += 8) store<f64>(scratch + at, 1)
  for (let node: usize = 0; node < size; node++) {
    const at = nodes + node * NODE
    const from = scratch + node * bytes
    const column = load<i32>(at)
    const threshold = load<f64>(at, THRESHOLD)
    if (column < 0) {
      for (let point: usize = 0; point < bytes; point += 8) {
        store<f64>(from + point, threshold * load<f64>(from + point))
      }
      continue
    }
    const cell = load<f64>(row + ((<usize>column) << 3))
    const isLeft = cell !== cell ? load<u32>(at, MISSING_LEFT) === 1 : cell < threshold
    const before: usize = load<u32>(at, ABOVE)
    const isKnown = before === 0 || load<u8>(known + before) === 1
    const left: usize = load<u32>(at, LEFT)
    const right: usize = load<u32>(at, RIGHT)
    const takesLeft = isKnown && isLeft
    const takesRight = isKnown && !isLeft
    store<u8>(known + left, takesLeft ? 1 : 0)
    store<u8>(known + right, takesRight ? 1 : 0)
    const ofLeft = factors + left * stride + (takesLeft ? 0 : bytes)
    const ofRight = factors + right * stride + (takesRight ? 0 : bytes)
    const leftShare = load<f64>(nodes + left * NODE, SHARE)
    const rightShare = load<f64>(nodes + right * NODE, SHARE)
    descend(from, scratch + left * bytes, ofLeft, leftShare, isKnown, bytes)
    descend(from, scratch + right * bytes, ofRight, rightShare, isKnown, bytes)
  }

  for (let node = size; node-- > 0; ) {
    const at = nodes + node * NODE
    const column = load<i32>(at)
    if (column < 0) continue
    const left: usize = load<u32>(at, LEFT)
    const right: usize = load<u32>(at, RIGHT)
    const here = scratch + node * bytes
    const ofLeft = scratch + left * bytes
    const ofRight = scratch + right * bytes
    const gains = factors + bytes * 2
    let moved =
      moveOf(ofLeft, load<u8>(known + left) === 1, gains + left * stride, loss, bytes) +
      moveOf(ofRight, load<u8>(known + right) === 1, gains + right * stride, loss, bytes)
    for (let point: usize = 0; point < bytes; point += 8) {
      store<f64>(here + point, load<f64>(ofLeft + point) + load<f64>(ofRight + point))
    }
    // what the column moved there by the split above is replaced by what it moves by both
    const before: usize = load<u32>(at, ABOVE)
    if (before > 0) {
      moved -= moveOf(here, load<u8>(known + before) === 1, gains + before * stride, loss, bytes)
    }
    const into = shap + ((<usize>column) << 3)
    store<f64>(into, load<f64>(into) + moved)
  }
}
