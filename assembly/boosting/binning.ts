/** What a column's bins are: sorts its values, cuts them, and says for each row which bin it is in. */

const SIGN: u32 = 0x80000000
const DIGITS: u32 = 2048
const DIGIT_MASK: u32 = DIGITS - 1

/** Integers that are in the order of the float32 numbers that they are made of; −0 and 0 are one. */
function keyOf(value: f32): u32 {
  const bits = reinterpret<u32>(value + 0)
  return (bits & SIGN) !== 0 ? ~bits : bits | SIGN
}

function valueOf(key: u32): f32 {
  return reinterpret<f32>((key & SIGN) !== 0 ? key & ~SIGN : ~key)
}

/**
 * Cuts a column into bins. With at most `most` different values each is a bin of its own; otherwise bins are cut where
 * they come nearest to an equal share of the weight that is left.
 *
 * @param values - n float32, NaN where missing
 * @param weights - n float32, or 0 where all are 1
 * @param most - bins that there may be, 2 to 256, and one for the missing values, within 256 in all
 * @param pairs - room for 2n 64-bit numbers
 * @param counts - room for 3 × 2048 32-bit numbers
 * @param bins - n bytes: gets each row's bin; where missing the number of bins
 * @param cuts - room for `most` float32: where each bin ends and the next begins; the last lies above all values
 * @returns the number of bins, 0 where all values are missing
 */
export function binColumn(
  values: usize,
  n: u32,
  weights: usize,
  most: u32,
  pairs: usize,
  counts: usize,
  bins: usize,
  cuts: usize,
): u32 {
  const present = sort(values, n, pairs, counts)
  if (present === 0) {
    memory.fill(bins, 0, n)
    return 0
  }
  const spare = pairs + ((<usize>n) << 3)
  const limit = present < n ? min<u32>(most, 255) : most
  // an odd number of passes leaves the sorted pairs in the other half
  const sorted = load<u32>(counts) & 1 ? spare : pairs
  const end = sorted + ((<usize>present) << 3)

  let distinct: u32 = 1
  let remaining: f64 = weights === 0 ? <f64>present : 0
  for (let at = sorted; at < end; at += 8) {
    if (weights !== 0) remaining += <f64>load<f32>(weights + ((<usize>load<u32>(at)) << 2))
    if (at !== sorted) distinct += u32(load<u32>(at, 4) !== load<u32>(at - 8, 4))
  }

  let bin: u32 = 0
  let weight: f64 = 0
  let share = remaining / limit
  const isEach = distinct <= limit
  for (let at = sorted; at < end; ) {
    const key = load<u32>(at, 4)
    let behind = at
    let ofValue: f64 = 0
    do {
      ofValue += weights === 0 ? 1 : <f64>load<f32>(weights + ((<usize>load<u32>(behind)) << 2))
      behind += 8
    } while (behind < end && load<u32>(behind, 4) === key)

    const isFull = weight > 0 && weight + ofValue - share > share - weight && bin + 1 < limit
    if (at !== sorted && (isEach || isFull)) {
      store<f32>(cuts + ((<usize>bin) << 2), valueOf(key))
      bin++
      remaining -= weight
      share = remaining / (limit - bin)
      weight = 0
    }
    weight += ofValue
    for (; at < behind; at += 8) store<u8>(bins + load<u32>(at), bin)
  }
  const largest = valueOf(load<u32>(end - 8, 4))
  store<f32>(cuts + ((<usize>bin) << 2), largest + (abs(largest) + 1e-5))
  bin++
  if (present < n) {
    for (let row: u32 = 0; row < n; row++) {
      const value = load<f32>(values + ((<usize>row) << 2))
      if (value !== value) store<u8>(bins + row, bin)
    }
  }
  return bin
}

/**
 * Sorts (key, row) pairs of the values that are there, by their keys, digit by digit (11 bits) from the lowest.
 * Leaves the number of passes at `counts`.
 */
