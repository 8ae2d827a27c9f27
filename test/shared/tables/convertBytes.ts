import { createHash } from 'node:crypto'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { TableName } from '../../../shared/contracts/dataset.ts'
import type { FileRange, Refusal } from '../../../shared/contracts/promotion.ts'
import { contractOf } from '../../../shared/mimic/tableContracts.ts'
import { measurePart } from '../../../shared/quality/measurePart.ts'
import { contentHash } from '../../../shared/tables/contentHash.ts'
import {
  type Conversion,
  type ConvertCsvRequest,
  convertCsv,
  type OpenRange,
} from '../../../shared/tables/convertCsv.ts'
import { HEADER_PROBE_BYTES, inspectHeader } from '../../../shared/tables/csvHeader.ts'
import { withDuckdb } from '../../../shared/tables/duckdb.ts'
import { bytesOfRange, planRanges } from '../../../shared/tables/fileRanges.ts'
import type { ConvertedPart } from '../../../shared/tables/partWriter.ts'
import { findRepeatedIds } from '../../../shared/tables/rowIdFile.ts'
import { parquetFiles, type SqlRow } from '../../../shared/tables/sql.ts'

/** A part as it was delivered: its Parquet file kept, its refused rows read (bytes as Latin-1). */
export interface DeliveredPart extends Omit<ConvertedPart, 'rejects'> {
  readonly rejects: string
  readonly sha256: string // of the Parquet file
}

interface ConvertedRange extends Conversion {
  readonly parts: readonly DeliveredPart[]
}

export interface ConvertedFile {
  readonly parts: readonly DeliveredPart[]
  /** A quoted field lay across a cut: converted as one range. */
  readonly isWhole: boolean
  readonly rowsIn: number
  readonly rowsOut: number
  readonly quarantined: number
  readonly latin1Rows: number
  readonly reasons: Readonly<Record<string, number>>
  readonly contentHash: string
  readonly sha256: readonly string[] // of each Parquet file
  readonly rejects: string // all rejects files, bytes as Latin-1
  readonly rows: readonly SqlRow[] // of silver, in the order of the parts
}

export interface ConvertOptions {
  readonly compression?: 'none' | 'gzip'
  readonly blockBytes?: number
  readonly rangeBytes?: number // one range if left out
  readonly partBytes?: number // of a file of one range; one part if left out
  readonly query?: string // of `silver`; all rows if left out
}

/** The whole way of a file as promotion goes it: header, ranges, each converted on its own from its bytes only. */
export async function convertBytes(
  table: TableName,
  csv: string | Uint8Array,
  options: ConvertOptions = {},
): Promise<ConvertedFile | Refusal> {
  const { compression = 'none' } = options
  const plain = typeof csv === 'string' ? new TextEncoder().encode(csv) : csv
  const stored = compression === 'gzip' ? new Uint8Array(gzipSync(plain)) : plain
  return await convertStored(table, stored, compression, options)
}

