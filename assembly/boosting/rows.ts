/** Which rows are in which node, and what its leaves add to their margins. */

/**
 * Reorders a node's rows and their packed gradients: first those that go left, then those that go right, each in the
 * order they were in.
 *
 * @param bins - of the column that is split on, one byte a row
 * @param rows - `n` 32-bit numbers
 * @param packed - `n` 64-bit numbers
 * @param last - the last bin that goes left
 * @param missing - another bin that does so, or 256
 * @param spareRows - room for n more, as `sparePacked`
 * @returns how many go left
 */
export function partition(
  bins: usize,
  rows: usize,
  packed: usize,
  n: u32,
  last: u32,
  missing: u32,
  spareRows: usize,
  sparePacked: usize,
): u32 {
  let left: usize = 0
  let right: usize = 0
  for (let i: usize = 0; i < n; i++) {
    const row = load<u32>(rows + (i << 2))
    const gradient = load<u64>(packed + (i << 3))
    const bin = <u32>load<u8>(bins + row)
    // written to both, and kept in one of them
    store<u32>(rows + (left << 2), row)
    store<u64>(packed + (left << 3), gradient)
    store<u32>(spareRows + (right << 2), row)
    store<u64>(sparePacked + (right << 3), gradient)
    const isLeft = usize(bin <= last) | usize(bin === missing)
    left += isLeft
    right += 1 - isLeft
  }
  memory.copy(rows + (left << 2), spareRows, right << 2)
  memory.copy(packed + (left << 3), sparePacked, right << 3)
  return <u32>left
}

/** Adds the values of a node's two leaves to the margins of its rows, which stay where they are. */
export function partitionLeaves(
  bins: usize,
  rows: usize,
  n: u32,
  last: u32,
  missing: u32,
  left: f32,
  right: f32,
  margins: usize,
): void {
  const end = rows + ((<usize>n) << 2)
  for (; rows < end; rows += 4) {
    const row = <usize>load<u32>(rows)
    const bin = <u32>load<u8>(bins + row)
    const value = select(left, right, u32(bin <= last) | u32(bin === missing))
    const at = margins + (row << 2)
    store<f32>(at, load<f32>(at) + value)
  }
}

/** Adds the value of a leaf to the margins of its rows. */
export function addLeaf(rows: usize, n: u32, value: f32, margins: usize): void {
  const end = rows + ((<usize>n) << 2)
  for (; rows < end; rows += 4) {
    const at = margins + ((<usize>load<u32>(rows)) << 2)
    store<f32>(at, load<f32>(at) + value)
  }
}

/**
 * Adds a tree's values to the margins of rows, whether it was grown on them or not.
 *
 * @param bins - address of the first row's bins
 * @param stride - bytes from one row to the next
 * @param rows - `n` 32-bit numbers
 * @param nodes - 24 bytes a node, six 32-bit numbers: column (−1 at a leaf), last bin that goes left, another bin that
 *   does so (or 256), positions of the children, value (float32); the root first
 */
export function addTree(
  bins: usize,
  stride: u32,
  rows: usize,
  n: u32,
  nodes: usize,
  margins: usize,
): void {
  const end = rows + ((<usize>n) << 2)
  for (; rows < end; rows += 4) {
    const row = <usize>load<u32>(rows)
    const from = bins + row * stride
    let node = nodes
    let column = load<i32>(node)
    while (column !== -1) {
      const bin = <u32>load<u8>(from + column)
      const isLeft = u32(bin <= load<u32>(node, 4)) | u32(bin === load<u32>(node, 8))
      node = nodes + <usize>select(load<u32>(node, 12), load<u32>(node, 16), isLeft) * 24
      column = load<i32>(node)
    }
    const at = margins + (row << 2)
    store<f32>(at, load<f32>(at) + load<f32>(node, 20))
  }
}
