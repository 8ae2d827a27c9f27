/**
 * Histograms: for each bin of each column the sum of the packed gradients of a node's rows, 256 bins a column, 8 bytes a
 * bin.
 */

const COLUMN_BYTES: usize = 2048
/** Columns that are added at once: their histograms, 16 KiB, stay in the processor's nearest cache. */
const BLOCK: u32 = 8
/** Rows whose bins stay in the cache behind it while block after block is added. */
const TILE: u32 = 1024

/**
 * Adds a node's rows to the histograms of all columns.
 *
 * @param bins - address of the first row's bins
 * @param stride - bytes from one row to the next, a multiple of 8: columns that are none are added up too
 * @param rows - `n` 32-bit numbers: which rows
 * @param packed - their packed gradients, in their order
 * @param histogram - `stride` columns
 */
export function addColumns(
  bins: usize,
  stride: u32,
  rows: usize,
  packed: usize,
  n: u32,
  histogram: usize,
): void {
  for (let start: u32 = 0; start < n; start += TILE) {
    const count = min(TILE, n - start)
    const listed = rows + ((<usize>start) << 2)
    const gradients = packed + ((<usize>start) << 3)
    for (let column: u32 = 0; column < stride; column += BLOCK) {
      const to = histogram + <usize>column * COLUMN_BYTES
      addBlock(bins + column, stride, listed, gradients, count, to)
    }
  }
}

function addBlock(
  bins: usize,
  stride: u32,
  rows: usize,
  packed: usize,
  n: u32,
  histogram: usize,
): void {
  const end = packed + ((<usize>n) << 3)
  for (; packed < end; packed += 8) {
    const row = bins + load<u32>(rows) * stride
    const gradient = load<u64>(packed)
    const at0 = histogram + ((<usize>load<u8>(row, 0)) << 3)
    store<u64>(at0, load<u64>(at0) + gradient)
    const at1 = histogram + ((<usize>load<u8>(row, 1)) << 3)
    store<u64>(at1, load<u64>(at1, 2048) + gradient, 2048)
    const at2 = histogram + ((<usize>load<u8>(row, 2)) << 3)
    store<u64>(at2, load<u64>(at2, 4096) + gradient, 4096)
    const at3 = histogram + ((<usize>load<u8>(row, 3)) << 3)
    store<u64>(at3, load<u64>(at3, 6144) + gradient, 6144)
    const at4 = histogram + ((<usize>load<u8>(row, 4)) << 3)
    store<u64>(at4, load<u64>(at4, 8192) + gradient, 8192)
    const at5 = histogram + ((<usize>load<u8>(row, 5)) << 3)
    store<u64>(at5, load<u64>(at5, 10240) + gradient, 10240)
    const at6 = histogram + ((<usize>load<u8>(row, 6)) << 3)
    store<u64>(at6, load<u64>(at6, 12288) + gradient, 12288)
    const at7 = histogram + ((<usize>load<u8>(row, 7)) << 3)
    store<u64>(at7, load<u64>(at7, 14336) + gradient, 14336)
    rows += 4
  }
}

/** Adds a node's rows to the histogram of one column, whose bins lie one behind the other. */
export function addColumn(bins: usize, rows: usize, packed: usize, n: u32, histogram: usize): void {
  const end = packed + ((<usize>n) << 3)
  for (; packed < end; packed += 8) {
    const at = histogram + ((<usize>load<u8>(bins + load<u32>(rows))) << 3)
    store<u64>(at, load<u64>(at) + load<u64>(packed))
    rows += 4
  }
}

/**
 * Takes one child's histograms off its parent's, which leaves the other child's.
 *
 * @param bytes - of both, a multiple of 32
 */
export function subtractHistogram(parent: usize, child: usize, bytes: usize): void {
  const end = parent + bytes
  for (; parent < end; parent += 32) {
    v128.store(parent, i64x2.sub(v128.load(parent), v128.load(child)))
    v128.store(parent, i64x2.sub(v128.load(parent, 16), v128.load(child, 16)), 16)
    child += 32
  }
}
