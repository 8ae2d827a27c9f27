import {
  Bool,
  type Data,
  DataType,
  DateUnit,
  Float64,
  Int64,
  makeData,
  TimestampMicrosecond,
  TimeUnit,
  Utf8,
  Vector,
} from 'apache-arrow'
import type { Column } from './frame.ts'

/**
 * What a number column becomes in Parquet; NaN becomes null whichever it is.
 *
 * - `double`: as it is
 * - `long`: 64-bit whole numbers: ids and counts
 * - `boolean`: flags, 0 and 1
 * - `timestamp`: ms since the epoch, as UTC microseconds
 */
export type NumberStorage = 'double' | 'long' | 'boolean' | 'timestamp'

/*
 * Columns to Arrow vectors and back, over typed arrays: Arrow's builders are four times slower, and its `toArray()`
 * knows nothing of nulls.
 */

/** An Arrow vector as a column. */
export function columnOfVector(name: string, vector: Vector): Column {
  if (isText(vector.type)) {
    const values = Array.from({ length: vector.length }, (): string | null => null)
    let row = 0
    for (const data of vector.data) {
      const chunk = new Vector([data])
      for (let i = 0; i < data.length; i++, row++) {
        const text: unknown = chunk.get(i)
        if (typeof text === 'string') values[row] = text
      }
    }
    return { kind: 'text', values }
  }

  const values = new Float64Array(vector.length)
  let row = 0
  for (const data of vector.data) {
    readNumbers(name, data, values.subarray(row, row + data.length))
    row += data.length
  }
  return { kind: 'number', values }
}

/** What `columnOfVector` makes of a type: times become numbers, ms since the epoch; undefined: nothing. */
export function holdsOf(type: DataType): 'text' | 'number' | 'time' | undefined {
  if (isText(type)) return 'text'
  if (DataType.isDate(type) || DataType.isTimestamp(type)) return 'time'
  const isPlain = DataType.isNull(type) || DataType.isBool(type) || DataType.isDecimal(type)
  return isPlain || millisecondsOf(type) !== undefined ? 'number' : undefined
}

function isText(type: DataType): boolean {
  return (
    DataType.isUtf8(type) ||
    DataType.isLargeUtf8(type) ||
    (DataType.isDictionary(type) && isText(type.dictionary))
  )
}

function readNumbers(name: string, data: Data, into: Float64Array): void {
  const numbers = numbersOf(name, data)
  for (let i = 0; i < data.length; i++) into[i] = numbers(i)
  if (data.nullCount === 0) return
  for (let i = 0; i < data.length; i++) {
    if (!data.getValid(i)) into[i] = Number.NaN
  }
}

/** How the values of a chunk become numbers. Where a value is null, what is there is stale: anything may come. */
function numbersOf(name: string, data: Data): (i: number) => number {
  const { type } = data
  const values: unknown = data.values
  if (DataType.isNull(type)) return () => Number.NaN
  if (DataType.isBool(type) && values instanceof Uint8Array) {
    return i => ((values[(data.offset + i) >> 3] ?? 0) >> ((data.offset + i) & 7)) & 1
  }
  if (DataType.isDecimal(type) && values instanceof Uint32Array) {
    const unit = Number(`1e${type.scale}`)
    return i => Number(decimalAt(values, i * 4)) / unit
  }

  const scale = millisecondsOf(type)
  if (scale === undefined) {
    throw new Error(
      `column "${name}" has the type ${type[Symbol.toStringTag]}, which a frame cannot hold: numbers and texts only`,
    )
  }
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
    return DataType.isInt(type)
      ? i => exactInteger(name, data, i, values[i] ?? 0n)
      : i => (Number(values[i] ?? 0n) * scale.times) / scale.over
  }
  if (
    values instanceof Float64Array ||
    values instanceof Float32Array ||
    values instanceof Int32Array ||
    values instanceof Uint32Array ||
    values instanceof Int16Array ||
    values instanceof Uint16Array ||
    values instanceof Int8Array ||
    values instanceof Uint8Array
  ) {
    return i => (values[i] ?? Number.NaN) * scale.times
  }
  throw new Error(`column "${name}": Arrow gave its values as ${typeof values}`)
}

