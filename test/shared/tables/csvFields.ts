import fc from 'fast-check'
import type { ColumnType } from '../../../shared/mimic/contract.ts'

/** Up to so many digits, and at least one. */
export const digits = (most: number) =>
  fc.string({ unit: fc.nat(9).map(String), minLength: 1, maxLength: most })
const part = (least: number, most: number) =>
  fc.integer({ min: least, max: most }).map(value => String(value).padStart(2, '0'))
const day = fc
  .tuple(
    fc.constantFrom('2150', '2152', '1900', '2000', '1000', '0999', '0000'),
    part(0, 13),
    part(0, 32),
  )
  .map(parts => parts.join('-'))
const clock = fc.tuple(part(0, 24), part(0, 60), part(0, 60)).map(parts => parts.join(':'))
const time = fc
  .tuple(
    day,
    fc.constantFrom(' ', ' ', ' ', 'T', '  '),
    clock,
    fc.constantFrom('', '', '.5', '.1234567'),
  )
  .map(parts => parts.join(''))
const double = fc
  .tuple(
    fc.constantFrom('', '', '-', '+', '--'),
    fc.oneof(digits(4), digits(18), fc.constant('')),
    fc.constantFrom('', '.', '.', '..', 'e3'),
    fc.oneof(fc.constant(''), digits(14)),
  )
  .map(parts => parts.join(''))
const text = fc.string({
  unit: fc.constantFrom('a', 'b', ' ', '/', "'", '"', '""', '\t', 'é', '\u0000', '\r'),
  maxLength: 40,
})

/** One byte of a good value changed: what a check of 16 bytes at a time could overlook. */
const smudged = (value: fc.Arbitrary<string>) =>
  fc
    .tuple(
      value,
      fc.nat(30),
      fc.constantFrom('/', ':', ';', ',', '-', '.', ' ', '0', '9', 'a', '\u0000', 'é'),
    )
    .map(([good, at, byte]) => good.slice(0, at) + byte + good.slice(at + 1))

const ANY: Readonly<Record<ColumnType, fc.Arbitrary<string>>> = {
  int: fc.oneof(digits(9), digits(11), double),
  long: fc.oneof(digits(9), digits(21)),
  double: fc.oneof(double, smudged(digits(5))),
  timestamp: fc.oneof(time, day, smudged(fc.constant('2150-12-31 23:59:59'))),
  date: fc.oneof(day, time, smudged(fc.constant('2150-12-31'))),
  text,
}

/** What a column of a type may find in a field, good or not, without the quotes around it. */
export function anyField(type: ColumnType): fc.Arbitrary<string> {
  return ANY[type]
}

export const quoted = (value: fc.Arbitrary<string>) => value.map(inner => `"${inner}"`)
