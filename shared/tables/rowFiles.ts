import { closeSync, openSync, writeSync } from 'node:fs'
import type { RefusedRow, RowSink } from './csvRows.ts'

const GATHERED_BYTES = 256 * 1024

/** Writes accepted rows to one local file and refused rows, with their reasons, to another; for a worker thread. */
export class RowFiles implements RowSink {
  private readonly acceptedFile: number
  private readonly rejects: string
  private readonly range: { readonly index: number; readonly origin: number }
  private rejectsFile: number | undefined
  private readonly gathered = new Uint8Array(GATHERED_BYTES)
  private filled = 0

  /** @param range - its number, and where in the whole file the reader's offset 0 lies */
  constructor(
    accepted: string,
    rejects: string,
    range: { readonly index: number; readonly origin: number },
  ) {
    this.acceptedFile = openSync(accepted, 'w')
    this.rejects = rejects
    this.range = range
  }

  accepted(rows: Uint8Array): void {
    if (this.filled + rows.length > GATHERED_BYTES) this.writeGathered()
    if (rows.length > GATHERED_BYTES) {
      writeAll(this.acceptedFile, rows)
      return
    }
    this.gathered.set(rows, this.filled)
    this.filled += rows.length
  }

  refused(row: RefusedRow): void {
    if (this.rejectsFile === undefined) {
      this.rejectsFile = openSync(this.rejects, 'w')
      writeAll(this.rejectsFile, Buffer.from('range,line,byte,reason,row\n'))
    }
    // latin1 keeps each byte of the row as it was
    const { index, origin } = this.range
    const original = Buffer.from(row.row).toString('latin1').replaceAll('"', '""')
    const line = `${index},${row.line},${origin + row.offset},"${row.reason}","${original}"\n`
    writeAll(this.rejectsFile, Buffer.from(line, 'latin1'))
  }

  close(): void {
    this.writeGathered()
    closeSync(this.acceptedFile)
    if (this.rejectsFile !== undefined) closeSync(this.rejectsFile)
  }

  private writeGathered(): void {
    writeAll(this.acceptedFile, this.gathered.subarray(0, this.filled))
    this.filled = 0
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(file, bytes, written)
  }
}
