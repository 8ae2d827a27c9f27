/** The values of fields that `csvField.ts` accepts, from the bytes of the CSV. */

const ZERO = 48
const PLUS = 43
const MINUS = 45

/** The whole number of an `int`. */
export function intOf(bytes: Uint8Array, start: number, end: number): number {
  let position = start
  const negative = bytes[position] === MINUS
  if (negative || bytes[position] === PLUS) position++
  let value = 0
  for (; position < end; position++) {
    const digit = (bytes[position] ?? 0) - ZERO
    if (digit < 0) break // the point of a '12.0'
    value = value * 10 + digit
  }
  return negative ? -value : value
}

/** The whole number of a `long`. */
export function longOf(bytes: Uint8Array, start: number, end: number): bigint {
  const [whole = ''] = text(bytes, start, end).split('.')
  return BigInt(whole)
}

/** The double that is nearest to a decimal number. */
export function doubleOf(bytes: Uint8Array, start: number, end: number): number {
  return Number(text(bytes, start, end))
}

/** Days from 1970-01-01 to the day that a `date` or a `timestamp` begins with. */
export function daysOf(bytes: Uint8Array, start: number): number {
  const month = numberOf(bytes, start + 5, start + 7)
  // years that begin in March: a leap day is the last of one
  const year = numberOf(bytes, start, start + 4) - (month > 2 ? 0 : 1)
  const months = month > 2 ? month - 3 : month + 9
  const leapDays = Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400)
  const day = Math.floor((153 * months + 2) / 5) + numberOf(bytes, start + 8, start + 10) - 1
  return 365 * year + leapDays + day - DAYS_TO_1970
}

/** From 0000-03-01. */
const DAYS_TO_1970 = 719_468

/** A `timestamp` as µs since 1970. */
export function microsOf(bytes: Uint8Array, start: number, end: number): bigint {
  const length = end - start
  let seconds = daysOf(bytes, start) * 86_400
  if (length >= 16) {
    seconds += numberOf(bytes, start + 11, start + 13) * 3600
    seconds += numberOf(bytes, start + 14, start + 16) * 60
  }
  if (length >= 19) seconds += numberOf(bytes, start + 17, start + 19)
  const decimals = length > 20 ? text(bytes, start + 20, end) : ''
  return BigInt(seconds) * 1_000_000n + BigInt(decimals.padEnd(6, '0'))
}

/** The number of digits, and of nothing but digits. */
function numberOf(bytes: Uint8Array, start: number, end: number): number {
  let value = 0
  for (let at = start; at < end; at++) value = value * 10 + (bytes[at] ?? 0) - ZERO
  return value
}

function text(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, end))
}
