import type { ColumnContract } from '../mimic/contract.ts'
import { type FieldCheck, fieldCheck, typeInWords } from './csvField.ts'

export const CR = 13
export const LF = 10
const QUOTE = 34
const COMMA = 44

/** The row does not end in the bytes that are there. */
export const NEED_MORE = -1

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
  idStart = 0 // of the row_id field
  idEnd = 0

  private readonly names: readonly string[]
  private readonly checks: readonly (FieldCheck | undefined)[]
  private readonly isRequired: readonly boolean[]
  private readonly notOfType: readonly string[]
  private readonly rowIdColumn: number
  private readonly lineBreaks: boolean

  constructor(columns: readonly (ColumnContract | undefined)[], lineBreaksInFields: boolean) {
    this.names = columns.map(column => column?.name ?? '')
    this.checks = columns.map(column =>
      column === undefined || column.type === 'text' ? undefined : fieldCheck(column.type),
    )
    this.isRequired = columns.map(column => column?.nullable === false)
    this.notOfType = columns.map(column =>
      column === undefined ? '' : `${column.name} is not ${typeInWords(column.type)}`,
    )
    this.rowIdColumn = columns.findIndex(column => column?.name === 'row_id')
    this.lineBreaks = lineBreaksInFields
  }

  /**
   * Reads the row that begins at `start` and says what is wrong with it.
   *
   * @param buffer - filled up to `filled`, where an LF stands that is not part of the file
   * @param last - nothing comes behind what is filled
   * @returns where the next row begins, `NEED_MORE` if the row does not end in the buffer
   */
  read(buffer: Uint8Array, start: number, filled: number, last: boolean): number {
    const { checks, isRequired, rowIdColumn } = this
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
              return this.breakOff(
                buffer,
                start,
                position,
                filled,
                last,
                'a quote is opened and not closed',
              )
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
          return this.breakOff(
            buffer,
            start,
            position,
            filled,
            last,
            'a carriage return stands inside the row',
          )
        }
        position++
      } else if (delimiter !== LF) {
        return this.breakOff(
          buffer,
          start,
          position,
          filled,
          last,
          'something follows a closing quote',
        )
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

  private breakOff(
    buffer: Uint8Array,
    start: number,
    position: number,
    filled: number,
    last: boolean,
    reason: string,
  ): number {
    this.reason = reason
    return this.endOfBroken(buffer, this.lineBreaks ? start : position, filled, last)
  }

  /**
   * Where reading goes on after a row whose quotes cannot be trusted: behind the next line end, and where fields may
   * hold line breaks, behind the next one before what looks like a row.
   */
  endOfBroken(buffer: Uint8Array, from: number, filled: number, last: boolean): number {
    for (let position = from; ; ) {
      const lineEnd = buffer.indexOf(LF, position)
      if (lineEnd >= filled) return last ? filled : NEED_MORE
      position = lineEnd + 1
      if (!this.lineBreaks) return position
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