/** What makes numbers as they are, and milliseconds of times; undefined for types that are no numbers. */
function millisecondsOf(type: DataType): { times: number; over: number } | undefined {
  if (DataType.isFloat(type) || DataType.isInt(type)) return { times: 1, over: 1 }
  if (DataType.isDate(type)) return { times: type.unit === DateUnit.DAY ? 86_400_000 : 1, over: 1 }
  return DataType.isTimestamp(type) ? MILLISECONDS[type.unit] : undefined
}

const MILLISECONDS: Readonly<Record<TimeUnit, { times: number; over: number }>> = {
  [TimeUnit.SECOND]: { times: 1000, over: 1 },
  [TimeUnit.MILLISECOND]: { times: 1, over: 1 },
  [TimeUnit.MICROSECOND]: { times: 1, over: 1000 },
  [TimeUnit.NANOSECOND]: { times: 1, over: 1_000_000 },
}

function exactInteger(name: string, data: Data, i: number, value: bigint): number {
  const number = Number(value)
  if (!Number.isSafeInteger(number) && data.getValid(i)) {
    throw new Error(`column "${name}" holds ${value}, which a number cannot hold exactly`)
  }
  return number
}

/** A decimal's 128 bits, lowest word first. */
function decimalAt(words: Uint32Array, at: number): bigint {
  let value = 0n
  for (let word = 3; word >= 0; word--) value = (value << 32n) | BigInt(words[at + word] ?? 0)
  return BigInt.asIntN(128, value)
}

/** A column as an Arrow vector; NaN and null become nulls. */
export function vectorOfColumn(name: string, column: Column, storage: NumberStorage): Vector {
  if (column.kind === 'text') return vectorOfTexts(column.values)

  const { values } = column
  const { length } = values
  const { nullCount, nullBitmap } = nullsOf(length, i => Number.isNaN(values[i]))
  const shared = { length, nullCount, nullBitmap }
  if (storage === 'double') {
    return new Vector([makeData({ type: new Float64(), ...shared, data: values })])
  }
  if (storage === 'boolean') {
    const data = bitsOf(length, i => values[i] === 1)
    return new Vector([makeData({ type: new Bool(), ...shared, data })])
  }

  const data = new BigInt64Array(length)
  for (let i = 0; i < length; i++) {
    const value = values[i] ?? 0
    if (Number.isNaN(value)) continue
    // a ms and its thousandths need not be a whole number of binary fractions
    const integer = storage === 'timestamp' ? Math.round(value * 1000) : value
    if (!Number.isSafeInteger(integer)) {
      throw new Error(`column "${name}" holds ${value}, which is not stored as ${storage}`)
    }
    data[i] = BigInt(integer)
  }
  return storage === 'timestamp'
    ? new Vector([makeData({ type: new TimestampMicrosecond('UTC'), ...shared, data })])
    : new Vector([makeData({ type: new Int64(), ...shared, data })])
}

function vectorOfTexts(values: readonly (string | null)[]): Vector {
  const { length } = values
  const { nullCount, nullBitmap } = nullsOf(length, i => values[i] === null)
  const data = new TextEncoder().encode(values.map(value => value ?? '').join(''))
  const valueOffsets = new Int32Array(length + 1)
  for (let i = 0, end = 0; i < length; i++) {
    end += Buffer.byteLength(values[i] ?? '')
    valueOffsets[i + 1] = end
  }
  const type = new Utf8()
  return new Vector([makeData({ type, length, nullCount, nullBitmap, valueOffsets, data })])
}

function nullsOf(
  length: number,
  isNull: (i: number) => boolean,
): { nullCount: number; nullBitmap: Uint8Array } {
  let nullCount = 0
  const nullBitmap = bitsOf(length, i => {
    if (!isNull(i)) return true
    nullCount++
    return false
  })
  return { nullCount, nullBitmap }
}

/** Bits, lowest first, in bytes: as Arrow has validity and flags. */
function bitsOf(length: number, isSet: (i: number) => boolean): Uint8Array {
  const bits = new Uint8Array((length + 7) >> 3)
  for (let i = 0; i < length; i++) {
    if (isSet(i)) bits[i >> 3] = (bits[i >> 3] ?? 0) | (1 << (i & 7))
  }
  return bits
}
