import { loadKernel } from '../compute/kernels.ts'
import type { ColumnContract, ColumnType } from '../mimic/contract.ts'

/** The kernel `assembly/plainRows.ts`, where the parameters are described. */
interface PlainRowsKernel extends WebAssembly.Exports {
  plainRows(
    columns: number,
    columnCount: number,
    idColumn: number,
    start: number,
    limit: number,
    filled: number,
    longest: number,
    passed: number,
    most: number,
  ): number
}

function isKernel(exports: WebAssembly.Exports): exports is PlainRowsKernel {
  return typeof exports['plainRows'] === 'function'
}

/** As the kernel numbers them. */
const FORMS: Readonly<Record<ColumnType, number>> = {
  text: 0,
  int: 1,
  long: 1,
  double: 2,
  timestamp: 3,
  date: 4,
}
const REQUIRED = 8

/** What the kernel may read beyond the bytes that it is given. */
const BEHIND_BUFFER = 64

/** Rows passed at a time: what is written of them stays in the processor's cache. */
const MOST_ROWS = 2048

/**
 * The quick way past the rows that are plain and good, as nearly all are; `RowCheck` would accept every one of them, and
 * decides about all others.
 */
export class PlainRows {
  /** The bytes to read; it lies in the kernel's memory. */
  readonly buffer: Uint8Array<ArrayBuffer>
  private readonly kernel: PlainRowsKernel
  private readonly columnsAt: number
  private readonly columnCount: number
  private readonly idColumn: number
  private readonly longestRow: number
  private readonly passedAt: number
  private readonly passed: Int32Array<ArrayBuffer>

  constructor(
    columns: readonly (ColumnContract | undefined)[],
    bufferBytes: number,
    longestRow: number,
  ) {
    this.columnCount = columns.length
    this.idColumn = columns.findIndex(column => column?.name === 'row_id')
    this.longestRow = longestRow
    this.columnsAt = bufferBytes + BEHIND_BUFFER
    this.passedAt = 8 * Math.ceil((this.columnsAt + 2 * columns.length) / 8)
    const bytes = this.passedAt + 8 * MOST_ROWS
    const { functions, memory } = loadKernel('plainRows', bytes, isKernel)
    this.kernel = functions
    this.buffer = new Uint8Array(memory, 0, bufferBytes)
    this.passed = new Int32Array(memory, this.passedAt, 2 * MOST_ROWS)
    const kinds = columns.map((column, i) => {
      const isRequired = column?.nullable === false || i === this.idColumn
      return FORMS[column?.type ?? 'text'] + (isRequired ? REQUIRED : 0)
    })
    const described = new Uint8Array(memory, this.columnsAt, 2 * kinds.length)
    for (const [i, kind] of kinds.entries()) described[2 * i] = kind
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
    const { columnsAt, columnCount, idColumn, longestRow, passedAt } = this
    return this.kernel.plainRows(
      columnsAt,
      columnCount,
      idColumn,
      start,
      limit,
      filled,
      longestRow,
      passedAt,
      MOST_ROWS,
    )
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
