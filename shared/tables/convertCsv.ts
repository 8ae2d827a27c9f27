import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { FileRange, Refusal, SilverPart } from '../contracts/promotion.ts'
import type { ColumnContract, TableContract } from '../mimic/contract.ts'
import { BlockHasher } from './contentHash.ts'
import { csvBytes, damageOf } from './csvBytes.ts'
import { RowReader } from './csvRows.ts'
import { csvToParquet, parquetStatistics } from './csvToParquet.ts'
import { withDuckdb } from './duckdb.ts'
import { bytesOfRange } from './fileRanges.ts'
import { RowFiles } from './rowFiles.ts'

export interface ConvertCsvRequest {
  /** How messages call the file, e.g. `bronze/demo/LABEVENTS.csv`. */
  readonly name: string
  /** A local file with the bytes that `bytesOfRange(range, fileBytes)` names. */
  readonly source: string
  readonly fileBytes: number // of the whole file in bronze, as it lies there
  readonly range: FileRange
  readonly compression: 'none' | 'gzip'
  readonly contract: TableContract
  readonly columns: readonly string[] // as `inspectHeader` found them
  readonly headerBytes: number
  readonly output: string // local Parquet file to write
  /**
   * Local CSV to write refused rows to, if there are any: `range,line,byte,reason,row`. `line` counts from the range's
   * first byte (in range 0: the file's own line numbers), `byte` from the file's (uncompressed).
   */
  readonly rejects: string
  readonly temporaryFolder: string // for one conversion at a time
  readonly threads: number // of DuckDB
  readonly memoryMiB: number // of DuckDB
  readonly blockBytes?: number // 64 MiB unless a test wants smaller ones
}

export interface Conversion {
  readonly ok: true
  readonly part: Omit<SilverPart, 'path'>
}

/**
 * Converts one range of a CSV into one Parquet file, for a worker thread.
 *
 * One pass over the bytes hashes them, cuts and checks the rows (the rules stand at `RowReader`) and writes the good
 * ones to a temporary file that DuckDB converts; rows in = rows out + quarantined, or this throws.
 *
 * @returns the counts, or why the file as a whole is refused: gzip that is damaged or cut short
 */
export async function convertCsv(request: ConvertCsvRequest): Promise<Conversion | Refusal> {
  const { contract, output, temporaryFolder, threads, memoryMiB } = request
  const acceptedCsv = join(temporaryFolder, `accepted-${request.range.index}.csv`)
  const fileColumns = request.columns.map(name =>
    contract.columns.find(column => column.name === name),
  )

  try {
    // cut, check, hash
    const reading = await readRows(request, fileColumns, acceptedCsv)
    if (!reading.ok) return reading

    // convert what is good
    const { rows, columns } = await withDuckdb(
      { threads, memoryMiB, temporaryFolder },
      async sql => {
        await csvToParquet(sql, acceptedCsv, fileColumns, contract, output)
        return await parquetStatistics(sql, output, contract)
      },
    )

    // nothing may be lost on the way
    const { rowsIn, rowsOut, quarantined, reasons, blockHashes, latin1Rows } = reading
    if (rows !== rowsOut || rowsIn !== rowsOut + quarantined) {
      throw new Error(
        `${request.name}: ${rowsIn} rows in, ${quarantined} quarantined, ${rowsOut} accepted, but ${rows} in Parquet`,
      )
    }
    const { size } = await stat(output)
    return {
      ok: true,
      part: {
        bytes: size,
        rowsIn,
        rowsOut: rows,
        quarantined,
        latin1Rows,
        reasons,
        blockHashes,
        columns,
      },
    }
  } finally {
    await rm(acceptedCsv, { force: true })
  }
}

interface Reading {
  readonly ok: true
  readonly rowsIn: number
  readonly rowsOut: number
  readonly quarantined: number
  readonly reasons: Record<string, number>
  readonly blockHashes: string[]
  readonly latin1Rows: number
}

async function readRows(
  request: ConvertCsvRequest,
  fileColumns: readonly (ColumnContract | undefined)[],
  acceptedCsv: string,
): Promise<Reading | Refusal> {
  const { name, source, range, compression, headerBytes, contract } = request
  const isWhole = compression === 'gzip'
  const fetched = isWhole
    ? { start: 0, end: request.fileBytes }
    : bytesOfRange(range, request.fileBytes)
  const { size } = await stat(source)
  if (size !== fetched.end - fetched.start) {
    throw new Error(
      `${name}: ${fetched.end - fetched.start} bytes were to be fetched for range ${range.index}, ${size} are there`,
    )
  }

  const files = new RowFiles(acceptedCsv, request.rejects, {
    index: range.index,
    origin: fetched.start,
  })
  const rows = new RowReader(
    {
      columns: fileColumns,
      lineBreaksInFields: contract.lineBreaksInFields,
      skip: range.start === 0 ? headerBytes : 'line',
      end: isWhole ? Number.POSITIVE_INFINITY : range.end - fetched.start,
    },
    files,
  )
  const hasher = new BlockHasher(request.blockBytes)
  const hashed = isWhole
    ? { from: 0, to: Number.POSITIVE_INFINITY }
    : { from: range.start - fetched.start, to: range.end - fetched.start }

  try {
    let offset = 0
    for await (const bytes of csvBytes(source, compression)) {
      hasher.push(
        bytes.subarray(Math.max(0, hashed.from - offset), Math.max(0, hashed.to - offset)),
      )
      rows.push(bytes)
      offset += bytes.length
    }
    rows.finish()
  } catch (error) {
    const damage = damageOf(error)
    if (damage === undefined) throw error
    return { ok: false, reason: `${name}: ${damage}` }
  } finally {
    files.close()
  }

  const { rowsIn, rowsOut, latin1Rows } = rows
  return {
    ok: true,
    rowsIn,
    rowsOut,
    quarantined: rowsIn - rowsOut,
    reasons: Object.fromEntries(rows.reasons),
    blockHashes: hasher.finish(),
    latin1Rows,
  }
}
