import { isUtf8 } from 'node:buffer'
import type { ColumnContract } from '../mimic/contract.ts'
import { type FieldCheck, fieldCheck, intOf, typeInWords } from './csvField.ts'
import { RowIds } from './rowIds.ts'

/** Longer rows are refused: the longest notes of MIMIC-III have about 100 KB. */
export const MAX_ROW_BYTES = 1024 * 1024

export interface RefusedRow {
  readonly line: number // 1-based, counted from the first byte pushed
  readonly offset: number // of its first byte, counted from the first byte pushed
  readonly reason: string
  readonly row: Uint8Array // as it was, without its line end; only the beginning of one that is too long
}

export interface RowSink {
  /** Rows that are good, in the order of the file: UTF-8, each ended by LF. The bytes are only lent. */
  accepted(rows: Uint8Array): void
  refused(row: RefusedRow): void
}

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
}

const QUOTE = 34
const COMMA = 44
const CR = 13
const LF = 10
const NEED_MORE = -1

const TOO_LONG = `is longer than ${MAX_ROW_BYTES} bytes, or a quote in it is not closed`

const STOPS_PLAIN = stops([COMMA, CR, LF, 0])
const STOPS_QUOTED = stops([QUOTE, LF, 0])

function stops(bytes: readonly number[]): Uint8Array {
  const table = new Uint8Array(256)
  for (const byte of bytes) table[byte] = 1
  return table
}

/**
 * Cuts a CSV into rows and checks each against its contract, in one pass over the bytes.
 *
 * - LF and CRLF end a row, mixed as they come; the last row needs no line end. Blank lines are no rows.
 * - Fields are quoted as RFC 4180 says; a quote inside a field that is not quoted is a character like others.
 * - Where the contract knows no line breaks in fields, a line is a row whatever its quotes: an unclosed quote costs
 *   one row. Where it does, reading goes on at the next line that begins like a row (two numbers).
 * - A row that is not UTF-8 is read as Latin-1, unless that makes control characters of it.
 * - Refused: a wrong number of columns, a value that is none of its type, a required value that is missing, a row_id
 *   that an accepted row has already, a broken quote, a NUL byte, a bare CR, more than `MAX_ROW_BYTES`.
 */
export class RowReader {
  rowsIn = 0
  rowsOut = 0
  lines = 0
  latin1Rows = 0
  readonly reasons = new Map<string, number>()

  private readonly sink: RowSink
  private readonly names: readonly string[]
  private readonly checks: readonly (FieldCheck | undefined)[]
  private readonly isRequired: readonly boolean[]
  private readonly notOfType: readonly string[]
  private readonly rowIdColumn: number
  private readonly lineBreaks: boolean
  private readonly end: number
  private readonly rowIds = new RowIds()

  private toSkip: number
  private skipsLine: boolean
  private discards = false
  private buffer = new Uint8Array(4 * MAX_ROW_BYTES)
  private origin = 0 // offset of the buffer's first byte
  private filled = 0
  private done = false

  // what readRow found out about a row
  private reason = ''
  private hasHighByte = false
  private idStart = 0
  private idEnd = 0

