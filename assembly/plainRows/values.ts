/**
 * The values of plain fields, column by column, as Parquet has them (PLAIN: little-endian numbers, texts behind their
 * lengths; nothing where there is no value). They are those of shared/tables/csvValue.ts, bit by bit.
 */
import {
  COLUMN_BYTES,
  DATE,
  DOUBLE,
  DOUBLED,
  FIELD_BYTES,
  FORM,
  IGNORED,
  INT,
  LONG,
  MINUS,
  POINT,
  QUOTE,
  TEXT,
} from './forms'

/** Bytes of what is known of a column's page; 32 bits each: addresses of values and of bits, how many values, their bytes. */
const PAGE_BYTES: u32 = 16
const BITS: usize = 4
const COUNT: usize = 8
const BYTES: usize = 12

/** What digits, numbers of two and of four take of 8 bytes. */
const TWICE: u64 = 0x1_0000_0001
const DIGITS: u64 = 0x0f0f0f0f * TWICE
const PAIRS: u64 = 0x00ff00ff * TWICE
const FOURS: u64 = 0x0000ffff * TWICE

const SECONDS_OF_DAY: i64 = 86_400
const MICROS: i64 = 1_000_000
/** Days from 0000-03-01 to 1970-01-01. */
const DAYS_TO_1970: i32 = 719_468

/**
 * Appends rows that have been passed to the pages of their columns.
 *
 * @param columns - as `passRows` has them
 * @param pages - address of `PAGE_BYTES` for each column: what is known of its page, which is kept up to date here
 * @param fields - where `passRows` has put the places of the fields
 * @param most - rows that there is room for in `fields`
 * @param from - the first row to keep of those that have been passed
 * @param to - the one behind the last
 * @param row - how many rows the pages have; a bit is set where a row has a value, lowest first. 16 bytes behind a page's
 *   values can be written
 */
export function keepRows(
  columns: usize,
  columnCount: u32,
  pages: usize,
  fields: usize,
  most: u32,
  from: u32,
  to: u32,
  row: u32,
): void {
  for (let column: u32 = 0; column < columnCount; column++) {
    const kind: u32 = load<u8>(columns + COLUMN_BYTES * column)
    if ((kind & IGNORED) !== 0) continue
    const form = kind & FORM
    const page = pages + PAGE_BYTES * column
    const first = fields + FIELD_BYTES * (column * most + from)
    const end = first + FIELD_BYTES * (to - from)
    const present = markPresent(load<u32>(page, BITS), first, end, row)
    if (present === 0) continue

    const count = load<u32>(page, COUNT)
    const bytes = load<u32>(page, BYTES)
    const at: usize = load<u32>(page) + bytes
    let added: u32 = 0
    if (form === TEXT) added = keepTexts(at, first, end)
    else if (form === INT) added = keepInts(at, first, end)
    else if (form === LONG) added = keepLongs(at, first, end)
    else if (form === DOUBLE) added = keepDoubles(at, first, end)
    else if (form === DATE) added = keepDates(at, first, end)
    else added = keepTimestamps(at, first, end)
    store<u32>(page, count + present, COUNT)
    store<u32>(page, bytes + added, BYTES)
  }
}

/** Sets or clears the bits of fields from that of `row` on; returns how many fields are not empty. */
function markPresent(bits: usize, first: usize, end: usize, row: u32): u32 {
  let present: u32 = 0
  let place = row & 7
  let at = bits + (row >> 3)
  let byte: u32 = load<u8>(at) & ((1 << place) - 1)
  for (let field = first; field < end; field += FIELD_BYTES) {
    const isPresent: u32 = load<u32>(field, 4) !== 0 ? 1 : 0
    present += isPresent
    byte |= isPresent << place
    place++
    if (place === 8) {
      store<u8>(at, byte)
      at++
      byte = 0
      place = 0
    }
  }
  store<u8>(at, byte)
  return present
}

function keepTexts(start: usize, first: usize, end: usize): u32 {
  let at = start
  for (let field = first; field < end; field += FIELD_BYTES) {
    const from: usize = load<u32>(field)
    const length = load<u32>(field, 4)
    if (length === 0) continue
    const written =
      (length & DOUBLED) === 0
        ? copy(at + 4, from, length)
        : undouble(at + 4, from, length ^ DOUBLED)
    store<u32>(at, written)
    at += 4 + written
  }
  return <u32>(at - start)
}

/** Copies 16 bytes at a time, so some that stand behind come along. */
function copy(to: usize, from: usize, length: u32): u32 {
  for (let i: u32 = 0; i < length; i += 16) v128.store(to + i, v128.load(from + i))
  return length
}

