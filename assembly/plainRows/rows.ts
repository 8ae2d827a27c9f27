/**
 * Passes the rows of a CSV that are plain and good, as nearly all are, and leaves every other to `RowCheck`
 * (shared/tables/csvRowCheck.ts), which is where the rules are. A plain row is ASCII, ends in LF or CRLF, and each of its
 * fields is empty or of its column's plain form, in quotes or not.
 */

import {
  COLUMN_BYTES,
  DOUBLE,
  DOUBLED,
  FIELD_BYTES,
  FORM,
  LONG,
  MINUS,
  POINT,
  QUOTE,
  REQUIRED,
  TEXT,
  TIMESTAMP,
} from './forms'
import { numberOf } from './values'

const COMMA: u32 = 0x2c
const LF: u32 = 0x0a
const CR_LF: u32 = 0x0a0d
const ZERO: u8 = 0x30
const BLANK: i8 = 0x20

/** More than any length of a field. */
const NONE: u32 = 0xffffffff

/** `1000-00-00 00:00` and `9999-19-39 29:59`, the least and what it may differ by in each byte. */
const HEAD_LEAST = i8x16(49, 48, 48, 48, 45, 48, 48, 45, 48, 48, 32, 48, 48, 58, 48, 48)
const HEAD_SPAN = i8x16(8, 9, 9, 9, 0, 1, 9, 0, 3, 9, 0, 2, 9, 0, 5, 9)
/** The same of the bytes from the last of the year on: `0-00-00 00:00:00` and `9-19-39 29:59:59`. */
const TAIL_LEAST = i8x16(48, 45, 48, 48, 45, 48, 48, 32, 48, 48, 58, 48, 48, 58, 48, 48)
const TAIL_SPAN = i8x16(9, 0, 1, 9, 0, 3, 9, 0, 2, 9, 0, 5, 9, 0, 5, 9)
/** `01` to `12`, `01` to `31` and `00` to `23`, over and over. */
const PAIRS_LEAST = i16x8(0x3031, 0x3031, 0x3030, 0x3031, 0x3031, 0x3030, 0x3031, 0x3031)
const PAIRS_SPAN = i16x8(0x0101, 0x0300, 0x0203, 0x0101, 0x0300, 0x0203, 0x0101, 0x0300)
const FEBRUARY: u32 = 0x3032
const DAY_28: u32 = 0x3238
const DAY_30: u32 = 0x3330

/**
 * @param columns - address of `COLUMN_BYTES` for each column: its form, and what is set of it; how long its fields usually
 *   are, which is kept up to date here
 * @param columnCount - at least 1
 * @param idColumn - which of them is row_id, of the form `INT` and `REQUIRED`
 * @param start - address of the first row
 * @param limit - rows that begin here or later are not read
 * @param filled - end of the bytes; an LF stands there that is not part of them, and 32 bytes behind it can be read
 * @param longest - bytes that a row may have
 * @param passed - address for two 32-bit numbers for each row passed: its row_id, and the address of its end
 * @param fields - address for `FIELD_BYTES` for each field: `most` of the first column, then of the second, and so on
 * @param most - rows that there is room for
 * @returns how many rows have been passed; the next one is not plain, or not good, or not whole, or beyond a bound
 */
export function passRows(
  columns: usize,
  columnCount: u32,
  idColumn: u32,
  start: usize,
  limit: usize,
  filled: usize,
  longest: usize,
  passed: usize,
  fields: usize,
  most: u32,
): u32 {
  const lastColumn = columnCount - 1
  let row = start
  let rows: u32 = 0
  while (rows < most && row < limit) {
    let at = row
    let id: u32 = 0
    let place = fields + FIELD_BYTES * rows
    for (let column: u32 = 0; column < columnCount; column++) {
      const about = columns + COLUMN_BYTES * column
      const kind: u32 = load<u8>(about)
      const delimiter = column < lastColumn ? COMMA : LF
      let closing = delimiter
      if (load<u8>(at) === QUOTE) {
        closing = QUOTE
        at++
      }

      const field = at
      const form = kind & FORM
      let length: u32 = 0
      let doubled: u32 = 0
      if (form === TEXT) {
        length = closing === QUOTE ? quotedLength(at) : textLength(at)
        doubled = length & DOUBLED
        length ^= doubled
      } else if (form <= LONG) {
        length = digitsOf(v128.load(at))
        if (length > 9) return rows
        if (column === idColumn) id = <u32>numberOf(at, length)
      } else if (form === DOUBLE) {
        length = doubleLength(v128.load(at))
        if (length === NONE) return rows
      } else if (load<u8>(at) !== closing) {
        length = timeLength(at, form)
      }

      store<u32>(place, <u32>at)
      store<u32>(place, length | doubled, 4)
      place += FIELD_BYTES * most

      // nothing waits for a length that is the column's usual one
      const usual: u32 = load<u8>(about, 1)
      if (length === usual) {
        at += usual
      } else {
        store<u8>(about, length, 1)
        at += length
      }
      if (at === field && (kind & REQUIRED) !== 0) return rows
      if (closing === QUOTE) {
        if (load<u8>(at) !== QUOTE) return rows
        at++
      }
      if (load<u8>(at) !== delimiter) {
        if (column !== lastColumn || load<u16>(at) !== CR_LF) return rows
        at++
      }
      at++
    }
    if (at > filled || at - row > longest) return rows
    store<u32>(passed, id)
    store<u32>(passed, <u32>at, 4)
    passed += 8
    rows++
    row = at
  }
  return rows
}

