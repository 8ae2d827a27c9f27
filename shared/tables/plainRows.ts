import { loadKernel } from '../compute/kernels.ts'
import type { ColumnContract, ColumnType } from '../mimic/contract.ts'
import { ColumnPages, pageBytes } from './columnPages.ts'

/** The kernel `assembly/plainRows.ts`; the files in the folder of its name describe the parameters. */
interface PlainRowsKernel extends WebAssembly.Exports {
  passRows(
    columns: number,
    columnCount: number,
    idColumn: number,
    start: number,
    limit: number,
    filled: number,
    longest: number,
    passed: number,
    fields: number,
    most: number,
  ): number
  keepRows(
    columns: number,
    columnCount: number,
    pages: number,
    fields: number,
    most: number,
    from: number,
    to: number,
    row: number,
  ): void
}

function isKernel(exports: WebAssembly.Exports): exports is PlainRowsKernel {
  return typeof exports['passRows'] === 'function' && typeof exports['keepRows'] === 'function'
}

/** As the kernel numbers them. */
const FORMS: Readonly<Record<ColumnType, number>> = {
  text: 0,
  int: 1,
  long: 2,
  double: 3,
  timestamp: 4,
  date: 5,
}
const REQUIRED = 8
const IGNORED = 16
/** Bytes of a column's description, of a row that has been passed, and of a field's place. */
const COLUMN_BYTES = 2
const PASSED_BYTES = 8
const FIELD_BYTES = 8

/** What the kernel may read beyond the bytes that it is given. */
const BEHIND_BUFFER = 64

/** Rows passed at a time: what is written of them stays in the processor's cache. */
const MOST_ROWS = 512

/**
 * The quick way past the rows that are plain and good, as nearly all are; `RowCheck` would accept every one of them, and
 * decides about all others.
 */
export class PlainRows {
  /** The bytes to read; it lies in the kernel's memory. */
  readonly buffer: Uint8Array<ArrayBuffer>
  /** Where rows go that are kept. */
  readonly pages: ColumnPages
  private readonly kernel: PlainRowsKernel
  private readonly columnsAt: number
  private readonly columnCount: number
  private readonly idColumn: number
  private readonly longestRow: number
  private readonly passedAt: number
  private readonly fieldsAt: number
  private readonly passed: Int32Array<ArrayBuffer>

  constructor(
    columns: readonly (ColumnContract | undefined)[],
    bufferBytes: number,
    longestRow: number,
  ) {
    this.columnCount = columns.length
    this.idColumn = columns.findIndex(column => column?.name === 'row_id')
    this.longestRow = longestRow

    // the memory: buffer, columns, rows passed, places of their fields, pages
    this.columnsAt = bufferBytes + BEHIND_BUFFER
    this.passedAt = 8 * Math.ceil((this.columnsAt + COLUMN_BYTES * columns.length) / 8)
    this.fieldsAt = this.passedAt + PASSED_BYTES * MOST_ROWS
    const pagesAt = this.fieldsAt + FIELD_BYTES * MOST_ROWS * columns.length
    const bytes = pagesAt + pageBytes(columns, longestRow)
    const { functions, memory } = loadKernel('plainRows', bytes, isKernel)
    this.kernel = functions
    this.buffer = new Uint8Array(memory, 0, bufferBytes)
    this.passed = new Int32Array(memory, this.passedAt, 2 * MOST_ROWS)
    this.pages = new ColumnPages(memory, pagesAt, columns, longestRow)
    const kinds = columns.map((column, i) => {
      const isRequired = column?.nullable === false || i === this.idColumn
      const isIgnored = column === undefined
      return FORMS[column?.type ?? 'text'] + (isRequired ? REQUIRED : 0) + (isIgnored ? IGNORED : 0)
    })
    const described = new Uint8Array(memory, this.columnsAt, COLUMN_BYTES * kinds.length)
    for (const [i, kind] of kinds.entries()) described[COLUMN_BYTES * i] = kind
    if ((kinds[this.idColumn] ?? 0) !== FORMS.int + REQUIRED) this.columnCount = 0
  }

  /**
   * Passes the plain and good rows that begin at `start`, as many as there are one behind the other, at most
   * `MOST_ROWS`; whether an earlier row has their row_id is not looked at.
   *
   * @param limit - rows that begin here or later are not read
   * @param filled - the buffer is filled so far, and an LF stands there that is not part of the file
   * @returns their number; `idOf` and `endOf` tell them apart until the next call
   */
  pass(start: number, limit: number, filled: number): number {
    if (this.columnCount === 0) return 0
    const { columnsAt, columnCount, idColumn, longestRow, passedAt, fieldsAt } = this
    return this.kernel.passRows(
      columnsAt,
      columnCount,
      idColumn,
      start,
      Math.min(limit, start + longestRow), // the pages have room for no more
      filled,
      longestRow,
      passedAt,
      fieldsAt,
      MOST_ROWS,
    )
  }

  /** Appends some of the rows passed, from `from` to before `to`, to the pages, which must not be full. */
  keep(from: number, to: number): void {
    const { kernel, columnsAt, columnCount, pages, fieldsAt } = this
    kernel.keepRows(columnsAt, columnCount, pages.at, fieldsAt, MOST_ROWS, from, to, pages.rows)
  }

  /** The row_id of one of the rows passed. */
  idOf(row: number): number {
    return this.passed[2 * row] ?? 0
  }

  /** Where in the buffer the row behind it begins. */
  endOf(row: number): number {
    return this.passed[2 * row + 1] ?? 0
  }
}
