import { mkdtempSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { required, type TableContract } from '../../../shared/mimic/contract.ts'
import { csvToParquet } from '../../../shared/tables/csvToParquet.ts'
import { withDuckdb } from '../../../shared/tables/duckdb.ts'
import { literal } from '../../../shared/tables/sql.ts'

const folder = mkdtempSync(join(tmpdir(), 'csv-to-parquet-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const contract: TableContract = {
  table: 'NOTEEVENTS',
  version: 1,
  description: 'Made up',
  columns: [
    required('row_id', 'int', 'Number of the row'),
    required('text', 'text', 'Lines of text'),
  ],
  rowKey: ['row_id'],
  lineBreaksInFields: true,
}

describe('csvToParquet', () => {
  // DuckDB cuts what is read in parallel at every 8 MB at most, and guesses there what is a row
  it.each([
    ['look like rows', '1,y\n'],
    ['look like the end of a row and the start of one', '"\n1,"'],
  ])('keeps texts of many lines that %s, wherever in the file', async (_, piece) => {
    const rows = Array.from({ length: 4000 }, (_none, i) => ({
      row_id: i + 1,
      text: piece.repeat(600 + (i % 7)),
    }))
    const csv = join(folder, 'texts.csv')
    const parquet = join(folder, 'texts.parquet')
    await writeFile(
      csv,
      rows.map(({ row_id, text }) => `${row_id},"${text.replaceAll('"', '""')}"\n`).join(''),
    )

    const read = await withDuckdb(
      { threads: 1, memoryMiB: 256, temporaryFolder: folder },
      async sql => {
        await csvToParquet(sql, csv, contract.columns, contract, parquet)
        return await sql.rows(`SELECT * FROM read_parquet(${literal(parquet)})`)
      },
    )
    expect(read).toEqual(rows)
  })
})
