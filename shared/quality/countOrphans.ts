import type { TableName } from '../contracts/dataset.ts'
import type { ReferenceCheck } from '../contracts/quality.ts'
import { literal, parquetFiles, type Sql } from '../tables/sql.ts'
import { type Key, keyName, type Reference } from './keys.ts'

/** The keys of one version of a table, as `measurePart` has written them: one local file of each part. */
export interface TableKeys {
  readonly deltaVersion: number
  readonly files: readonly string[]
}

/**
 * For each foreign key, how many rows of the child have a value that no row of the parent has. A child's null refers to
 * nothing and is no orphan. Where the foreign key has a rule on times, also how many rows break it.
 *
 * @param keys - of every table that the references name
 */
export async function countOrphans(
  sql: Sql,
  references: readonly Reference[],
  keys: ReadonlyMap<TableName, TableKeys>,
): Promise<ReferenceCheck[]> {
  const checks: ReferenceCheck[] = []
  for (const reference of references) {
    const { child, column, table: parent, references: referred } = reference
    const childKeys = keys.get(child)
    const parentKeys = keys.get(parent)
    if (childKeys === undefined || parentKeys === undefined) {
      throw new Error(`${child}.${column} → ${parent}: the keys of both must be given`)
    }
    const [row] = await sql.rows(
      `SELECT count(*) AS keys, coalesce(sum("rows"), 0)::BIGINT AS "rows",
         count(*) FILTER (WHERE orphan) AS "orphanKeys",
         coalesce(sum("rows") FILTER (WHERE orphan), 0)::BIGINT AS "orphanRows"
       FROM (
         SELECT sum("rows") AS "rows", key NOT IN (
           SELECT key FROM (${named(parentKeys, { column: referred })})
         ) AS orphan
         FROM (${named(childKeys, { column })}) GROUP BY key
       )`,
    )
    const count = (name: string): number => Number(row?.[name])
    const timeOrder = await countEarly(sql, reference, childKeys, parentKeys)
    checks.push({
      table: child,
      deltaVersion: childKeys.deltaVersion,
      column,
      parent,
      parentDeltaVersion: parentKeys.deltaVersion,
      references: referred,
      rows: count('rows'),
      orphanRows: count('orphanRows'),
      keys: count('keys'),
      orphanKeys: count('orphanKeys'),
      ...(timeOrder !== undefined && { timeOrder }),
    })
  }
  return checks
}

/** Rows with a time before that of the row they refer to; where several rows have the key, before that of each of them. */
async function countEarly(
  sql: Sql,
  { column, references, notBefore }: Reference,
  childKeys: TableKeys,
  parentKeys: TableKeys,
): Promise<ReferenceCheck['timeOrder']> {
  if (notBefore === undefined) return undefined
  const [row] = await sql.rows(
    `SELECT coalesce(sum(child."rows"), 0)::BIGINT AS "rows"
     FROM (${named(childKeys, { column, time: notBefore.column })}) child
     JOIN (
       SELECT key, min("time") AS "time"
       FROM (${named(parentKeys, { column: references, time: notBefore.references })}) GROUP BY key
     ) parent USING (key)
     WHERE child."time" < parent."time"`,
  )
  return { earlier: notBefore.references, later: notBefore.column, rows: Number(row?.['rows']) }
}

/** The rows of one key in the files of keys. */
function named({ files }: TableKeys, key: Key): string {
  return `SELECT key, "time", "rows" FROM ${parquetFiles(files)} WHERE name = ${literal(keyName(key))}`
}
