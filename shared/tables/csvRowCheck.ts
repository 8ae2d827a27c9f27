import type { ColumnContract } from '../mimic/contract.ts'
import { type FieldCheck, fieldCheck, typeInWords } from './csvField.ts'

export const CR = 13
export const LF = 10
export const QUOTE = 34
const COMMA = 44

/** The row does not end in the bytes that are there. */
export const NEED_MORE = -1

/** The row's quotes, or its end, cannot be trusted: `endOfBroken` says where reading goes on. */
export const BROKEN = -2

/** Two ids of 10 digits, quotes and commas: what a row begins with. */
export const LONGEST_ROW_START = 26

const STOPS_PLAIN = stops([COMMA, CR, LF, 0])
const STOPS_QUOTED = stops([QUOTE, LF, 0])

function stops(bytes: readonly number[]): Uint8Array {
  const table = new Uint8Array(256)
  for (const byte of bytes) table[byte] = 1
  return table
}

/** Finds the end of one row and checks its fields against their columns; what it found stays until the next row. */
export class RowCheck {
  reason = '' // why the row is refused, '' if it is not
  hasHighByte = false // it is not plain ASCII
  /** Where each column's field begins and ends, without its quotes: two places for each. */
  readonly fields: Int32Array
  /** Whether a quote is open where the line ends: the row is broken if the line is all of it. */
  isOpen = false

  private readonly names: readonly string[]
  private readonly checks: readonly (FieldCheck | undefined)[]
  private readonly isRequired: readonly boolean[]
  private readonly notOfType: readonly string[]
  private readonly lineBreaks: boolean
  private readonly beginsWithIds: boolean
  private brokenAt = 0

  constructor(columns: readonly (ColumnContract | undefined)[], lineBreaksInFields: boolean) {
    this.names = columns.map(column => column?.name ?? '')
    this.checks = columns.map(column =>
      column === undefined || column.type === 'text' ? undefined : fieldCheck(column.type),
    )
    this.isRequired = columns.map(column => column?.nullable === false)
    this.notOfType = columns.map(column =>
      column === undefined ? '' : `${column.name} is not ${typeInWords(column.type)}`,
    )
    this.fields = new Int32Array(2 * columns.length)
    this.lineBreaks = lineBreaksInFields
    this.beginsWithIds = columns[0]?.type === 'int' && columns[1]?.type === 'int'
  }

  /**
   * Reads the row that begins at `start` and says what is wrong with it.
   *
   * @param buffer - filled up to `filled`, where an LF stands that is not part of the file
   * @param last - nothing comes behind what is filled
   * @returns where the next row begins, `NEED_MORE` if the row does not end in the buffer, or `BROKEN`
   */
  read(buffer: Uint8Array, start: number, filled: number, last: boolean): number {
    const { checks, isRequired, fields } = this
    const columns = checks.length
    let position = start
    let column = 0
    let high = 0
    this.reason = ''
    this.isOpen = false

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
              this.isOpen = true
              return this.breakOff(position, 'a quote is opened and not closed')
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
        fields[2 * column] = fieldStart
        fields[2 * column + 1] = fieldEnd
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
          return this.breakOff(position, 'a carriage return stands inside the row')
        }
        position++
      } else if (delimiter !== LF) {
        return this.breakOff(position, 'something follows a closing quote')
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

  private breakOff(position: number, reason: string): number {
    this.reason = reason
    this.brokenAt = position
    return BROKEN
  }

  /**
   * Where reading goes on after the broken row that begins at `start`: behind the line end next to where it broke. Where
   * fields may hold line breaks, behind the line end next to its start that stands before what looks like a row.
   *
   * @returns `NEED_MORE` if that is not in the buffer
   */
  endOfBroken(buffer: Uint8Array, start: number, filled: number, last: boolean): number {
    return this.lineEnd(buffer, this.lineBreaks ? start : this.brokenAt, filled, last)
  }

  /** The same for a row that is too long to be looked at, or for what is left of it. */
  lineEnd(buffer: Uint8Array, from: number, filled: number, last: boolean): number {
    for (let position = from; ; ) {
      const lineEnd = buffer.indexOf(LF, position)
      if (lineEnd >= filled) return last ? filled : NEED_MORE
      position = lineEnd + 1
      if (!this.lineBreaks || !this.beginsWithIds) return position
      if (position + LONGEST_ROW_START > filled && !last) return NEED_MORE
      if (beginsLikeRow(buffer, position, filled)) return position
    }
  }
}

function beginsLikeRow(buffer: Uint8Array, from: number, filled: number): boolean {
  // most lines are told by their first byte
  const first = buffer[from] ?? 0
  if (first !== QUOTE && (first < 48 || first > 57)) return false
  const start = buffer.subarray(from, Math.min(from + LONGEST_ROW_START, filled))
  return /^"?\d{1,10}"?,"?\d{1,10}"?,/.test(String.fromCharCode(...start))
}