/** The same for bytes as they lie in bronze. */
export async function convertStored(
  table: TableName,
  stored: Uint8Array,
  compression: 'none' | 'gzip',
  options: ConvertOptions = {},
): Promise<ConvertedFile | Refusal> {
  const { blockBytes, rangeBytes = 1e12, query = 'SELECT * FROM silver' } = options
  const name = `bronze/demo/${table}.csv${compression === 'gzip' ? '.gz' : ''}`
  const contract = contractOf(table)
  const fileBytes = stored.length
  const bytes = stored.subarray(0, HEADER_PROBE_BYTES)
  const header = inspectHeader({ name, bytes, fileBytes, compression, contract })
  if (!header.ok) return header

  const blocks = blockBytes === undefined ? {} : { blockBytes }
  const planned = planRanges({ bytes: fileBytes, compression, contract, rangeBytes, ...blocks })
  const { columns, headerBytes } = header
  const request = { name, fileBytes, compression, contract, columns, headerBytes, ...blocks }
  const { partBytes = Number.POSITIVE_INFINITY } = options
  const kept = await mkdtemp(join(tmpdir(), 'converted-'))
  try {
    // in ranges, or whole where they cannot be cut
    let ranges: readonly FileRange[] = planned
    let passed = await convertAll(
      ranges.map(range => ({ ...request, range, partBytes })),
      stored,
      kept,
    )
    const isWhole = passed.some(({ ok }) => ok === 'open')
    if (isWhole) {
      ranges = [{ index: 0, start: 0, end: fileBytes }]
      const whole = ranges.map(range => ({ ...request, range, partBytes }))
      passed = await convertAll(whole, stored, kept)
    }
    const done: ConvertedRange[] = []
    for (const range of passed) {
      if (range.ok === 'open') throw new Error('the whole file is said to be cut')
      if (!range.ok) return range
      done.push(range)
    }

    // once more where row ids of earlier ranges come again
    const repeated: [number, Uint8Array][] = []
    await findRepeatedIds(inOrder(done.map(({ rowIds }) => rowIds)), async (place, ids) => {
      repeated.push([place, ids])
    })
    for (const [place, earlierIds] of repeated) {
      const range = ranges[place] ?? { index: 0, start: 0, end: 0 }
      const [unique] = await convertAll(
        [{ ...request, range, earlierIds, partBytes }],
        stored,
        kept,
      )
      if (unique?.ok !== true) throw new Error('a range went through once, and not again')
      done[place] = unique
    }

    const parts = done.flatMap(range => range.parts)
    const rows = await withDuckdb(
      { threads: 1, memoryMiB: 256, temporaryFolder: kept },
      async sql => {
        const files = parquetFiles(parts.map(({ parquet }) => parquet))
        await sql.run(`CREATE VIEW silver AS SELECT * FROM ${files}`)
        return await sql.rows(query)
      },
    )
    const reasons: Record<string, number> = {}
    for (const [reason, count] of done.flatMap(range => Object.entries(range.reasons))) {
      reasons[reason] = (reasons[reason] ?? 0) + count
    }
    const total = (of: (range: Conversion) => number): number =>
      done.reduce((sum, range) => sum + of(range), 0)
    return {
      parts,
      isWhole,
      rowsIn: total(range => range.rowsIn),
      rowsOut: total(range => range.rowsOut),
      quarantined: total(range => range.quarantined),
      latin1Rows: total(range => range.latin1Rows),
      reasons,
      contentHash: contentHash(done.flatMap(({ blockHashes }) => blockHashes)),
      sha256: parts.map(({ sha256 }) => sha256),
      rejects: parts.map(({ rejects }) => rejects).join(''),
      rows,
    }
  } finally {
    await rm(kept, { recursive: true })
  }
}

type Request = Omit<ConvertCsvRequest, 'folder' | 'threads' | 'memoryMiB'>

/** Converts ranges one after the other; throws if one leaves a file behind. */
async function convertAll(
  requests: readonly Request[],
  stored: Uint8Array,
  kept: string,
): Promise<(ConvertedRange | Refusal | OpenRange)[]> {
  const folder = join(kept, 'temporary')
  await mkdir(folder, { recursive: true })
  const done: (ConvertedRange | Refusal | OpenRange)[] = []
  for (const request of requests) {
    const { range, compression, fileBytes } = request
    const { start, end } = bytesOfRange(range, fileBytes)
    const parts: DeliveredPart[] = []
    const conversion = await convertCsv(
      { ...request, folder, threads: 1, memoryMiB: 256 },
      inChunks(compression === 'gzip' ? stored : stored.subarray(start, end)),
      {
        measure: measurePart,
        async deliver(part) {
          const parquet = join(kept, `${range.index}-${part.index}.parquet`)
          await copyFile(part.parquet, parquet)
          const sha256 = createHash('sha256')
            .update(await readFile(parquet))
            .digest('hex')
          const rejects = part.rejects === null ? '' : await readFile(part.rejects, 'latin1')
          parts.push({ ...part, parquet, rejects, sha256 })
        },
      },
    )
    const left = await readdir(folder)
    if (left.length > 0) throw new Error(`the conversion has left ${left.join(', ')}`)
    done.push(conversion.ok === true ? { ...conversion, parts } : conversion)
  }
  return done
}

async function* inChunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += 65_536) yield bytes.subarray(from, from + 65_536)
}

async function* inOrder<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values
}

/** A conversion that must not be refused. */
export async function converted(
  table: TableName,
  csv: string | Uint8Array,
  options: ConvertOptions = {},
): Promise<ConvertedFile> {
  const file = await convertBytes(table, csv, options)
  if ('ok' in file) throw new Error(file.reason)
  return file
}
