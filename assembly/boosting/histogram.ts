/**
 * Histograms: for each bin of each column the sum of the packed gradients of a node's rows, 256 bins a column, 8 bytes a
 * bin.
 */

const COLUMN_BYTES: usize = 2048
/** Columns that are added at once: their histograms, 16 KiB, stay in the processor's nearest cache. */
const BLOCK: u32 = 8
/**
 * Rows whose bins are copied, block after block of columns, before they are added: a row's bins are fetched from afar
 * once, not once for each block. Not a power of two, which would put all blocks at the same places of the cache.
 */
const TILE: u32 = 504
const TILE_BYTES: usize = TILE * BLOCK

/**
 * Adds a node's rows to the histograms of all columns.
 *
 * @param bins - address of the first row's bins
 * @param stride - bytes from one row to the next
 * @param blocks - how many times 8 columns there are; those that are none are added up too
 * @param rows - `n` 32-bit numbers: which rows
 * @param packed - their packed gradients, in their order
 * @param histogram - 8 columns for each block
 * @param tile - room for 504 rows of 8 bytes for each block
 */
export function addColumns(
  bins: usize,
  stride: u32,
  blocks: u32,
  rows: usize,
  packed: usize,
  n: u32,
  histogram: usize,
  tile: usize,
): void {
  for (let start: u32 = 0; start < n; start += TILE) {
    const count = min(TILE, n - start)
    copyTile(bins, stride, blocks, rows + ((<usize>start) << 2), count, tile)
    const gradients = packed + ((<usize>start) << 3)
    for (let block: usize = 0; block < blocks; block++) {
      addBlock(
        tile + block * TILE_BYTES,
        gradients,
        count,
        histogram + block * BLOCK * COLUMN_BYTES,
      )
    }
  }
}

function copyTile(bins: usize, stride: u32, blocks: u32, rows: usize, n: u32, tile: usize): void {
  const end = rows + ((<usize>n) << 2)
  for (; rows < end; rows += 4) {
    let from = bins + load<u32>(rows) * stride
    let to = tile
    for (let block: u32 = 0; block < blocks; block++) {
      store<u64>(to, load<u64>(from))
      from += BLOCK
      to += TILE_BYTES
    }
    tile += BLOCK
  }
}

/** @param bins - 8 bytes for each row, one for each column */
function addBlock(bins: usize, packed: usize, n: u32, histogram: usize): void {
  const end = packed + ((<usize>n) << 3)
  for (; packed < end; packed += 8) {
    const gradient = load<u64>(packed)
    const at0 = histogram + ((<usize>load<u8>(bins, 0)) << 3)
    store<u64>(at0, load<u64>(at0) + gradient)
    const at1 = histogram + ((<usize>load<u8>(bins, 1)) << 3)
    store<u64>(at1, load<u64>(at1, 2048) + gradient, 2048)
    const at2 = histogram + ((<usize>load<u8>(bins, 2)) << 3)
    store<u64>(at2, load<u64>(at2, 4096) + gradient, 4096)
    const at3 = histogram + ((<usize>load<u8>(bins, 3)) << 3)
    store<u64>(at3, load<u64>(at3, 6144) + gradient, 6144)
    const at4 = histogram + ((<usize>load<u8>(bins, 4)) << 3)
    store<u64>(at4, load<u64>(at4, 8192) + gradient, 8192)
    const at5 = histogram + ((<usize>load<u8>(bins, 5)) << 3)
    store<u64>(at5, load<u64>(at5, 10240) + gradient, 10240)
    const at6 = histogram + ((<usize>load<u8>(bins, 6)) << 3)
    store<u64>(at6, load<u64>(at6, 12288) + gradient, 12288)
    const at7 = histogram + ((<usize>load<u8>(bins, 7)) << 3)
    store<u64>(at7, load<u64>(at7, 14336) + gradient, 14336)
    bins += BLOCK
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

/** Sets the histograms of a node's columns to 0, as far as `cellsOf` has them. */
export function clearHistogram(histogram: usize, columns: u32, bins: usize): void {
  for (let column: u32 = 0; column < columns; column++) {
    memory.fill(histogram, 0, cellsOf(bins) << 3)
    histogram += COLUMN_BYTES
    bins += 2
  }
}

/**
 * Takes one child's histograms off its parent's, which leaves the other child's.
 *
 * @param columns - how many there are
 * @param bins - how many bins each column has, a 16-bit number
 */
export function subtractHistogram(parent: usize, child: usize, columns: u32, bins: usize): void {
  for (let column: u32 = 0; column < columns; column++) {
    const end = parent + (cellsOf(bins) << 3)
    let other = child
    for (let at = parent; at < end; at += 32) {
      v128.store(at, i64x2.sub(v128.load(at), v128.load(other)))
      v128.store(at, i64x2.sub(v128.load(at, 16), v128.load(other, 16)), 16)
      other += 32
    }
    parent += COLUMN_BYTES
    child += COLUMN_BYTES
    bins += 2
  }
}

/** Bins of a column, that of its missing values included, rounded up to fours: no more of them are ever looked at. */
function cellsOf(bins: usize): usize {
  return min<usize>((<usize>load<u16>(bins) + 4) & ~3, 256)
}
