/**
 * Sums over columns of doubles (shared/models/columnBlock.ts). Two rows or two columns are worked on at a time, and never is
 * one sum split into two: each is added up row by row, as a plain loop would, so it has that loop's bits.
 *
 * Rows are even in number: who calls this puts a row of zeros behind an odd last one. Columns are given as a list of
 * addresses, 4 bytes each.
 */

/** Bytes of the rows of four columns that are multiplied at a time: they stay in the processor's cache. */
const TILE_BYTES: usize = 8 * 1024

/** Of two columns' values in two rows those of the first row. */
function firstRow(a: v128, b: v128): v128 {
  return v128.shuffle<f64>(a, b, 0, 2)
}

function secondRow(a: v128, b: v128): v128 {
  return v128.shuffle<f64>(a, b, 1, 3)
}

/**
 * The dot product of each column with a vector.
 *
 * @param columns - address of the list
 * @param count - a multiple of 8
 * @param vector - address of a float64 per row
 * @param bytes - of a column
 * @param sums - address of a float64 per column, written
 */
export function dots(columns: usize, count: u32, vector: usize, bytes: usize, sums: usize): void {
  for (let at: u32 = 0; at < count; at += 8) {
    const c0: usize = load<u32>(columns)
    const c1: usize = load<u32>(columns, 4)
    const c2: usize = load<u32>(columns, 8)
    const c3: usize = load<u32>(columns, 12)
    const c4: usize = load<u32>(columns, 16)
    const c5: usize = load<u32>(columns, 20)
    const c6: usize = load<u32>(columns, 24)
    const c7: usize = load<u32>(columns, 28)
    let s01 = f64x2.splat(0)
    let s23 = f64x2.splat(0)
    let s45 = f64x2.splat(0)
    let s67 = f64x2.splat(0)
    for (let row: usize = 0; row < bytes; row += 16) {
      const first = v128.load64_splat(vector + row)
      const second = v128.load64_splat(vector + row, 8)
      let a = v128.load(c0 + row)
      let b = v128.load(c1 + row)
      s01 = f64x2.add(s01, f64x2.mul(firstRow(a, b), first))
      s01 = f64x2.add(s01, f64x2.mul(secondRow(a, b), second))
      a = v128.load(c2 + row)
      b = v128.load(c3 + row)
      s23 = f64x2.add(s23, f64x2.mul(firstRow(a, b), first))
      s23 = f64x2.add(s23, f64x2.mul(secondRow(a, b), second))
      a = v128.load(c4 + row)
      b = v128.load(c5 + row)
      s45 = f64x2.add(s45, f64x2.mul(firstRow(a, b), first))
      s45 = f64x2.add(s45, f64x2.mul(secondRow(a, b), second))
      a = v128.load(c6 + row)
      b = v128.load(c7 + row)
      s67 = f64x2.add(s67, f64x2.mul(firstRow(a, b), first))
      s67 = f64x2.add(s67, f64x2.mul(secondRow(a, b), second))
    }
    v128.store(sums, s01)
    v128.store(sums, s23, 16)
    v128.store(sums, s45, 32)
    v128.store(sums, s67, 48)
    columns += 32
    sums += 64
  }
}

/**
 * target += Σ factor · column, one column after the other.
 *
 * @param columns - address of the list
 * @param factors - address of a float64 per column
 * @param count - a multiple of 4
 * @param target - address of a float64 per row
 * @param bytes - of a column
 */
export function addColumns(
  columns: usize,
  factors: usize,
  count: u32,
  target: usize,
  bytes: usize,
): void {
  for (let at: u32 = 0; at < count; at += 4) {
    const c0: usize = load<u32>(columns)
    const c1: usize = load<u32>(columns, 4)
    const c2: usize = load<u32>(columns, 8)
    const c3: usize = load<u32>(columns, 12)
    const f0 = v128.load64_splat(factors)
    const f1 = v128.load64_splat(factors, 8)
    const f2 = v128.load64_splat(factors, 16)
    const f3 = v128.load64_splat(factors, 24)
    for (let row: usize = 0; row < bytes; row += 16) {
      let sum = v128.load(target + row)
      sum = f64x2.add(sum, f64x2.mul(f0, v128.load(c0 + row)))
      sum = f64x2.add(sum, f64x2.mul(f1, v128.load(c1 + row)))
      sum = f64x2.add(sum, f64x2.mul(f2, v128.load(c2 + row)))
      sum = f64x2.add(sum, f64x2.mul(f3, v128.load(c3 + row)))
      v128.store(target + row, sum)
    }
    columns += 16
    factors += 32
  }
}

/** to[0 … bytes) = column · weight, row by row. */
function weigh(column: usize, weights: usize, bytes: usize, to: usize): void {
  for (let row: usize = 0; row < bytes; row += 16) {
    v128.store(to + row, f64x2.mul(v128.load(column + row), v128.load(weights + row)))
  }
}

function addTo(sums: usize, added: v128): void {
  v128.store(sums, f64x2.add(v128.load(sums), added))
}