function sort(values: usize, n: u32, pairs: usize, counts: usize): u32 {
  memory.fill(counts, 0, 3 * DIGITS * 4)
  const middle = counts + DIGITS * 4
  const high = middle + DIGITS * 4
  let present: u32 = 0
  for (let row: u32 = 0; row < n; row++) {
    const value = load<f32>(values + ((<usize>row) << 2))
    if (value !== value) continue
    const key = keyOf(value)
    const at = pairs + ((<usize>present) << 3)
    store<u32>(at, row)
    store<u32>(at, key, 4)
    present++
    increment(counts, key & DIGIT_MASK)
    increment(middle, (key >>> 11) & DIGIT_MASK)
    increment(high, key >>> 22)
  }
  let from = pairs
  let to = pairs + ((<usize>n) << 3)
  let passes: u32 = 0
  for (let digit: u32 = 0; digit < 3; digit++) {
    const shift = 11 * digit
    const ofDigit = counts + ((<usize>digit * DIGITS) << 2)
    if (present === 0) break
    // nothing to do where all have the same digit
    const first = (load<u32>(from, 4) >>> shift) & DIGIT_MASK
    if (load<u32>(ofDigit + ((<usize>first) << 2)) === present) continue
    let before: u32 = 0
    for (let at: usize = 0; at < DIGITS << 2; at += 4) {
      const count = load<u32>(ofDigit + at)
      store<u32>(ofDigit + at, before)
      before += count
    }
    const end = from + ((<usize>present) << 3)
    for (let at = from; at < end; at += 8) {
      const pair = load<u64>(at)
      const value = <u32>(pair >> 32) >>> shift
      const place = ofDigit + ((<usize>(value & DIGIT_MASK)) << 2)
      const position = load<u32>(place)
      store<u32>(place, position + 1)
      store<u64>(to + ((<usize>position) << 3), pair)
    }
    const swapped = from
    from = to
    to = swapped
    passes++
  }
  store<u32>(counts, passes)
  return present
}

function increment(counts: usize, digit: u32): void {
  const at = counts + ((<usize>digit) << 2)
  store<u32>(at, load<u32>(at) + 1)
}

/** Rows that are written at a time: few enough to stay in the cache, enough for the processor to see that a column is read on. */
const STRIP: u32 = 256

/**
 * Writes the bins of some columns row by row, 8 columns of 8 rows at a time.
 *
 * @param bins - address of the first of all columns' bins
 * @param apart - bytes from one column to the next
 * @param columns - `count` 32-bit numbers: which columns
 * @param n - rows, a multiple of 8
 * @param rows - address of the first row
 * @param stride - bytes from one row to the next, a multiple of 8: up to there the last column is repeated
 */
export function interleaveColumns(
  bins: usize,
  apart: u32,
  columns: usize,
  count: u32,
  n: u32,
  rows: usize,
  stride: usize,
): void {
  for (let strip: u32 = 0; strip < n; strip += STRIP) {
    const end = min(n, strip + STRIP)
    for (let first: u32 = 0; first < count; first += 8) {
      const a = columnAt(bins, apart, columns, first, count)
      const b = columnAt(bins, apart, columns, first + 1, count)
      const c = columnAt(bins, apart, columns, first + 2, count)
      const d = columnAt(bins, apart, columns, first + 3, count)
      const e = columnAt(bins, apart, columns, first + 4, count)
      const f = columnAt(bins, apart, columns, first + 5, count)
      const g = columnAt(bins, apart, columns, first + 6, count)
      const h = columnAt(bins, apart, columns, first + 7, count)
      let to = rows + <usize>strip * stride + first
      for (let row = strip; row < end; row += 8) {
        // rows in pairs of columns, then in fours, then whole: two of them in each
        const ae = lowBytes(v128.load64_zero(a + row), v128.load64_zero(e + row))
        const bf = lowBytes(v128.load64_zero(b + row), v128.load64_zero(f + row))
        const cg = lowBytes(v128.load64_zero(c + row), v128.load64_zero(g + row))
        const dh = lowBytes(v128.load64_zero(d + row), v128.load64_zero(h + row))
        const early = lowBytes(ae, cg)
        const alsoEarly = lowBytes(bf, dh)
        const late = highBytes(ae, cg)
        const alsoLate = highBytes(bf, dh)
        to = storePair(lowBytes(early, alsoEarly), to, stride)
        to = storePair(highBytes(early, alsoEarly), to, stride)
        to = storePair(lowBytes(late, alsoLate), to, stride)
        to = storePair(highBytes(late, alsoLate), to, stride)
      }
    }
  }
}

function columnAt(bins: usize, apart: u32, columns: usize, at: u32, count: u32): usize {
  return bins + <usize>load<u32>(columns + ((<usize>min(at, count - 1)) << 2)) * apart
}

/** Stores the bins of two rows; where the next one's go. */
function storePair(rows: v128, to: usize, stride: usize): usize {
  v128.store64_lane(to, rows, 0)
  v128.store64_lane(to + stride, rows, 1)
  return to + 2 * stride
}

/** The first eight bytes of both in turns. */
function lowBytes(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
}

/** The last eight bytes of both in turns. */
function highBytes(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
}
