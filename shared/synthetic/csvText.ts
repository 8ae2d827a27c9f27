import type { TableName } from '../contracts/dataset.ts'
import type { Breaker } from './brokenRows.ts'
import { type Cell, HEADERS } from './columns.ts'

const CHUNK_BYTES = 262_144
const COMMA = 44
const LF = 10
const QUOTE = 34
const CR = 13

/**
 * A table as CSV text in chunks of about 256 KiB: its header, then one line per row with `row_id` counted from 1.
 * Lines end in LF; a field is quoted only where it must be, as in the published files.
 *
 * @param breaker - makes broken lines to follow good ones, see `brokenRows.ts`
 */
export function* csvText(
  table: TableName,
  rows: Iterable<Readonly<Record<string, Cell>>>,
  breaker?: Breaker,
): Generator<string> {
  const columns = HEADERS[table].split(',').slice(1)
  const text = new AsciiText()
  text.write(HEADERS[table])
  text.byte(LF)
  let rowId = 0
  for (const row of rows) {
    rowId++
    const first = String(rowId)
    text.write(first)
    for (const column of columns) {
      text.byte(COMMA)
      text.write(fieldOf(row[column]))
    }
    text.byte(LF)
    if (breaker !== undefined) {
      const broken = breaker([first, ...columns.map(column => fieldOf(row[column]))])
      if (broken !== undefined) {
        text.write(broken)
        text.byte(LF)
      }
    }
    if (text.length >= CHUNK_BYTES) yield text.take()
  }
  if (text.length > 0) yield text.take()
}

/**
 * Text that is put together byte by byte: strings made of so many small ones would keep the garbage collector busier
 * than everything else (measured: a third of the time).
 */
class AsciiText {
  length = 0
  private bytes = new Uint8Array(2 * CHUNK_BYTES)
  private readonly decoder = new TextDecoder()

  byte(code: number): void {
    if (this.length === this.bytes.length) this.grow(1)
    this.bytes[this.length++] = code
  }

  /** @throws RangeError where a character is not ASCII: the made-up hospital has none */
  write(text: string): void {
    if (this.length + text.length > this.bytes.length) this.grow(text.length)
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code > 127) throw new RangeError(`"${text}" is not ASCII`)
      this.bytes[this.length++] = code
    }
  }

  take(): string {
    const taken = this.decoder.decode(this.bytes.subarray(0, this.length))
    this.length = 0
    return taken
  }

  private grow(by: number): void {
    const larger = new Uint8Array(2 * (this.bytes.length + by))
    larger.set(this.bytes)
    this.bytes = larger
  }
}

/** As it is written, quoted if it has to be. */
function fieldOf(cell: Cell): string {
  if (cell === undefined) return ''
  if (typeof cell === 'number') return String(cell)
  return mustBeQuoted(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

function mustBeQuoted(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === COMMA || code === QUOTE || code === LF || code === CR) return true
  }
  return false
}
