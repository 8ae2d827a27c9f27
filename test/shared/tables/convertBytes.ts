import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { TableName } from '../../../shared/contracts/dataset.ts'
import type { Refusal } from '../../../shared/contracts/promotion.ts'
import { contractOf } from '../../../shared/mimic/tableContracts.ts'
import { contentHash } from '../../../shared/tables/contentHash.ts'
import { type Conversion, convertCsv } from '../../../shared/tables/convertCsv.ts'
import { HEADER_PROBE_BYTES, inspectHeader } from '../../../shared/tables/csvHeader.ts'
import { withDuckdb } from '../../../shared/tables/duckdb.ts'
import { bytesOfRange, planRanges } from '../../../shared/tables/fileRanges.ts'
import { parquetFiles, type SqlRow } from '../../../shared/tables/sql.ts'

export interface ConvertedFile {
  readonly parts: readonly Conversion[]
  readonly rowsIn: number
  readonly rowsOut: number
  readonly quarantined: number
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
  readonly query?: string // of `silver`; all rows if left out
}

/** The whole way of a file as the activities go it: header, ranges, each converted on its own from its bytes only. */
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
  const ranges = planRanges({
    bytes: fileBytes,
    compression,
    contract,
    rangeBytes,
    ...blocks,
  })
  const folder = await mkdtemp(join(tmpdir(), 'convert-'))
  try {
    const parts: Conversion[] = []
    const outputs: string[] = []
    const sha256: string[] = []
    let rejects = ''
    for (const range of ranges) {
      const { start, end } = bytesOfRange(range, fileBytes)
      const source = join(folder, 'source')
      await writeFile(source, stored.subarray(start, end))
      const output = join(folder, `part-${range.index}.parquet`)
      const rejectsFile = join(folder, `rejects-${range.index}.csv`)
      const conversion = await convertCsv({
        name,
        source,
        fileBytes,
        range,
        compression,
        contract,
        columns: header.columns,
        headerBytes: header.headerBytes,
        output,
        rejects: rejectsFile,
        temporaryFolder: folder,
        threads: 1,
        memoryMiB: 256,
        ...blocks,
      })
      if (!conversion.ok) return conversion
      parts.push(conversion)
      outputs.push(output)
      sha256.push(
        createHash('sha256')
          .update(await readFile(output))
          .digest('hex'),
      )
      if (existsSync(rejectsFile)) rejects += await readFile(rejectsFile, 'latin1')
    }

    const rows = await withDuckdb(
      { threads: 1, memoryMiB: 256, temporaryFolder: folder },
      async sql => {
        await sql.run(`CREATE VIEW silver AS SELECT * FROM ${parquetFiles(outputs)}`)
        return await sql.rows(query)
      },
    )
    const reasons: Record<string, number> = {}
    for (const { part } of parts) {
      for (const [reason, count] of Object.entries(part.reasons)) {
        reasons[reason] = (reasons[reason] ?? 0) + count
      }
    }
    const total = (of: (part: Conversion['part']) => number): number =>
      parts.reduce((sum, { part }) => sum + of(part), 0)
    return {
      parts,
      rowsIn: total(part => part.rowsIn),
      rowsOut: total(part => part.rowsOut),
      quarantined: total(part => part.quarantined),
      reasons,
      contentHash: contentHash(parts.flatMap(({ part }) => part.blockHashes)),
      sha256,
      rejects,
      rows,
    }
  } finally {
    await rm(folder, { recursive: true })
  }
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