/** Which of the 16 bytes at `at` are `byte`, a control character or not ASCII: a bit each. */
function stops(at: usize, byte: u32): u32 {
  const bytes = v128.load(at)
  return i8x16.bitmask(
    v128.or(i8x16.eq(bytes, i8x16.splat(byte as i8)), i8x16.lt_s(bytes, i8x16.splat(BLANK))),
  )
}

/** How many bytes stand before a comma, or before what no plain text holds. */
function textLength(start: usize): u32 {
  let at = start
  let mask = stops(at, COMMA)
  while (mask === 0) {
    at += 16
    mask = stops(at, COMMA)
  }
  return <u32>(at - start) + ctz(mask)
}

/** How many bytes stand before the closing quote, or before what no plain text holds, and whether there are `DOUBLED` quotes. */
function quotedLength(start: usize): u32 {
  let at = start
  let doubled: u32 = 0
  let isClosed = false
  while (!isClosed) {
    const mask = stops(at, QUOTE)
    if (mask === 0) {
      at += 16
      continue
    }
    at += ctz(mask)
    isClosed = load<u8>(at) !== QUOTE || load<u8>(at + 1) !== QUOTE
    if (!isClosed) {
      doubled = DOUBLED
      at += 2
    }
  }
  return <u32>(at - start) | doubled
}

/** Which of 16 bytes are digits, a bit each. */
function digitMask(bytes: v128): u32 {
  const values = i8x16.sub(bytes, i8x16.splat(ZERO))
  return i8x16.bitmask(i8x16.lt_u(values, i8x16.splat(10)))
}

/** How many digits 16 bytes begin with. */
function digitsOf(bytes: v128): u32 {
  return ctz(~digitMask(bytes))
}

/**
 * How long the number is that 16 bytes begin with: digits, a point among them or not, a minus sign before them or not.
 *
 * @returns 0 if there is none, `NONE` if what looks like a number is none
 */
function doubleLength(bytes: v128): u32 {
  const digits = digitMask(bytes)
  const points: u32 = i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(POINT)))
  const minus: u32 = i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(MINUS))) & 1
  const length: u32 = ctz(~(digits | points | minus))
  const inside = (1 << length) - 1
  const isNumber = (digits & inside) !== 0 && (points & inside & ((points & inside) - 1)) === 0
  return length === 0 || isNumber ? length : NONE
}

/**
 * How long the time (`YYYY-MM-DD HH:MM:SS`, or the day alone) or date is that stands at `start`; 0 if there is none, or
 * if `RowCheck` must look at it: before the year 1000, and on a 29 February.
 */
function timeLength(start: usize, form: u32): u32 {
  const head = i8x16.le_u(i8x16.sub(v128.load(start), HEAD_LEAST), HEAD_SPAN)
  const bytes = v128.load(start + 3)
  const tail = i8x16.le_u(i8x16.sub(bytes, TAIL_LEAST), TAIL_SPAN)
  // month, day and hour, two digits each, as numbers whose higher byte is the first digit
  const pairs = i8x16.shuffle(bytes, bytes, 3, 2, 6, 5, 9, 8, 3, 2, 6, 5, 9, 8, 3, 2, 6, 5)
  const parts = i16x8.le_u(i16x8.sub(pairs, PAIRS_LEAST), PAIRS_SPAN)

  let length: u32 = 19
  if (form !== TIMESTAMP || !i8x16.all_true(v128.and(v128.and(head, tail), parts))) {
    const isDay = (i8x16.bitmask(head) & 0x3ff) === 0x3ff && (i16x8.bitmask(parts) & 0b11) === 0b11
    if (!isDay) return 0
    length = 10
  }
  const day: u32 = i16x8.extract_lane_u(pairs, 1)
  if (day <= DAY_28) return length
  const month: u32 = i16x8.extract_lane_u(pairs, 0)
  if (month === FEBRUARY) return 0
  // of '04' '06' '09' '11'
  const has30Days = month === 0x3034 || month === 0x3036 || month === 0x3039 || month === 0x3131
  return day <= DAY_30 || !has30Days ? length : 0
}
