import { isUtf8 } from 'node:buffer'
import { CR, LF } from './csvRowCheck.ts'

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

const LINE_FEED = Uint8Array.of(LF)

/** Hands the rows of a buffer on in their order, good ones as long runs of bytes, and counts them. */
export class RowOutput {
  rowsIn = 0
  rowsOut = 0
  latin1Rows = 0
  readonly reasons = new Map<string, number>()

  private readonly buffer: Uint8Array
  private readonly sink: RowSink
  private run = 0 // where accepted rows begin that are not handed on yet

  constructor(buffer: Uint8Array, sink: RowSink) {
    this.buffer = buffer
    this.sink = sink
  }

  /** What lies before `start` is not handed on. */
  beginAt(start: number): void {
    this.run = start
  }

  /** Hands on the accepted rows before `end`. */
  flush(end: number): void {
    if (end > this.run) this.sink.accepted(this.buffer.subarray(this.run, end))
    this.run = end
  }

  /** @param hasHighByte - whether the row has a byte that is not ASCII */
  accept(start: number, end: number, hasHighByte: boolean): void {
    this.rowsIn++
    this.rowsOut++
    if (this.standsAsItIs(start, end, hasHighByte)) return
    this.flush(start)
    this.rewrite(start, end, hasHighByte)
    this.run = end
  }

  /** Leaves a blank line out. */
  leaveOut(start: number, end: number): void {
    this.flush(start)
    this.run = end
  }

  /** @param longest - bytes of it to hand on at the most */
  refuse(
    start: number,
    end: number,
    { line, offset, reason }: Omit<RefusedRow, 'row'>,
    longest: number,
  ): void {
    this.flush(start)
    this.rowsIn++
    this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1)
    const row = this.buffer.slice(
      start,
      Math.min(contentEnd(this.buffer, start, end), start + longest),
    )
    this.sink.refused({ line, offset, reason, row })
    this.run = end
  }

  /** Whether a good row is UTF-8 and ends with LF. */
  private standsAsItIs(start: number, end: number, hasHighByte: boolean): boolean {
    if (this.buffer[end - 1] !== LF || this.buffer[end - 2] === CR) return false
    return !hasHighByte || isUtf8(this.buffer.subarray(start, end))
  }

  /** Hands on a good row with LF at its end, in UTF-8. */
  private rewrite(start: number, end: number, hasHighByte: boolean): void {
    const content = this.buffer.subarray(start, contentEnd(this.buffer, start, end))
    if (!hasHighByte || isUtf8(content)) {
      this.sink.accepted(content)
      this.sink.accepted(LINE_FEED)
      return
    }
    this.latin1Rows++
    this.sink.accepted(Buffer.from(`${Buffer.from(content).toString('latin1')}\n`, 'utf8'))
  }
}

/** The end of a row without its line end. */
export function contentEnd(buffer: Uint8Array, start: number, end: number): number {
  let at = end
  if (at > start && buffer[at - 1] === LF) at--
  if (at > start && buffer[at - 1] === CR) at--
  return at
}
