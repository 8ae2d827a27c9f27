/** A value that DuckDB returns: bigints come as numbers (ids and counts fit in 2^53), timestamps as ms since the epoch. */
export type SqlValue = number | string | boolean | null
export type SqlRow = Readonly<Record<string, SqlValue>>

/** A DuckDB connection as domain code sees it. SQL names local files by `read_parquet('…')`, never the network. */
export interface Sql {
  /** Runs one or more statements for their effect. */
  run(statements: string): Promise<void>
  /** Runs one query; for results that are small. */
  rows(query: string): Promise<readonly SqlRow[]>
}

/** A string as an SQL literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** `read_parquet` over local files, in the order given. */
export function parquetFiles(files: readonly string[]): string {
  return `read_parquet([${files.map(literal).join(', ')}])`
}
