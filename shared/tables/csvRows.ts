import { isUtf8 } from 'node:buffer'
import type { ColumnContract } from '../mimic/contract.ts'
import { BROKEN, LF, LONGEST_ROW_START, NEED_MORE, RowCheck } from './csvRowCheck.ts'
import { contentEnd, RowOutput, type RowSink } from './csvRowOutput.ts'
import { intOf } from './csvValue.ts'
import { PlainRows } from './plainRows.ts'
import { RowIds } from './rowIds.ts'

/** Longer rows are refused: the longest notes of MIMIC-III have about 100 KB. */
export const MAX_ROW_BYTES = 1024 * 1024

export interface RowReaderOptions {
  /** In the file's order; undefined where the file has a column that the contract does not know. */
  readonly columns: readonly (ColumnContract | undefined)[]
  readonly lineBreaksInFields: boolean
  /**
   * What lies before the first row: so many bytes (of a header), or the end of a row that belongs to the range before,
   * up to and with its line end.
   */
  readonly skip: number | 'line'
  /** Rows that begin here or later, counted from the first byte pushed, belong to the next range. */
  readonly end: number
  /** Row ids that rows before the first byte pushed have: a row with one of them is refused. */
  readonly earlierIds?: Iterable<number>
}

export const BUFFER_BYTES = 4 * MAX_ROW_BYTES

/** Where rows are none of the plain ones, so many are checked before the next one is tried. */
const LONGEST_PAUSE = 15

const REPEATED_ID = 'row_id is that of an earlier row'
const TOO_LONG = `is longer than ${MAX_ROW_BYTES} bytes, or a quote in it is not closed`

/**
 * Cuts a CSV into rows and checks each against its contract, in one pass over the bytes.
 *
 * - LF and CRLF end a row, mixed as they come; the last row needs no line end. Blank lines are no rows.
 * - Fields are quoted as RFC 4180 says; a quote inside a field that is not quoted is a character like others.
 * - Where the contract knows no line breaks in fields, a line is a row. If a quote is open at its end, the lines up to
 *   the one that closes it are one row if they make a good row together and none of those behind the first is a good
 *   row by itself; otherwise the quote is a stray one, and costs the row of its line and no other.
 * - Where it knows them, reading goes on after a broken quote at the next line that begins like a row (two numbers).
 * - A row that is not UTF-8 is read as Latin-1, unless that makes control characters of it.
 * - Refused: a wrong number of columns, a value that is none of its type, a required value that is missing, a row_id
 *   that an accepted row has already, a broken quote, a NUL byte, a bare CR, more than `MAX_ROW_BYTES`.
 */
export class RowReader {
  lines = 0
  /** A row of this range has lines that begin in the next one, which takes them for rows of its own. */
  crossesEnd = false
  /** Of the accepted rows, and the earlier ones. */
  readonly rowIds = new RowIds()
  /** How many rows there were, and what became of them. */
  readonly output: RowOutput

  private readonly single: RowCheck
  private readonly joined: RowCheck
  private readonly behind: RowCheck
  private readonly lineBreaks: boolean
  private readonly end: number
  private check: RowCheck // of the row that was read last

  private toSkip: number
  private skipsLine: boolean
  private discards = false
  private readonly plain: PlainRows
  private readonly idColumn: number
  private readonly buffer: Uint8Array<ArrayBuffer>
  private origin = 0 // offset of the buffer's first byte
  private filled = 0
  private pause = 0 // rows to check one by one after the next row that is not plain
  private paused = 0 // of them, those still to come
  private done = false

  /** @param plain - the quick way, which changes nothing of what is read */
  constructor(
    options: RowReaderOptions,
    sink: RowSink,
    plain = new PlainRows(options.columns, BUFFER_BYTES, MAX_ROW_BYTES),
  ) {
    this.plain = plain
    this.buffer = plain.buffer
    this.idColumn = options.columns.findIndex(column => column?.name === 'row_id')
    this.output = new RowOutput(plain, sink)
    this.single = new RowCheck(options.columns, options.lineBreaksInFields)
    this.joined = new RowCheck(options.columns, true)
    this.behind = new RowCheck(options.columns, false)
    this.check = this.single
    for (const id of options.earlierIds ?? []) this.rowIds.add(id)
    this.lineBreaks = options.lineBreaksInFields
    this.end = options.end
    this.toSkip = options.skip === 'line' ? 0 : options.skip
    this.skipsLine = options.skip === 'line'
  }

  /** Whether every row that begins before the end has been seen: further bytes change nothing. */
  get isDone(): boolean {
    return this.done
  }

  push(bytes: Uint8Array): void {
    for (let offset = 0; offset < bytes.length && !this.done; ) {
      const taken = bytes.subarray(offset, offset + this.buffer.length - 1 - this.filled)
      this.buffer.set(taken, this.filled)
      this.filled += taken.length
      offset += taken.length
      if (this.filled === this.buffer.length - 1) this.readRows(false)
    }
  }

  /** After the last push. The file ends here, or its next row is not ours. */
  finish(): void {
    if (!this.done) this.readRows(true)
  }

