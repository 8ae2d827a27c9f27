import type { TableContract } from '../mimic/contract.ts'
import { literal, type Sql } from './sql.ts'

/** Rows of a row group: DuckDB's own choice, 60 of its vectors. */
const ROW_GROUP_ROWS = 122_880

/**
 * Makes a Parquet file of silver of a part's rows: zstd, rows in their order, columns in the order of the contract.
 *
 * @param rows - local file of a `PlainParquet`
 */
export async function writeSilverParquet(
  sql: Sql,
  rows: string,
  contract: TableContract,
  output: string,
): Promise<void> {
  const columns = contract.columns.map(({ name }) => `"${name}"`)
  await sql.run(
    `COPY (SELECT ${columns.join(', ')} FROM read_parquet(${literal(rows)}))
     TO ${literal(output)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROW_GROUP_ROWS})`,
  )
}
