import type { ColumnType } from '../mimic/contract.ts'

/**
 * What a field may hold, by type, on the bytes of the CSV. These rules are stricter than DuckDB's casts, which read
 * '1.5' as the integer 2, take 'infinity' for a time and 'nan' for a number. `csvValue.ts` has the value of a field that
 * passes here.
 */
export type FieldCheck = (bytes: Uint8Array, start: number, end: number) => boolean

const ZERO = 48
const PLUS = 43
const MINUS = 45
const POINT = 46
const COLON = 58
const BLANK = 32
const UPPER_T = 84

/** The check of a type's fields that are not empty. */
export function fieldCheck(type: ColumnType): FieldCheck {
  return TYPES[type].check
}

/** What the values of a type are called in a reason. */
export function typeInWords(type: ColumnType): string {
  return TYPES[type].words
}

const TYPES: Readonly<Record<ColumnType, { check: FieldCheck; words: string }>> = {
  int: { check: isInt, words: 'a whole number' },
  long: { check: isLong, words: 'a whole number' },
  double: { check: isDouble, words: 'a number' },
  timestamp: { check: isTimestamp, words: 'a time (YYYY-MM-DD HH:MM:SS)' },
  date: { check: isDate, words: 'a date (YYYY-MM-DD)' },
  text: { check: () => true, words: 'a text' },
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 48 && byte <= 57
}

function isInt(bytes: Uint8Array, start: number, end: number): boolean {
  const negative = bytes[start] === MINUS
  let position = negative || bytes[start] === PLUS ? start + 1 : start
  const digits = position
  let value = 0
  for (; position < end; position++) {
    const digit = (bytes[position] ?? 0) - ZERO
    if (digit < 0 || digit > 9) break
    value = value * 10 + digit
  }
  if (position === digits || value > (negative ? 2_147_483_648 : 2_147_483_647)) return false
  return position === end || isZeroFraction(bytes, position, end)
}

function isLong(bytes: Uint8Array, start: number, end: number): boolean {
  const negative = bytes[start] === MINUS
  let position = negative || bytes[start] === PLUS ? start + 1 : start
  const digits = position
  while (position < end && isDigit(bytes[position])) position++
  if (position === digits) return false
  if (position - digits > 18) {
    const value = BigInt(text(bytes, digits, position))
    if (value > 2n ** 63n - (negative ? 0n : 1n)) return false
  }
  return position === end || isZeroFraction(bytes, position, end)
}

/** '.0': programs that hold whole numbers with gaps as doubles write them so. */
function isZeroFraction(bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[start] !== POINT || start + 1 === end) return false
  for (let position = start + 1; position < end; position++) {
    if (bytes[position] !== ZERO) return false
  }
  return true
}

function isDouble(bytes: Uint8Array, start: number, end: number): boolean {
  let position = bytes[start] === MINUS || bytes[start] === PLUS ? start + 1 : start
  let digits = 0
  for (; position < end && isDigit(bytes[position]); position++) digits++
  if (position < end && bytes[position] === POINT) {
    position++
    for (; position < end && isDigit(bytes[position]); position++) digits++
  }
  if (digits === 0) return false
  if (position === end) return digits < 300

  // an exponent, and not beyond the range of doubles
  if (((bytes[position] ?? 0) | 32) !== 101) return false
  position++
  if (bytes[position] === MINUS || bytes[position] === PLUS) position++
  const exponent = position
  while (position < end && isDigit(bytes[position])) position++
  return position === end && position > exponent && Number.isFinite(Number(text(bytes, start, end)))
}

const DAYS_OF_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function isDate(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === 10 && startsWithDate(bytes, start)
}

function startsWithDate(bytes: Uint8Array, start: number): boolean {
  const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2)
  const month = twoDigits(bytes, start + 5)
  const day = twoDigits(bytes, start + 8)
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1) return false
  if (bytes[start + 4] !== MINUS || bytes[start + 7] !== MINUS) return false
  if (day > (DAYS_OF_MONTH[month - 1] ?? 0)) return false
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return month !== 2 || day < 29 || leap
}

function isTimestamp(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start
  if (length < 10 || !startsWithDate(bytes, start)) return false
  if (length === 10) return true

  // HH:MM
  const between = bytes[start + 10]
  if (length < 16 || (between !== BLANK && between !== UPPER_T)) return false
  if (twoDigits(bytes, start + 11) >= 24 || twoDigits(bytes, start + 14) >= 60) return false
  if (bytes[start + 13] !== COLON) return false
  if (length === 16) return true

  // :SS
  if (length < 19 || bytes[start + 16] !== COLON || twoDigits(bytes, start + 17) >= 60) {
    return false
  }
  if (length === 19) return true

  // .ffffff
  if (bytes[start + 19] !== POINT || length < 21 || length > 26) return false
  for (let position = start + 20; position < end; position++) {
    if (!isDigit(bytes[position])) return false
  }
  return true
}

/** What two bytes count as that are no digits: more than any part of a time, and than any year. */
const NO_DIGITS = 10_000

/** The number of two digits. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] ?? 0) - ZERO
  const ones = (bytes[at + 1] ?? 0) - ZERO
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NO_DIGITS
}

function text(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, end))
}
