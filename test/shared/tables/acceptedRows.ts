import type { ColumnType } from '../../../shared/mimic/contract.ts'
import type { ColumnPage, RowGroup } from '../../../shared/tables/columnPages.ts'

export type AcceptedValue = number | bigint | string | null

/** Keeps the rows that a reader accepts, of all its groups: whole numbers of 64 bits and µs as bigint, dates as days. */
export class AcceptedRows {
  readonly rows: AcceptedValue[][] = []
  csvBytes = 0

  add(group: RowGroup): void {
    const columns = group.pages.map(page => valuesOf(page, group.rows))
    for (let row = 0; row < group.rows; row++) {
      this.rows.push(columns.map(values => values[row] ?? null))
    }
    this.csvBytes += group.csvBytes
  }
}

function valuesOf({ column, count, present, values }: ColumnPage, rows: number): AcceptedValue[] {
  const bytes = Buffer.from(values)
  let at = 0
  const take = (width: number): number => {
    at += width
    return at - width
  }
  const textOf = (): string => {
    const length = bytes.readUInt32LE(take(4))
    return bytes.toString('utf8', at, take(length) + length)
  }
  const readers: Readonly<Record<ColumnType, () => AcceptedValue>> = {
    int: () => bytes.readInt32LE(take(4)),
    long: () => bytes.readBigInt64LE(take(8)),
    double: () => bytes.readDoubleLE(take(8)),
    timestamp: () => bytes.readBigInt64LE(take(8)),
    date: () => bytes.readInt32LE(take(4)),
    text: textOf,
  }
  const next = readers[column.type]
  const read = Array.from({ length: rows }, (_, row) =>
    ((present[row >> 3] ?? 0) >> (row & 7)) & 1 ? next() : null,
  )
  const isWhole = at === bytes.length && read.filter(value => value !== null).length === count
  if (!isWhole) throw new Error(`${column.name}: ${count} values in ${bytes.length} bytes`)
  return read
}
