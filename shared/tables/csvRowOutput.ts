import type { ColumnPages, RowGroup } from './columnPages.ts'
import { CR, LF, type RowCheck } from './csvRowCheck.ts'
import type { PlainRows } from './plainRows.ts'

export interface RefusedRow {
  readonly line: number // 1-based, counted from the first byte pushed
  readonly offset: number // of its first byte, counted from the first byte pushed
  readonly reason: string
  readonly row: Uint8Array // as it was, without its line end; only the beginning of one that is too long
}

export interface RowSink {
  /** Rows that are good, in the order of the file. The bytes are only lent. */
  accepted(rows: RowGroup): void
  refused(row: RefusedRow): void
}

/** Hands the rows of a buffer on, good ones in their order and column by column, and counts them. */
export class RowOutput {
  rowsIn = 0
  rowsOut = 0
  latin1Rows = 0
  readonly reasons = new Map<string, number>()

  private readonly buffer: Uint8Array
  private readonly plain: PlainRows
  private readonly pages: ColumnPages
  private readonly sink: RowSink

  constructor(plain: PlainRows, sink: RowSink) {
    this.buffer = plain.buffer
    this.plain = plain
    this.pages = plain.pages
    this.sink = sink
  }

  /** Hands on what has been accepted. */
  flush(): void {
    if (this.pages.rows > 0) this.sink.accepted(this.pages.take())
  }

  /** Accepts rows that have been passed as plain: those from `from` to before `to`, which lie there from `start` on. */
  acceptPlain(from: number, to: number, start: number): void {
    if (from === to) return
    this.makeRoom(to - from)
    this.plain.keep(from, to)
    this.pages.added(to - from, this.plain.endOf(to - 1) - start)
    this.rowsIn += to - from
    this.rowsOut += to - from
  }

  /** Accepts the row that has been checked last. */
  accept(start: number, end: number, { fields }: RowCheck, isLatin1: boolean): void {
    this.makeRoom(1)
    this.pages.append({ fields, isLatin1 }, end - start)
    this.rowsIn++
    this.rowsOut++
    if (isLatin1) this.latin1Rows++
  }

  /** @param longest - bytes of it to hand on at the most */
  refuse(
    start: number,
    end: number,
    { line, offset, reason }: Omit<RefusedRow, 'row'>,
    longest: number,
  ): void {
    this.rowsIn++
    this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1)
    const row = this.buffer.slice(
      start,
      Math.min(contentEnd(this.buffer, start, end), start + longest),
    )
    this.sink.refused({ line, offset, reason, row })
  }

  private makeRoom(rows: number): void {
    if (this.pages.isFull(rows)) this.flush()
  }
}

/** The end of a row without its line end. */
export function contentEnd(buffer: Uint8Array, start: number, end: number): number {
  let at = end
  if (at > start && buffer[at - 1] === LF) at--
  if (at > start && buffer[at - 1] === CR) at--
  return at
}