  constructor(options: RowReaderOptions, sink: RowSink) {
    const { columns } = options
    this.sink = sink
    this.names = columns.map(column => column?.name ?? '')
    this.checks = columns.map(column =>
      column === undefined || column.type === 'text' ? undefined : fieldCheck(column.type),
    )
    this.isRequired = columns.map(column => column?.nullable === false)
    this.notOfType = columns.map(column =>
      column === undefined ? '' : `${column.name} is not ${typeInWords(column.type)}`,
    )
    this.rowIdColumn = columns.findIndex(column => column?.name === 'row_id')
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
    const { buffer, filled } = this
    buffer[filled] = LF // every scan stops here
    let position = this.skipAhead(last)
    let run = position // accepted rows that are not handed on yet

    while (position < filled && !this.discards) {
      if (this.origin + position >= this.end) {
        this.done = true
        break
      }
      let rowEnd = this.readRow(position, last)
      if (rowEnd === NEED_MORE && filled - position <= MAX_ROW_BYTES) break
      if (rowEnd === NEED_MORE || rowEnd - position > MAX_ROW_BYTES) {
        this.reason = TOO_LONG
        rowEnd = this.endOfBrokenRow(position, position, last)
        if (rowEnd === NEED_MORE) {
          // the rest of it is thrown away as it comes
          this.flush(run, position)
          this.refuse(position, filled)
          this.discards = true
          run = Math.max(position + 1, filled - LONGEST_ROW_START)
          this.lines += this.countLines(position, run)
          position = run
          break
        }
      }

      const isBlank = rowEnd - position <= 2 && this.contentEnd(position, rowEnd) === position
      if (isBlank) {
        this.flush(run, position)
        run = rowEnd
      } else if (this.accepts(position, rowEnd)) {
        this.rowsIn++
        this.rowsOut++
        if (!this.isPlain(position, rowEnd)) {
          this.flush(run, position)
          this.rewrite(position, rowEnd)
          run = rowEnd
        }
      } else {
        this.flush(run, position)
        this.refuse(position, rowEnd)
        run = rowEnd
      }
      this.lines += this.lineBreaks ? this.countLines(position, rowEnd) : 1
      position = rowEnd
    }

    this.flush(run, position)
    buffer.copyWithin(0, position, filled)
    this.origin += position
    this.filled = filled - position
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
      const rowEnd = this.endOfBrokenRow(0, 0, last)
      this.discards = rowEnd === NEED_MORE
      position = this.discards ? Math.max(0, filled - LONGEST_ROW_START) : rowEnd
      this.lines += this.countLines(0, position)
    }
    return position
  }

  /**
   * Reads one row and says what is wrong with it.
   *
   * @returns where the next row begins, `NEED_MORE` if the row does not end in the buffer
   */
  private readRow(start: number, last: boolean): number {
    const { buffer, filled, checks, isRequired, rowIdColumn } = this
    const columns = checks.length
    let position = start
    let column = 0
    let high = 0
    this.reason = ''

    for (;;) {
      let fieldStart = position
      let fieldEnd: number
      if (buffer[position] === QUOTE) {
        fieldStart = ++position
        for (;;) {
          let byte = buffer[position] ?? 0
          while (STOPS_QUOTED[byte] === 0) {
            high |= byte
            byte = buffer[++position] ?? 0
          }
          if (byte === QUOTE) {
            if (position + 1 >= filled && !last) return NEED_MORE
            if (buffer[position + 1] !== QUOTE) break
            position += 2
          } else if (byte === LF) {
            if (position >= filled && !last) return NEED_MORE
            if (position >= filled || !this.lineBreaks) {
              return this.breakRow(start, position, last, 'a quote is opened and not closed')
            }
            position++
          } else {
            this.setReason('holds a NUL byte')
            position++
          }
        }
        fieldEnd = position++
      } else {
        for (;;) {
          let byte = buffer[position] ?? 0
          while (STOPS_PLAIN[byte] === 0) {
            high |= byte
            byte = buffer[++position] ?? 0
          }
          if (byte !== 0) break
          this.setReason('holds a NUL byte')
          position++
        }
        fieldEnd = position
      }
      if (position >= filled && !last) return NEED_MORE

      // the field against its column
      if (column < columns && this.reason === '') {
        if (fieldStart === fieldEnd) {
          if (isRequired[column] === true) this.reason = `${this.names[column] ?? ''} is missing`
        } else {
          const check = checks[column]
          if (check !== undefined && !check(buffer, fieldStart, fieldEnd)) {
            this.reason = this.notOfType[column] ?? ''
          }
        }
        if (column === rowIdColumn) {
          this.idStart = fieldStart
          this.idEnd = fieldEnd
        }
      }
      column++

      const delimiter = buffer[position]
      if (delimiter === COMMA) {
        position++
        continue
      }
      if (delimiter === CR) {
        if (position + 1 >= filled && !last) return NEED_MORE
        if (buffer[position + 1] !== LF) {
          return this.breakRow(start, position, last, 'a carriage return stands inside the row')
        }
        position++
      } else if (delimiter !== LF) {
        return this.breakRow(start, position, last, 'something follows a closing quote')
      }
      if (column !== columns) {
        this.reason = `has ${column < columns ? 'fewer' : 'more'} than ${columns} columns`
      }
      this.hasHighByte = (high & 0x80) !== 0
      return Math.min(position + 1, filled)
    }
  }

  private setReason(reason: string): void {
    if (this.reason === '') this.reason = reason
  }

  private breakRow(start: number, position: number, last: boolean, reason: string): number {
    this.reason = reason
    return this.endOfBrokenRow(start, position, last)
  }

  /** Where reading goes on after a row whose quotes cannot be trusted. */
  private endOfBrokenRow(start: number, position: number, last: boolean): number {
    const { buffer, filled } = this
    if (!this.lineBreaks) {
      const lineEnd = buffer.indexOf(LF, position)
      if (lineEnd < filled) return lineEnd + 1
      return last ? filled : NEED_MORE
    }
    for (let from = start; ; ) {
      const lineEnd = buffer.indexOf(LF, from)
      if (lineEnd >= filled) return last ? filled : NEED_MORE
      from = lineEnd + 1
      if (from + LONGEST_ROW_START > filled && !last) return NEED_MORE
      if (beginsLikeRow(buffer, from, filled)) return from
    }
  }

  private accepts(start: number, end: number): boolean {
    if (this.reason !== '') return false
    if (this.hasHighByte && !isUtf8(this.buffer.subarray(start, end))) {
      for (let position = start; position < end; position++) {
        const byte = this.buffer[position] ?? 0
        if (byte >= 0x80 && byte < 0xa0) {
          this.reason = 'is neither UTF-8 nor Latin-1'
          return false
        }
      }
    }
    if (this.rowIdColumn >= 0) {
      if (!this.rowIds.add(intOf(this.buffer, this.idStart, this.idEnd))) {
        this.reason = 'row_id is that of an earlier row'
        return false
      }
    }
    return true
  }

  /** Whether a good row can be handed on as it stands. */
  private isPlain(start: number, end: number): boolean {
    if (this.buffer[end - 1] !== LF || this.buffer[end - 2] === CR) return false
    return !this.hasHighByte || isUtf8(this.buffer.subarray(start, end))
  }

  /** Hands on a good row with LF at its end, in UTF-8. */
  private rewrite(start: number, end: number): void {
    const content = this.buffer.subarray(start, this.contentEnd(start, end))
    if (!this.hasHighByte || isUtf8(content)) {
      this.sink.accepted(content)
      this.sink.accepted(LINE_FEED)
      return
    }
    this.latin1Rows++
    this.sink.accepted(Buffer.from(`${Buffer.from(content).toString('latin1')}\n`, 'utf8'))
  }

  private flush(start: number, end: number): void {
    if (end > start) this.sink.accepted(this.buffer.subarray(start, end))
  }

  private refuse(start: number, end: number): void {
    this.rowsIn++
    this.reasons.set(this.reason, (this.reasons.get(this.reason) ?? 0) + 1)
    const longest = this.reason === TOO_LONG ? 1000 : MAX_ROW_BYTES
    this.sink.refused({
      line: this.lines + 1,
      offset: this.origin + start,
      reason: this.reason,
      row: this.buffer.slice(start, Math.min(this.contentEnd(start, end), start + longest)),
    })
  }

  /** The row's end without its line end. */
  private contentEnd(start: number, end: number): number {
    let contentEnd = end
    if (contentEnd > start && this.buffer[contentEnd - 1] === LF) contentEnd--
    if (contentEnd > start && this.buffer[contentEnd - 1] === CR) contentEnd--
    return contentEnd
  }

  private countLines(start: number, end: number): number {
    let lines = 0
    for (let at = this.buffer.indexOf(LF, start); at !== -1 && at < end; lines++) {
      at = this.buffer.indexOf(LF, at + 1)
    }
    return lines
  }
}

const LINE_FEED = Uint8Array.of(LF)
const LONGEST_ROW_START = 26 // two ids of 10 digits, quotes and commas

function beginsLikeRow(buffer: Uint8Array, from: number, filled: number): boolean {
  const start = buffer.subarray(from, Math.min(from + LONGEST_ROW_START, filled))
  return /^"?\d{1,10}"?,"?\d{1,10}"?,/.test(String.fromCharCode(...start))
}
