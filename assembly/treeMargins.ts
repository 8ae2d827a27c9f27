/**
 * Adds the trees of an ensemble to the margins of many rows (shared/models/boosting/margins.ts, where the rules are). Four
 * rows go down a tree at once, without a branch on their values, so that no step waits for the one before it.
 */

/** Bytes of a node: threshold, column · 2 + missingLeft, addresses of the left and of the right child. */
const COLUMN: usize = 4
const CHILDREN: usize = 8

/** The next node of a row; a leaf has itself for both children. */
function next(node: usize, row: usize): usize {
  const split = load<u32>(node, COLUMN)
  const value = load<f32>(row + ((split >> 1) << 2))
  const threshold = load<f32>(node)
  // NaN is neither below nor at least the threshold
  const isLeft = i32(value < threshold) | (i32(split & 1) & (1 ^ i32(value >= threshold)))
  return load<u32>(node + ((isLeft ^ 1) << 2), CHILDREN)
}

/**
 * @param roots - address of the trees' roots, an address of a node each
 * @param treeCount - trees
 * @param rows - address of the values, float32, row by row
 * @param rowCount - a multiple of 4
 * @param columns - values of a row
 * @param margins - address of a float32 for each row, to which the leaves' values are added, tree by tree
 */
export function treeMargins(
  roots: usize,
  treeCount: u32,
  rows: usize,
  rowCount: u32,
  columns: u32,
  margins: usize,
): void {
  const rowBytes = columns << 2
  for (let tree: u32 = 0; tree < treeCount; tree++) {
    const root: usize = load<u32>(roots + (tree << 2))
    let row = rows
    let margin = margins
    for (let at: u32 = 0; at < rowCount; at += 4) {
      const row1 = row + rowBytes
      const row2 = row1 + rowBytes
      const row3 = row2 + rowBytes
      let node0 = next(root, row)
      let node1 = next(root, row1)
      let node2 = next(root, row2)
      let node3 = next(root, row3)
      while (true) {
        const next0 = next(node0, row)
        const next1 = next(node1, row1)
        const next2 = next(node2, row2)
        const next3 = next(node3, row3)
        const moved = (next0 ^ node0) | (next1 ^ node1) | (next2 ^ node2) | (next3 ^ node3)
        node0 = next0
        node1 = next1
        node2 = next2
        node3 = next3
        if (moved === 0) break
      }
      store<f32>(margin, load<f32>(margin) + load<f32>(node0))
      store<f32>(margin, load<f32>(margin, 4) + load<f32>(node1), 4)
      store<f32>(margin, load<f32>(margin, 8) + load<f32>(node2), 8)
      store<f32>(margin, load<f32>(margin, 12) + load<f32>(node3), 12)
      row = row3 + rowBytes
      margin += 16
    }
  }
}
