import { existsSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { GOLD_TABLES, type GoldTable, type SilverFiles } from '../../shared/leakage/rebuildGold.ts'
import type { ColumnType } from '../../shared/mimic/contract.ts'
import { contractOf } from '../../shared/mimic/tableContracts.ts'
import { literal, type Sql } from '../../shared/tables/sql.ts'

const TYPES: Readonly<Record<ColumnType, string>> = {
  int: 'INTEGER',
  long: 'BIGINT',
  double: 'DOUBLE',
  timestamp: 'TIMESTAMPTZ',
  date: 'DATE',
  text: 'VARCHAR',
}

/**
 * The tables of gold as typed Parquet, read from a folder of CSV files (`TABLE.csv`) without the checks of a promotion:
 * rows that do not fit their columns are left out. A table without a file is left out too.
 */
export async function csvSilver(sql: Sql, csvs: string, folder: string): Promise<SilverFiles> {
  const silver: Partial<Record<GoldTable, readonly string[]>> = {}
  for (const table of GOLD_TABLES) {
    const csv = join(csvs, `${table}.csv`)
    if (!existsSync(csv)) continue
    const { columns } = contractOf(table)
    const types = (await headerOf(csv)).map(name => {
      const type = columns.find(column => column.name === name)?.type ?? 'text'
      return `${literal(name)}: ${literal(TYPES[type])}`
    })
    const file = join(folder, `silver-${table}.parquet`)
    await sql.run(`COPY (SELECT * FROM read_csv(${literal(csv)}, auto_detect = false, header = true, delim = ',',
        quote = '"', escape = '"', nullstr = '', ignore_errors = true, columns = { ${types.join(', ')} }))
      TO ${literal(file)} (FORMAT parquet, COMPRESSION zstd)`)
    silver[table] = [file]
  }
  return silver
}

/** Column names of a CSV, in lower case. */
async function headerOf(csv: string): Promise<readonly string[]> {
  const file = await open(csv)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(8192), 0, 8192, 0)
    const [line = ''] = buffer.subarray(0, bytesRead).toString('utf8').split(/\r?\n/)
    return line.split(',').map(name => name.replaceAll('"', '').trim().toLowerCase())
  } finally {
    await file.close()
  }
}
