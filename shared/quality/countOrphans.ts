import type { TableName } from '../contracts/dataset.ts'
import type { ReferenceCheck } from '../contracts/quality.ts'
import { literal, parquetFiles, type Sql } from '../tables/sql.ts'
import type { Reference } from './keyColumns.ts'

/** The keys of one version of a table, as `measurePart` has written them: one local file of each part. */
export interface TableKeys {
  readonly deltaVersion: number
  readonly files: readonly string[]
}

/**
 * For each foreign key, how many rows of the child have a value that no row of the parent has. A child's null refers to
 * nothing and is no orphan.
 *
 * @param keys - of every table that the references name
 */
export async function countOrphans(
  sql: Sql,
  references: readonly Reference[],
  keys: ReadonlyMap<TableName, TableKeys>,
): Promise<ReferenceCheck[]> {
  const checks: ReferenceCheck[] = []
  for (const { child, column, table: parent, references: referred } of references) {
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
           SELECT key FROM ${parquetFiles(parentKeys.files)} WHERE "column" = ${literal(referred)}
         ) AS orphan
         FROM ${parquetFiles(childKeys.files)} WHERE "column" = ${literal(column)} GROUP BY key
       )`,
    )
    const count = (name: string): number => Number(row?.[name])
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
    })
  }
  return checks
}
