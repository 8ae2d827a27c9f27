import { closeSync, openSync, writeSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { ColumnContract } from '../mimic/contract.ts'
import type { RowGroup } from './columnPages.ts'
import type { RefusedRow, RowSink } from './csvRowOutput.ts'
import { PlainParquet } from './plainParquet.ts'

export interface RowFilesOptions {
  readonly accepted: string // local Parquet file
  readonly rejects: string // local file, made when a row is refused
  readonly columns: readonly ColumnContract[] // of the accepted rows, in the file's order
  readonly range: number
  /** Where in the whole file the reader's offset 0 lies. */
  readonly origin: number
}

/** Writes accepted rows to one local file and refused rows, with their reasons, to another; for a worker thread. */
export class RowFiles implements RowSink {
  readonly options: RowFilesOptions
  acceptedBytes = 0 // of CSV
  rejectsBytes = 0 // 0 where there is no such file
  private readonly acceptedFile: PlainParquet
  private isClosed = false
  private rejectsFile: number | undefined

  constructor(options: RowFilesOptions) {
    this.options = options
    this.acceptedFile = new PlainParquet(options.accepted, options.columns)
  }

  accepted(rows: RowGroup): void {
    this.acceptedBytes += rows.csvBytes
    this.acceptedFile.writeGroup(rows)
  }

  refused(row: RefusedRow): void {
    const { rejects, range, origin } = this.options
    if (this.rejectsFile === undefined) {
      this.rejectsFile = openSync(rejects, 'w')
      writeAll(this.rejectsFile, Buffer.from('range,line,byte,reason,row\n'))
    }
    // latin1 keeps each byte of the row as it was
    const original = Buffer.from(row.row).toString('latin1').replaceAll('"', '""')
    const text = `${range},${row.line},${origin + row.offset},"${row.reason}","${original}"\n`
    const line = Buffer.from(text, 'latin1')
    writeAll(this.rejectsFile, line)
    this.rejectsBytes += line.length
  }

  close(): void {
    if (this.isClosed) return
    this.isClosed = true
    this.acceptedFile.close()
    if (this.rejectsFile !== undefined) closeSync(this.rejectsFile)
  }

  /** After it is closed. */
  async delete(): Promise<void> {
    const { accepted, rejects } = this.options
    await Promise.all([rm(accepted, { force: true }), rm(rejects, { force: true })])
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(file, bytes, written)
  }
}
