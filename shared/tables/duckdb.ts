import type { DuckDBValue } from '@duckdb/node-api'
import type { Sql, SqlRow, SqlValue } from './sql.ts'

export interface DuckdbOptions {
  /** 1 wherever a result reaches a feature: with more, sums of doubles end in other bits from run to run. */
  readonly threads: number
  /** DuckDB spills to `temporaryFolder` beyond this. */
  readonly memoryMiB: number
  readonly temporaryFolder: string
}

/** Opens an in-memory DuckDB for `work` and closes it after, come what may. No network, no extension downloads. */
export async function withDuckdb<T>(
  options: DuckdbOptions,
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  // the native package is 68 MB: only who needs it loads it
  const { DuckDBInstance } = await import('@duckdb/node-api')
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

  const sql: Sql = {
    async run(statements) {
      await connection.run(statements)
    },
    async rows(query) {
      const reader = await connection.runAndReadAll(query)
      return reader.getRowObjects().map(plainRow)
    },
  }

  try {
    return await work(sql)
  } finally {
    connection.closeSync()
    instance.closeSync()
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
