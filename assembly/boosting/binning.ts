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

/**
 * Writes the bins of up to 8 columns, each column's one behind the other, row by row.
 *
 * @param columns - address of the first column's bins
 * @param apart - bytes from one column to the next
 * @param count - 1 to 8 columns
 * @param rows - address in the first row
 * @param stride - bytes from one row to the next
 */
export function interleaveBins(
  columns: usize,
  apart: u32,
  count: u32,
  n: u32,
  rows: usize,
  stride: u32,
): void {
  for (let row: u32 = 0; row < n; row++) {
    let bins: u64 = 0
    for (let column: u32 = 0; column < count; column++) {
      bins |= (<u64>load<u8>(columns + column * apart + row)) << (column << 3)
    }
    store<u64>(rows + <usize>row * stride, bins)
  }
}

/**
 * Copies some columns' bins of some rows, which stay in their places.
 *
 * @param bins - address of the first row
 * @param stride - bytes from one row to the next
 * @param columns - `count` 32-bit numbers: which columns
 * @param rows - `n` 32-bit numbers: which rows
 * @param selected - address of the first row of the copy
 * @param selectedStride - bytes from one row of the copy to the next
 */
export function selectColumns(
  bins: usize,
  stride: u32,
  columns: usize,
  count: u32,
  rows: usize,
  n: u32,
  selected: usize,
  selectedStride: u32,
): void {
  for (let i: u32 = 0; i < n; i++) {
    const row = <usize>load<u32>(rows + ((<usize>i) << 2))
    const from = bins + row * stride
    const to = selected + row * selectedStride
    for (let column: u32 = 0; column < count; column++) {
      store<u8>(to + column, load<u8>(from + load<u32>(columns + ((<usize>column) << 2))))
    }
  }
}
