import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { PartQuality } from '../contracts/quality.ts'
import type { ColumnContract, TableContract } from '../mimic/contract.ts'
import type { RowGroup } from './columnPages.ts'
import type { RefusedRow, RowSink } from './csvRowOutput.ts'
import { RowFiles } from './rowFiles.ts'
import { writeSilverParquet } from './silverParquet.ts'
import type { Sql } from './sql.ts'

/** One Parquet file, and the rows that were refused on the way to it. */
export interface ConvertedPart {
  readonly index: number // 0, 1, … within the range
  readonly parquet: string // local file
  /**
   * Local CSV of the refused rows, null if there are none: `range,line,byte,reason,row`. `line` counts from the range's
   * first byte (in range 0: the file's own line numbers), `byte` from the file's (uncompressed).
   */
  readonly rejects: string | null
  readonly bytes: number // of the Parquet file
  readonly quality: PartQuality
  readonly keys: string // local Parquet file: the keys by which tables refer to each other
}

/** Takes a part; its files are deleted when the promise is kept. */
export type Deliver = (part: ConvertedPart) => Promise<void>

/** Measures a part and writes its keys: `measurePart` of `shared/quality/`. */
export type Measure = (
  sql: Sql,
  parquet: string,
  contract: TableContract,
  keysFile: string,
) => Promise<PartQuality>

/** What becomes of a part. */
export interface PartSteps {
  readonly measure: Measure
  readonly deliver: Deliver
}

export interface PartWriterOptions {
  readonly name: string // how messages call the file
  readonly contract: TableContract
  readonly fileColumns: readonly (ColumnContract | undefined)[]
  readonly folder: string // local
  readonly partBytes: number // of CSV
  readonly range: number
  readonly origin: number // where in the whole file the reader's offset 0 lies
}

/**
 * Makes Parquet parts of the rows that a `RowReader` hands on. A part is converted and delivered while the next one is
 * filled, and no more than these two lie on disk.
 */
export class PartWriter implements RowSink {
  readonly options: PartWriterOptions
  private readonly sql: Sql
  private readonly steps: PartSteps
  private index = 0
  private rowsBefore = 0
  private files: RowFiles
  private underWay = Promise.resolve()

  constructor(options: PartWriterOptions, sql: Sql, steps: PartSteps) {
    this.options = options
    this.sql = sql
    this.steps = steps
    this.files = this.openFiles()
  }

  accepted(rows: RowGroup): void {
    this.files.accepted(rows)
  }

  refused(row: RefusedRow): void {
    this.files.refused(row)
  }

  /**
   * Closes the part if it is full; waits for the part before it.
   *
   * @param rows - accepted so far, in all parts
   */
  async closeIfFull(rows: number): Promise<void> {
    if (this.files.acceptedBytes + this.files.rejectsBytes < this.options.partBytes) return
    await this.close(rows)
    this.files = this.openFiles()
  }

  /** Closes the last part, if there is anything in it or it is the only one, and waits until all are delivered. */
  async finish(rows: number): Promise<void> {
    const { acceptedBytes, rejectsBytes } = this.files
    if (this.index === 0 || acceptedBytes + rejectsBytes > 0) await this.close(rows)
    else await this.abandon()
    await this.underWay
  }

  /** Gives up: waits for what is under way, whatever comes of it, and leaves no file behind. */
  async abandon(): Promise<void> {
    this.files.close()
    await Promise.allSettled([this.underWay])
    await this.files.delete()
  }

  private async close(rows: number): Promise<void> {
    const { files, index } = this
    const rowsOfPart = rows - this.rowsBefore
    files.close()
    await this.underWay
    this.underWay = this.convert(files, index, rowsOfPart)
    this.underWay.catch(() => {}) // whoever waits for it is told
    this.index += 1
    this.rowsBefore = rows
  }

  private async convert(files: RowFiles, index: number, rowsAccepted: number): Promise<void> {
    const { name, contract, folder } = this.options
    const parquet = join(folder, `part-${index}.parquet`)
    const keys = join(folder, `keys-${index}.parquet`)
    try {
      await writeSilverParquet(this.sql, files.options.accepted, contract, parquet)
      const quality = await this.steps.measure(this.sql, parquet, contract, keys)

      // nothing may be lost on the way
      if (quality.rows !== rowsAccepted) {
        throw new Error(`${name}: ${rowsAccepted} rows accepted, but ${quality.rows} in Parquet`)
      }
      const { size: bytes } = await stat(parquet)
      const rejects = files.rejectsBytes > 0 ? files.options.rejects : null
      await this.steps.deliver({ index, parquet, rejects, bytes, quality, keys })
    } finally {
      await files.delete()
      await Promise.all([rm(parquet, { force: true }), rm(keys, { force: true })])
    }
  }

  private openFiles(): RowFiles {
    const { fileColumns, folder, range, origin } = this.options
    return new RowFiles({
      accepted: join(folder, `accepted-${this.index}.parquet`),
      rejects: join(folder, `rejects-${this.index}.csv`),
      columns: fileColumns.filter(column => column !== undefined),
      range,
      origin,
    })
  }
}