/** Copies a text whose quotes are doubled with single ones. */
function undouble(to: usize, from: usize, length: u32): u32 {
  let written: u32 = 0
  for (let i: u32 = 0; i < length; i++) {
    const byte = load<u8>(from + i)
    store<u8>(to + written, byte)
    written++
    if (byte === QUOTE) i++
  }
  return written
}

// what is computed of an empty field is written over by the next value

function keepInts(start: usize, first: usize, end: usize): u32 {
  let at = start
  for (let field = first; field < end; field += FIELD_BYTES) {
    const length = load<u32>(field, 4)
    store<i32>(at, <i32>numberOf(load<u32>(field), length))
    at += length !== 0 ? 4 : 0
  }
  return <u32>(at - start)
}

function keepLongs(start: usize, first: usize, end: usize): u32 {
  let at = start
  for (let field = first; field < end; field += FIELD_BYTES) {
    const length = load<u32>(field, 4)
    store<u64>(at, numberOf(load<u32>(field), length))
    at += length !== 0 ? 8 : 0
  }
  return <u32>(at - start)
}

function keepDoubles(start: usize, first: usize, end: usize): u32 {
  let at = start
  for (let field = first; field < end; field += FIELD_BYTES) {
    const length = load<u32>(field, 4)
    if (length === 0) continue
    store<f64>(at, doubleOf(load<u32>(field), length))
    at += 8
  }
  return <u32>(at - start)
}

function keepDates(start: usize, first: usize, end: usize): u32 {
  let at = start
  for (let field = first; field < end; field += FIELD_BYTES) {
    store<i32>(at, daysOf(load<u32>(field)))
    at += load<u32>(field, 4) !== 0 ? 4 : 0
  }
  return <u32>(at - start)
}

function keepTimestamps(start: usize, first: usize, end: usize): u32 {
  let at = start
  for (let field = first; field < end; field += FIELD_BYTES) {
    const from: usize = load<u32>(field)
    const length = load<u32>(field, 4)
    const seconds =
      length > 10
        ? twoDigits(from + 11) * 3600 + twoDigits(from + 14) * 60 + twoDigits(from + 17)
        : 0
    store<i64>(at, (<i64>daysOf(from) * SECONDS_OF_DAY + seconds) * MICROS)
    at += length !== 0 ? 8 : 0
  }
  return <u32>(at - start)
}

/** The number of up to 16 digits; 0 of none. */
export function numberOf(at: usize, digits: u32): u64 {
  if (digits <= 8) return eightDigits(at, digits)
  return eightDigits(at, digits - 8) * 100_000_000 + eightDigits(at + digits - 8, 8)
}

/**
 * The number of up to 8 digits: neighbours are put together in pairs, then pairs, then fours, by one multiplication each
 * (https://lemire.me/blog/2022/01/21/swar-explained-parsing-eight-digits/).
 */
function eightDigits(at: usize, digits: u32): u64 {
  if (digits === 0) return 0
  let value = load<u64>(at) << (64 - 8 * <u64>digits)
  value = ((value & DIGITS) * 2561) >> 8
  value = ((value & PAIRS) * 6_553_601) >> 16
  return ((value & FOURS) * 42_949_672_960_001) >> 32
}

/**
 * The double that is nearest to a number of up to 16 bytes. With a point in it these are 15 digits at most: they and the
 * power of ten are exact as doubles, so that their quotient is rounded once.
 */
function doubleOf(start: usize, length: u32): f64 {
  const isNegative = load<u8>(start) === MINUS
  const at = isNegative ? start + 1 : start
  const end = start + length
  const points: u32 = i8x16.bitmask(i8x16.eq(v128.load(at), i8x16.splat(POINT)))
  const point = at + ctz(points | 0x10000)
  let value: f64
  if (point >= end) value = <f64>numberOf(at, <u32>(end - at))
  else {
    const decimals = <u32>(end - point - 1)
    let unit: u64 = 1
    for (let i: u32 = 0; i < decimals; i++) unit *= 10
    const digits = numberOf(at, <u32>(point - at)) * unit + numberOf(point + 1, decimals)
    value = <f64>digits / <f64>unit
  }
  return isNegative ? -value : value
}

/** Days from 1970-01-01 to the day at `at`; years begin in March here, so that a leap day is the last of one. */
function daysOf(at: usize): i32 {
  const month = twoDigits(at + 5)
  const isAfterFebruary = month > 2
  const year = twoDigits(at) * 100 + twoDigits(at + 2) - (isAfterFebruary ? 0 : 1)
  const months = isAfterFebruary ? month - 3 : month + 9
  const day = (153 * months + 2) / 5 + twoDigits(at + 8) - 1
  return 365 * year + year / 4 - year / 100 + year / 400 + day - DAYS_TO_1970
}

function twoDigits(at: usize): i32 {
  const pair: i32 = load<u16>(at)
  return (pair & 15) * 10 + ((pair >> 8) & 15)
}
