import type { FileRange, Refusal } from '../contracts/promotion.ts'
import type { TableContract } from '../mimic/contract.ts'
import { BlockHasher } from './contentHash.ts'
import { csvBytes, damageOf } from './csvBytes.ts'
import { RowReader } from './csvRows.ts'
import { withDuckdb } from './duckdb.ts'
import { bytesOfRange } from './fileRanges.ts'
import { type PartSteps, PartWriter } from './partWriter.ts'
import { decodeRowIds, encodeRowIds } from './rowIdFile.ts'

export interface ConvertCsvRequest {
  /** How messages call the file, e.g. `bronze/demo/LABEVENTS.csv`. */
  readonly name: string
  readonly fileBytes: number // of the whole file in bronze, as it lies there
  readonly range: FileRange
  readonly compression: 'none' | 'gzip'
  readonly contract: TableContract
  readonly columns: readonly string[] // as `inspectHeader` found them
  readonly headerBytes: number
  /** Local folder for this conversion alone. */
  readonly folder: string
  /** A part is closed when its rows have come to so many bytes of CSV; Infinity for one part. */
  readonly partBytes: number
  /** Row ids that earlier ranges have, as `encodeRowIds` gives them: rows with them are refused. */
  readonly earlierIds?: Uint8Array
  readonly threads: number // of DuckDB
  readonly memoryMiB: number // of DuckDB
  readonly blockBytes?: number // 64 MiB unless a test wants smaller ones
}

/** What was read of a range, in all its parts. */
export interface Conversion {
  readonly ok: true
  readonly rowsIn: number
  readonly rowsOut: number
  readonly quarantined: number
  /** Rows that were no UTF-8 and have been read as Latin-1; they are in `rowsOut`. */
  readonly latin1Rows: number
  /** Rows refused by reason. */
  readonly reasons: Record<string, number>
  /** SHA-256 (hex) of the uncompressed bytes of each block that begins in the range, in order. */
  readonly blockHashes: string[]
  /** Of the accepted rows, as `encodeRowIds` gives them. */
  readonly rowIds: Uint8Array
}

/** A quoted field with line breaks lies across the range's end: the file cannot be cut there. */
export interface OpenRange {
  readonly ok: 'open'
}

/**
 * Converts one range of a CSV into Parquet, in one part or in parts of bounded size, for a worker thread.
 *
 * The bytes are read once, as they come: hashed, cut into rows and checked (the rules stand at `RowReader`). The values of
 * the good rows of a part go, column by column, to a temporary file that DuckDB compresses while the next part is being
 * read, so memory and disk are bounded by the part, whatever the file's size. Rows in = rows out + quarantined, or this
 * throws.
 *
 * @param stored - the bytes that `bytesOfRange(range, fileBytes)` names; of a gzip, all of it
 * @returns the counts, or why the file as a whole is refused: gzip that is damaged or cut short
 */
export async function convertCsv(
  request: ConvertCsvRequest,
  stored: AsyncIterable<Uint8Array>,
  steps: PartSteps,
): Promise<Conversion | Refusal | OpenRange> {
  const { name, folder, threads, memoryMiB } = request
  try {
    return await withDuckdb({ threads, memoryMiB, temporaryFolder: folder }, async sql => {
      const { contract, range, partBytes } = request
      const fileColumns = request.columns.map(column =>
        contract.columns.find(known => known.name === column),
      )
      const { start: origin } = bytesRead(request)
      const parts = new PartWriter(
        { name, contract, fileColumns, folder, partBytes, range: range.index, origin },
        sql,
        steps,
      )
      try {
        return await readRange(request, stored, parts)
      } catch (error) {
        await parts.abandon()
        throw error
      }
    })
  } catch (error) {
    const damage = damageOf(error)
    if (damage === undefined) throw error
    return { ok: false, reason: `${name}: ${damage}` }
  }
}

async function readRange(
  request: ConvertCsvRequest,
  stored: AsyncIterable<Uint8Array>,
  parts: PartWriter,
): Promise<Conversion | OpenRange> {
  const { name, range, compression, headerBytes, contract, earlierIds } = request
  const { start: origin, end } = bytesRead(request)
  const isGzip = compression === 'gzip'
  const rows = new RowReader(
    {
      columns: parts.options.fileColumns,
      lineBreaksInFields: contract.lineBreaksInFields,
      skip: range.start === 0 ? headerBytes : 'line',
      end: isGzip ? Number.POSITIVE_INFINITY : range.end - origin,
      ...(earlierIds && { earlierIds: decodeRowIds(earlierIds) }),
    },
    parts,
  )
  const hasher = new BlockHasher(request.blockBytes)
  const hashed = isGzip
    ? { from: 0, to: Number.POSITIVE_INFINITY }
    : { from: range.start - origin, to: range.end - origin }

  let offset = 0
  for await (const bytes of csvBytes(stored, compression)) {
    hasher.push(bytes.subarray(Math.max(0, hashed.from - offset), Math.max(0, hashed.to - offset)))
    rows.push(bytes)
    offset += bytes.length
    await parts.closeIfFull(rows.output.rowsOut)
    if (rows.crossesEnd) break
  }
  rows.finish()
  if (rows.crossesEnd) {
    await parts.abandon()
    return { ok: 'open' }
  }
  if (!isGzip && offset !== end - origin) {
    throw new Error(
      `${name}: ${end - origin} bytes were to be fetched for range ${range.index}, ${offset} have come`,
    )
  }

  await parts.finish(rows.output.rowsOut)
  const { rowsIn, rowsOut, latin1Rows, reasons } = rows.output
  return {
    ok: true,
    rowsIn,
    rowsOut,
    quarantined: rowsIn - rowsOut,
    latin1Rows,
    reasons: Object.fromEntries(reasons),
    blockHashes: hasher.finish(),
    rowIds: encodeRowIds(rows.rowIds),
  }
}

/** Of the file as it lies in bronze. */
function bytesRead({ compression, range, fileBytes }: ConvertCsvRequest) {
  return compression === 'gzip' ? { start: 0, end: fileBytes } : bytesOfRange(range, fileBytes)
}
