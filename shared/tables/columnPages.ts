import type { ColumnContract, ColumnType } from '../mimic/contract.ts'
import { QUOTE } from './csvRowCheck.ts'
import { daysOf, doubleOf, intOf, longOf, microsOf } from './csvValue.ts'

/** The values of one column of some rows, as Parquet has them. The bytes are only lent. */
export interface ColumnPage {
  readonly column: ColumnContract
  readonly count: number // values that are there
  /** A bit for each row, lowest first: whether it has a value. */
  readonly present: Uint8Array
  /** Those values, PLAIN: numbers little-endian, times as µs and dates as days since 1970, texts in UTF-8 behind their length. */
  readonly values: Uint8Array
}

/** Rows that follow each other, column by column. */
export interface RowGroup {
  readonly rows: number
  readonly csvBytes: number // of these rows in the file
  readonly pages: readonly ColumnPage[]
}

/** Rows of a group, at most. */
export const GROUP_ROWS = 16_384

/** A group is full when a column's texts have come to so many bytes. */
const FULL_BYTES = 1024 * 1024

const PRESENT_BYTES = GROUP_ROWS / 8 + 8
const NUMBER_BYTES = 8 * GROUP_ROWS
/** What the kernel may write behind the values. */
const BEHIND_VALUES = 16

/** What the kernel knows of a page, in words of 32 bits: addresses of values and of bits, how many values, their bytes. */
const PAGE_WORDS = 4
const COUNT = 2
const BYTES = 3

/** How many bytes a value of a type takes; 0 for texts. */
const WIDTHS: Readonly<Record<ColumnType, number>> = {
  int: 4,
  long: 8,
  double: 8,
  timestamp: 8,
  date: 4,
  text: 0,
}

/** A good row of a CSV that lies in the pages' memory. */
export interface RowFields {
  /** Where its fields begin and end, without their quotes: two addresses for each column of the file. */
  readonly fields: Int32Array
  readonly isLatin1: boolean
}

interface Page {
  readonly column: ColumnContract
  readonly place: number // of the column in the file
  readonly valuesAt: number
  readonly present: Uint8Array
  readonly write: (row: RowFields, start: number, end: number) => void
}

/**
 * Gathers rows column by column, in a kernel's memory: the kernel appends plain rows itself, others are appended here.
 */
export class ColumnPages {
  rows = 0
  csvBytes = 0
  /** Where the kernel finds what it must know of the pages. */
  readonly at: number
  private readonly bytes: Uint8Array<ArrayBuffer>
  private readonly known: Uint32Array<ArrayBuffer>
  private readonly pages: readonly Page[]
  private readonly texts: readonly number[] // places of the columns of texts

  /**
   * @param at - multiple of 8, from where `pageBytes` are free
   * @param columns - of the file; undefined = not kept
   * @param longestRow - bytes that are appended at a time, at most
   */
  constructor(
    memory: ArrayBuffer,
    at: number,
    columns: readonly (ColumnContract | undefined)[],
    longestRow: number,
  ) {
    this.at = at
    this.bytes = new Uint8Array(memory)
    this.known = new Uint32Array(memory, at, PAGE_WORDS * columns.length)
    this.texts = columns.flatMap((column, place) => (column?.type === 'text' ? [place] : []))
    let free = at + 8 * Math.ceil((4 * PAGE_WORDS * columns.length) / 8)
    this.pages = columns.flatMap((column, place) => {
      if (column === undefined) return []
      const presentAt = free
      const valuesAt = presentAt + PRESENT_BYTES
      free += bytesOfPage(column, longestRow)
      this.known.set([valuesAt, presentAt, 0, 0], PAGE_WORDS * place)
      const present = new Uint8Array(memory, presentAt, PRESENT_BYTES)
      const write = this.writer(memory, column.type, place, valuesAt)
      return [{ column, place, valuesAt, present, write }]
    })
  }

  /** Whether the next rows, of up to `longestRow` bytes together, might find no room. */
  isFull(rows: number): boolean {
    const { known } = this
    return (
      this.rows + rows > GROUP_ROWS ||
      this.texts.some(place => (known[PAGE_WORDS * place + BYTES] ?? 0) >= FULL_BYTES)
    )
  }

  /** Says that the kernel has appended rows. */
  added(rows: number, csvBytes: number): void {
    this.rows += rows
    this.csvBytes += csvBytes
  }

  /** Appends a row. */
  append(row: RowFields, csvBytes: number): void {
    const { fields } = row
    const byte = this.rows >> 3
    const bit = 1 << (this.rows & 7)
    for (const { place, present, write } of this.pages) {
      const start = fields[2 * place] ?? 0
      const end = fields[2 * place + 1] ?? 0
      const before = bit === 1 ? 0 : (present[byte] ?? 0) & (bit - 1)
      present[byte] = start === end ? before : before | bit
      if (start < end) write(row, start, end)
    }
    this.added(1, csvBytes)
  }

