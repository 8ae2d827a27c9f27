/**
 * Raw DuckDB as a process of its own, with its defaults (all cores, most of the memory):
 * `node dist/bench/data/duckdbPeer.js same-work CONNECTION_STRING CONTAINER BLOB FOLDER` does what a promotion does to a
 * file, in one go: download from storage, one COPY to Parquet, one statement of column statistics.
 * `node dist/bench/data/duckdbPeer.js copy FILE FOLDER` is the COPY of a local file, and nothing else.
 */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { BlobServiceClient } from '@azure/storage-blob'
import { DuckDBInstance } from '@duckdb/node-api'
import type { ColumnType } from '../../shared/mimic/contract.ts'
import { chartevents } from '../../shared/mimic/tables/chartevents.ts'
import { literal } from '../../shared/tables/sql.ts'
import { cpuSecondsOf, peakMemoryOf } from '../processUsage.ts'
import type { PeerReport } from './peerReport.ts'

const TYPES: Readonly<Record<ColumnType, string>> = {
  int: 'INTEGER',
  long: 'BIGINT',
  double: 'DOUBLE',
  text: 'VARCHAR',
  timestamp: 'TIMESTAMP',
  date: 'DATE',
}

const [mode, ...given] = process.argv.slice(2)
const report = mode === 'same-work' ? await sameWork(given) : await copyOnly(given)
console.log(JSON.stringify(report))

async function sameWork([
  connectionString = '',
  container = '',
  blob = '',
  folder = '',
]: readonly string[]): Promise<PeerReport> {
  const csv = join(folder, 'peer.csv')
  const parquet = join(folder, 'peer.parquet')
  const steps: Record<string, number> = {}
  try {
    const client = BlobServiceClient.fromConnectionString(connectionString)
      .getContainerClient(container)
      .getBlobClient(blob)
    await timed(steps, 'download', async () => await client.downloadToFile(csv))
    return await withDuckdb(async run => {
      await timed(steps, 'copy', async () => await run(copyStatement(csv, parquet)))
      const columns = await timed(
        steps,
        'statistics',
        async () => await run(`SUMMARIZE SELECT * FROM read_parquet(${literal(parquet)})`),
      )
      return reportOf(steps, Number(columns[0]?.['count']), [
        'downloadToFile of the blob, one COPY, one SUMMARIZE of the Parquet',
      ])
    })
  } finally {
    await rm(csv, { force: true })
    await rm(parquet, { force: true })
  }
}

async function copyOnly([csv = '', folder = '']: readonly string[]): Promise<PeerReport> {
  const parquet = join(folder, 'peer.parquet')
  const steps: Record<string, number> = {}
  try {
    return await withDuckdb(async run => {
      const [copied] = await timed(
        steps,
        'copy',
        async () => await run(copyStatement(csv, parquet)),
      )
      return reportOf(steps, Number(copied?.['Count']), ['one COPY of the local file'])
    })
  } finally {
    await rm(parquet, { force: true })
  }
}

/** CSV to Parquet in one statement, with the types of the table's contract. */
function copyStatement(csv: string, parquet: string): string {
  const columns = chartevents.columns.map(({ name, type }) => `${literal(name)}: '${TYPES[type]}'`)
  return `COPY (SELECT * FROM read_csv(${literal(csv)}, auto_detect = false, header = true, delim = ',', quote = '"',
      escape = '"', nullstr = '', columns = {${columns.join(', ')}}))
    TO ${literal(parquet)} (FORMAT parquet, COMPRESSION zstd)`
}

type Run = (statement: string) => Promise<readonly Record<string, unknown>[]>

async function withDuckdb<T>(work: (run: Run) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    return await work(async statement =>
      (await connection.runAndReadAll(statement)).getRowObjects(),
    )
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

async function timed<T>(
  steps: Record<string, number>,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  const began = performance.now()
  const result = await work()
  steps[name] = (performance.now() - began) / 1000
  return result
}

function reportOf(
  steps: Readonly<Record<string, number>>,
  rows: number,
  notes: readonly string[],
): PeerReport {
  return {
    steps: { ...steps },
    rows,
    peakBytes: peakMemoryOf(process.pid) ?? null,
    cpuSeconds: cpuSecondsOf(process.pid) ?? null,
    notes: [...notes],
  }
}
