import type { ColumnContract, ColumnType, TableContract } from '../mimic/contract.ts'
import { MAX_ROW_BYTES } from './csvRows.ts'
import { literal, type Sql } from './sql.ts'

/** Of the longest row: Latin-1 takes two bytes in UTF-8. */
const MAX_LINE_BYTES = 2 * MAX_ROW_BYTES + 2

/** Rows of a row group: DuckDB's own choice, 60 of its vectors. */
const ROW_GROUP_ROWS = 122_880

/**
 * Converts a CSV of accepted rows (no header, LF, UTF-8, every field as its contract says) into Parquet: zstd, rows in
 * the order of the file, columns in the order of the contract.
 *
 * The dialect is spelled out because DuckDB's sniffer looks at a sample only, and takes a file without quotes in it
 * for one that has none.
 *
 * @param fileColumns - in the file's order; undefined = a column that the contract does not know, left out
 */
export async function csvToParquet(
  sql: Sql,
  csv: string,
  fileColumns: readonly (ColumnContract | undefined)[],
  contract: TableContract,
  output: string,
): Promise<void> {
  const types = fileColumns.map((column, index) =>
    column === undefined
      ? `'ignored column ${index}': 'VARCHAR'`
      : `${literal(column.name)}: '${CSV_TYPES[column.type]}'`,
  )
  const dialect = [
    'auto_detect = false',
    'header = false',
    `delim = ','`,
    `quote = '"'`,
    `escape = '"'`,
    `new_line = '\\n'`,
    `nullstr = ''`,
    `max_line_size = ${MAX_LINE_BYTES}`,
    // in parallel DuckDB cuts the file anywhere and guesses what is a row, even with one thread: notes hold lines like rows
    `parallel = ${!contract.lineBreaksInFields}`,
    // by itself it is 16 lines: memory that is new each time costs more than it saves
    `buffer_size = ${2 * MAX_LINE_BYTES}`,
    `columns = {${types.join(', ')}}`,
  ]
  await sql.run(
    `COPY (SELECT ${contract.columns.map(silverColumn).join(', ')}
       FROM read_csv(${literal(csv)}, ${dialect.join(', ')}))
     TO ${literal(output)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROW_GROUP_ROWS})`,
  )
}

const CSV_TYPES: Readonly<Record<ColumnType, string>> = {
  int: 'INTEGER',
  long: 'BIGINT',
  double: 'DOUBLE',
  timestamp: 'TIMESTAMP',
  date: 'DATE',
  text: 'VARCHAR',
}

/** Times have no zone in MIMIC; Delta's `timestamp` is an instant, so they are kept as UTC. */
function silverColumn({ name, type }: ColumnContract): string {
  return type === 'timestamp' ? `make_timestamptz(epoch_us("${name}")) AS "${name}"` : `"${name}"`
}