  /** What has been gathered; the next row begins a new group. */
  take(): RowGroup {
    const { rows, csvBytes, bytes, known } = this
    const pages = this.pages.map(({ column, place, valuesAt, present }) => {
      const count = known[PAGE_WORDS * place + COUNT] ?? 0
      const valueBytes = known[PAGE_WORDS * place + BYTES] ?? 0
      known[PAGE_WORDS * place + COUNT] = 0
      known[PAGE_WORDS * place + BYTES] = 0
      return {
        column,
        count,
        present: present.subarray(0, Math.ceil(rows / 8)),
        values: bytes.subarray(valuesAt, valuesAt + valueBytes),
      }
    })
    this.rows = 0
    this.csvBytes = 0
    return { rows, csvBytes, pages }
  }

  /** Appends a field that is not empty to a column's values. */
  private writer(
    memory: ArrayBuffer,
    type: ColumnType,
    place: number,
    valuesAt: number,
  ): Page['write'] {
    const { bytes, known } = this
    const count = PAGE_WORDS * place + COUNT
    const size = PAGE_WORDS * place + BYTES
    if (type === 'text') {
      return (row, start, end) => {
        const at = valuesAt + (known[size] ?? 0)
        const written = writeText(bytes, at + 4, start, end, row.isLatin1)
        new DataView(memory).setUint32(at, written, true)
        known[count] = (known[count] ?? 0) + 1
        known[size] = (known[size] ?? 0) + 4 + written
      }
    }

    const set = numberWriter(memory, type, valuesAt)
    return (_, start, end) => {
      const index = known[count] ?? 0
      set(index, bytes, start, end)
      known[count] = index + 1
      known[size] = (known[size] ?? 0) + WIDTHS[type]
    }
  }
}

/** Bytes of memory that the pages of some columns take. */
export function pageBytes(
  columns: readonly (ColumnContract | undefined)[],
  longestRow: number,
): number {
  const known = 8 * Math.ceil((4 * PAGE_WORDS * columns.length) / 8)
  return columns.reduce(
    (sum, column) => sum + (column === undefined ? 0 : bytesOfPage(column, longestRow)),
    known,
  )
}

/** Only what is written takes memory in the end: the rest stays the system's. */
function bytesOfPage({ type }: ColumnContract, longestRow: number): number {
  // Latin-1 takes two bytes in UTF-8; a text of one byte has a length of four before it
  const values = type === 'text' ? FULL_BYTES + 5 * longestRow : NUMBER_BYTES
  return 8 * Math.ceil((PRESENT_BYTES + values + BEHIND_VALUES) / 8)
}

/** Puts the value of a field at an index of a page. */
type NumberWriter = (index: number, bytes: Uint8Array, start: number, end: number) => void

function numberWriter(
  memory: ArrayBuffer,
  type: Exclude<ColumnType, 'text'>,
  at: number,
): NumberWriter {
  const integers = new Int32Array(memory, at, GROUP_ROWS)
  const longs = new BigInt64Array(memory, at, GROUP_ROWS)
  const doubles = new Float64Array(memory, at, GROUP_ROWS)
  const writers: Readonly<Record<typeof type, NumberWriter>> = {
    int: (index, bytes, start, end) => {
      integers[index] = intOf(bytes, start, end)
    },
    long: (index, bytes, start, end) => {
      longs[index] = longOf(bytes, start, end)
    },
    double: (index, bytes, start, end) => {
      doubles[index] = doubleOf(bytes, start, end)
    },
    timestamp: (index, bytes, start, end) => {
      longs[index] = microsOf(bytes, start, end)
    },
    date: (index, bytes, start) => {
      integers[index] = daysOf(bytes, start)
    },
  }
  return writers[type]
}

/** Writes a text of the same memory at `to`, its doubled quotes as single ones, in UTF-8; returns its bytes. */
function writeText(
  bytes: Uint8Array<ArrayBuffer>,
  to: number,
  start: number,
  end: number,
  isLatin1: boolean,
): number {
  const isQuoted = bytes[end] === QUOTE
  if (isLatin1) {
    const text = Buffer.from(bytes.buffer, start, end - start).toString('latin1')
    const single = isQuoted ? text.replaceAll('""', '"') : text
    return new TextEncoder().encodeInto(single, bytes.subarray(to)).written
  }
  let written = 0
  for (let from = start; from < end; ) {
    const quote = isQuoted ? bytes.indexOf(QUOTE, from) : end
    const next = Math.min(quote + 1, end)
    bytes.copyWithin(to + written, from, next)
    written += next - from
    from = quote < end ? quote + 2 : end
  }
  return written
}