/**
 * Σ weight · a · b of each column a of one list and each b of another, in blocks of 4 × 4 and tiles of rows.
 *
 * @param first - address of the list of the columns a
 * @param firstCount - a multiple of 4
 * @param second - address of the list of the columns b
 * @param secondCount - a multiple of 4
 * @param beyond - a block is worked out where the place of its first b is at most that of its first a plus this
 * @param weights - address of a float64 per row
 * @param bytes - of a column
 * @param weighted - address of room for four tiles
 * @param sums - address of float64, a at row, b at column; added to
 */
export function products(
  first: usize,
  firstCount: u32,
  second: usize,
  secondCount: u32,
  beyond: u32,
  weights: usize,
  bytes: usize,
  weighted: usize,
  sums: usize,
): void {
  const line = (<usize>secondCount) << 3
  const w1 = weighted + TILE_BYTES
  const w2 = w1 + TILE_BYTES
  const w3 = w2 + TILE_BYTES
  for (let tile: usize = 0; tile < bytes; tile += TILE_BYTES) {
    const length = min(TILE_BYTES, bytes - tile)
    for (let a: u32 = 0; a < firstCount; a += 4) {
      const list = first + (a << 2)
      weigh(<usize>load<u32>(list) + tile, weights + tile, length, weighted)
      weigh(<usize>load<u32>(list, 4) + tile, weights + tile, length, w1)
      weigh(<usize>load<u32>(list, 8) + tile, weights + tile, length, w2)
      weigh(<usize>load<u32>(list, 12) + tile, weights + tile, length, w3)
      const last = min(secondCount - 1, a + beyond)
      for (let b: u32 = 0; b <= last; b += 4) {
        const other = second + (b << 2)
        multiply(
          weighted,
          <usize>load<u32>(other) + tile,
          <usize>load<u32>(other, 4) + tile,
          <usize>load<u32>(other, 8) + tile,
          <usize>load<u32>(other, 12) + tile,
          length,
          sums + <usize>a * line + <usize>(b << 3),
          line,
        )
      }
    }
  }
}

/** Adds the sums of a block over a tile: four weighted columns with four others. */
function multiply(
  a: usize,
  b0: usize,
  b1: usize,
  b2: usize,
  b3: usize,
  length: usize,
  sums: usize,
  line: usize,
): void {
  let s001 = f64x2.splat(0)
  let s023 = f64x2.splat(0)
  let s101 = f64x2.splat(0)
  let s123 = f64x2.splat(0)
  let s201 = f64x2.splat(0)
  let s223 = f64x2.splat(0)
  let s301 = f64x2.splat(0)
  let s323 = f64x2.splat(0)
  for (let row: usize = 0; row < length; row += 16) {
    const x0 = v128.load(b0 + row)
    const x1 = v128.load(b1 + row)
    const x2 = v128.load(b2 + row)
    const x3 = v128.load(b3 + row)
    let y01 = firstRow(x0, x1)
    let y23 = firstRow(x2, x3)
    let x = v128.load64_splat(a + row)
    s001 = f64x2.add(s001, f64x2.mul(x, y01))
    s023 = f64x2.add(s023, f64x2.mul(x, y23))
    x = v128.load64_splat(a + row, TILE_BYTES)
    s101 = f64x2.add(s101, f64x2.mul(x, y01))
    s123 = f64x2.add(s123, f64x2.mul(x, y23))
    x = v128.load64_splat(a + row, 2 * TILE_BYTES)
    s201 = f64x2.add(s201, f64x2.mul(x, y01))
    s223 = f64x2.add(s223, f64x2.mul(x, y23))
    x = v128.load64_splat(a + row, 3 * TILE_BYTES)
    s301 = f64x2.add(s301, f64x2.mul(x, y01))
    s323 = f64x2.add(s323, f64x2.mul(x, y23))

    y01 = secondRow(x0, x1)
    y23 = secondRow(x2, x3)
    x = v128.load64_splat(a + row, 8)
    s001 = f64x2.add(s001, f64x2.mul(x, y01))
    s023 = f64x2.add(s023, f64x2.mul(x, y23))
    x = v128.load64_splat(a + row, TILE_BYTES + 8)
    s101 = f64x2.add(s101, f64x2.mul(x, y01))
    s123 = f64x2.add(s123, f64x2.mul(x, y23))
    x = v128.load64_splat(a + row, 2 * TILE_BYTES + 8)
    s201 = f64x2.add(s201, f64x2.mul(x, y01))
    s223 = f64x2.add(s223, f64x2.mul(x, y23))
    x = v128.load64_splat(a + row, 3 * TILE_BYTES + 8)
    s301 = f64x2.add(s301, f64x2.mul(x, y01))
    s323 = f64x2.add(s323, f64x2.mul(x, y23))
  }
  addTo(sums, s001)
  addTo(sums + 16, s023)
  addTo(sums + line, s101)
  addTo(sums + line + 16, s123)
  addTo(sums + 2 * line, s201)
  addTo(sums + 2 * line + 16, s223)
  addTo(sums + 3 * line, s301)
  addTo(sums + 3 * line + 16, s323)
}
