import type { DuckDBPreparedStatement, DuckDBValue } from '@duckdb/node-api'
import type { Sql, SqlRow, SqlValue } from './sql.ts'

export interface DuckdbOptions {
  /** 1 wherever a result reaches a feature: with more, sums of doubles end in other bits from run to run. */
  readonly threads: number
  /** DuckDB spills to `temporaryFolder` beyond this. */
  readonly memoryMiB: number
  readonly temporaryFolder: string
}

/** An in-memory DuckDB that stays open. */
export interface Duckdb extends Sql {
  /** Parses and plans a query once. It gives what `rows` does, however often and on whatever rows it then runs. */
  prepare(query: string): Promise<PreparedQuery>
  /** Appends rows to a table, all of its columns in their order; times are µs since the epoch. */
  append(table: string, columns: readonly (readonly SqlValue[])[]): Promise<void>
  close(): void
}

export interface PreparedQuery {
  rows(): Promise<readonly SqlRow[]>
  close(): void
}

/** Opens an in-memory DuckDB for `work` and closes it after, come what may. */
export async function withDuckdb<T>(
  options: DuckdbOptions,
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  const duckdb = await openDuckdb(options)
  try {
    return await work(duckdb)
  } finally {
    duckdb.close()
  }
}

/** Opens an in-memory DuckDB. No network, no extension downloads. */
export async function openDuckdb(options: DuckdbOptions): Promise<Duckdb> {
  // the native package is 68 MB: only who needs it loads it
  const { DuckDBInstance, DuckDBDataChunk, DuckDBTimestampTZValue, DuckDBTypeId } = await import(
    '@duckdb/node-api'
  )
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(options.threads),
    memory_limit: `${options.memoryMiB}MiB`,
    temp_directory: options.temporaryFolder,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  })
  const connection = await instance.connect()
  // timestamps have no zone in MIMIC: they are kept and shown as UTC wherever this runs
  await connection.run("SET TimeZone = 'UTC'")

  return {
    async run(statements) {
      await connection.run(statements)
    },
    async rows(query) {
      const reader = await connection.runAndReadAll(query)
      return reader.getRowObjects().map(plainRow)
    },
    async prepare(query) {
      return preparedQuery(await connection.prepare(query))
    },
    async append(table, columns) {
      const appender = await connection.createAppender(table)
      try {
        const types = columns.map((_, index) => appender.columnType(index))
        const rows = columns[0]?.length ?? 0
        for (let from = 0; from < rows; from += CHUNK_ROWS) {
          const chunk = DuckDBDataChunk.create(types, Math.min(CHUNK_ROWS, rows - from))
          columns.forEach((column, index) => {
            const values = column.slice(from, from + CHUNK_ROWS)
            const isTime = types[index]?.typeId === DuckDBTypeId.TIMESTAMP_TZ
            chunk.setColumnValues(index, isTime ? values.map(timeOf) : values)
          })
          appender.appendDataChunk(chunk)
        }
        appender.flushSync()
      } finally {
        appender.closeSync()
      }
    },
    close() {
      connection.closeSync()
      instance.closeSync()
    },
  }

  function timeOf(micros: SqlValue): DuckDBValue {
    return typeof micros === 'number' ? new DuckDBTimestampTZValue(BigInt(micros)) : null
  }
}

/** Rows of a vector of DuckDB's. */
const CHUNK_ROWS = 2048

function preparedQuery(statement: DuckDBPreparedStatement): PreparedQuery {
  return {
    async rows() {
      const reader = await statement.runAndReadAll()
      return reader.getRowObjects().map(plainRow)
    },
    close() {
      statement.destroySync()
    },
  }
}

function plainRow(row: Record<string, DuckDBValue>): SqlRow {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)]))
}

function plain(value: DuckDBValue): SqlValue {
  if (value === null) return null
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') {
    return value
  }
  if (typeof value === 'bigint') return Number(value)
  if ('micros' in value && typeof value.micros === 'bigint') return Number(value.micros) / 1000
  if ('days' in value && typeof value.days === 'number' && !('months' in value)) {
    return value.days * 86_400_000
  }
  if ('scale' in value) return Number(String(value))
  return String(value)
}
