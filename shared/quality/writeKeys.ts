import type { TableContract } from '../mimic/contract.ts'
import { literal, type Sql } from '../tables/sql.ts'
import { keyName, keysOf } from './keys.ts'

/**
 * Writes the keys by which tables refer to each other as Parquet: `name, key, time, rows`. `name` says which key
 * (`keyName`), `key` is the value as text; where the key is held together with a time, each pair of them has a row.
 */
export async function writeKeys(
  sql: Sql,
  part: string,
  contract: TableContract,
  keysFile: string,
): Promise<void> {
  const selects = keysOf(contract).map(key => {
    const { column, time } = key
    const when = time === undefined ? 'NULL::TIMESTAMPTZ' : `"${time}"::TIMESTAMPTZ`
    const group = time === undefined ? `"${column}"` : `"${column}", "${time}"`
    return `SELECT ${literal(keyName(key))} AS name, "${column}"::VARCHAR AS key, ${when} AS "time",
        count(*) AS "rows"
      FROM ${part} WHERE "${column}" IS NOT NULL GROUP BY ${group}`
  })
  const none = `SELECT NULL::VARCHAR AS name, NULL::VARCHAR AS key, NULL::TIMESTAMPTZ AS "time",
    NULL::BIGINT AS "rows" WHERE false`
  await sql.run(
    `COPY (${selects.join(' UNION ALL ') || none}) TO ${literal(keysFile)} (FORMAT parquet, COMPRESSION zstd)`,
  )
}