  /** Reads the rows that lie whole in the buffer, and moves the rest to its beginning. */
  private readRows(last: boolean): void {
    const { buffer, filled, output } = this
    buffer[filled] = LF // every scan stops here
    let position = this.skipAhead(last)

    while (position < filled && !this.discards) {
      if (this.origin + position >= this.end) {
        this.done = true
        break
      }
      const plainEnd = this.passPlain(position)
      if (plainEnd > position) {
        position = plainEnd
        continue
      }
      this.check = this.single
      let rowEnd = this.single.read(buffer, position, filled, last)
      if (rowEnd === BROKEN) rowEnd = this.endOfBroken(position, filled, last)
      if (rowEnd === NEED_MORE && filled - position <= MAX_ROW_BYTES) break
      if (rowEnd === NEED_MORE || rowEnd - position > MAX_ROW_BYTES) {
        this.check.reason = TOO_LONG
        rowEnd = this.check.lineEnd(buffer, position, filled, last)
        if (rowEnd === NEED_MORE) {
          // the rest of it is thrown away as it comes
          this.refuse(position, filled)
          this.discards = true
          const rest = Math.max(position + 1, filled - LONGEST_ROW_START)
          this.lines += this.countLines(position, rest)
          position = rest
          break
        }
      }

      const isBlank = rowEnd - position <= 2 && contentEnd(buffer, position, rowEnd) === position
      if (!isBlank) this.acceptOrRefuse(position, rowEnd)
      this.lines +=
        this.lineBreaks || this.check === this.joined ? this.countLines(position, rowEnd) : 1
      position = rowEnd
    }

    output.flush()
    buffer.copyWithin(0, position, filled)
    this.origin += position
    this.filled = filled - position
  }

  /** Passes the rows at `start` that are plain and good, if any; returns where the first begins that is not. */
  private passPlain(start: number): number {
    if (this.paused > 0) {
      this.paused--
      return start
    }
    const { plain, rowIds, filled, output } = this
    const limit = Math.min(filled, this.end - this.origin)
    const rows = plain.pass(start, limit, filled)
    let position = start
    let kept = 0 // of the rows passed
    let keptEnd = start
    this.check = this.single
    for (let row = 0; row < rows; row++) {
      const rowEnd = plain.endOf(row)
      if (!rowIds.add(plain.idOf(row))) {
        output.acceptPlain(kept, row, keptEnd)
        this.check.reason = REPEATED_ID
        this.refuse(position, rowEnd)
        kept = row + 1
        keptEnd = rowEnd
      }
      this.lines++
      position = rowEnd
    }
    output.acceptPlain(kept, rows, keptEnd)
    this.pause = rows > 0 ? 0 : Math.min(2 * this.pause + 1, LONGEST_PAUSE)
    this.paused = this.pause
    return position
  }

  /** Where reading goes on after a broken row, which may turn out to be a good one of several lines. */
  private endOfBroken(start: number, filled: number, last: boolean): number {
    const { single, buffer } = this
    if (single.isOpen && !this.lineBreaks) {
      const joinedEnd = this.joinedEnd(start, filled, last)
      if (joinedEnd !== BROKEN) return joinedEnd
    }
    return single.endOfBroken(buffer, start, filled, last)
  }

  /** The end of the good row that the line at `start` and those behind it make, if they do. */
  private joinedEnd(start: number, filled: number, last: boolean): number {
    const { buffer, joined, behind } = this
    const rowEnd = joined.read(buffer, start, filled, last)
    if (rowEnd === NEED_MORE) return filled - start <= MAX_ROW_BYTES ? NEED_MORE : BROKEN
    if (rowEnd === BROKEN || joined.reason !== '' || rowEnd - start > MAX_ROW_BYTES) return BROKEN

    let lastLine = start
    for (let line = buffer.indexOf(LF, start) + 1; line < rowEnd; ) {
      const isRow = behind.read(buffer, line, filled, last) > line && behind.reason === ''
      if (isRow) return BROKEN
      lastLine = line
      line = buffer.indexOf(LF, line) + 1
    }
    this.check = joined
    if (this.origin + lastLine >= this.end) this.crossesEnd = true
    return rowEnd
  }

  /** Passes what is before the first row, or what is left of a row that is too long; returns where rows begin. */
  private skipAhead(last: boolean): number {
    const { buffer, filled } = this
    let position = 0
    if (this.toSkip > 0) {
      position = Math.min(this.toSkip, filled)
      this.toSkip -= position
      this.lines++
    }
    if (this.skipsLine) {
      const lineEnd = buffer.indexOf(LF)
      if (lineEnd >= filled) return filled
      this.skipsLine = false
      this.lines++
      position = lineEnd + 1
    }
    if (this.discards) {
      const rowEnd = this.single.lineEnd(buffer, 0, filled, last)
      this.discards = rowEnd === NEED_MORE
      position = this.discards ? Math.max(0, filled - LONGEST_ROW_START) : rowEnd
      this.lines += this.countLines(0, position)
    }
    return position
  }

  /** What becomes of the row that has been checked last. */
  private acceptOrRefuse(start: number, end: number): void {
    const { check, buffer, idColumn } = this
    let isLatin1 = false
    if (check.reason === '' && check.hasHighByte) {
      const row = buffer.subarray(start, end)
      isLatin1 = !isUtf8(row)
      if (isLatin1 && row.some(byte => byte >= 0x80 && byte < 0xa0)) {
        check.reason = 'is neither UTF-8 nor Latin-1'
      }
    }
    if (check.reason === '') {
      const idStart = check.fields[2 * idColumn] ?? 0
      const idEnd = check.fields[2 * idColumn + 1] ?? 0
      if (!this.rowIds.add(intOf(buffer, idStart, idEnd))) check.reason = REPEATED_ID
    }
    if (check.reason === '') this.output.accept(start, end, check, isLatin1)
    else this.refuse(start, end)
  }

  private refuse(start: number, end: number): void {
    const { reason } = this.check
    const offset = this.origin + start
    const longest = reason === TOO_LONG ? 1000 : MAX_ROW_BYTES
    this.output.refuse(start, end, { line: this.lines + 1, offset, reason }, longest)
  }

  private countLines(start: number, end: number): number {
    let lines = 0
    for (let at = this.buffer.indexOf(LF, start); at !== -1 && at < end; lines++) {
      at = this.buffer.indexOf(LF, at + 1)
    }
    return lines
  }
}
