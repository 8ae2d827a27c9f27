import type { DeltaTable } from './delta.ts'
import { type DeltaField, duckdbTypeOf } from './deltaSchema.ts'
import { literal, type Sql } from './sql.ts'

/**
 * The rows of a Delta table, as a query over local copies of its files: what the log says a row is, which is more than
 * what is in the files. The schema gives names, types and order of the columns; a column that a file does not have is
 * null in all its rows; one that only the file has is none of the table's; partition columns come from the log.
 *
 * @param files - the local copies of `table.files`, in their order
 * @param columns - the names wanted, in the order wanted and in any letter case; all if left out
 * @returns a `SELECT` without an order of its own
 * @throws if a column is not there, or is nested; if a partition column is binary
 */
export async function deltaQuery(
  sql: Sql,
  table: DeltaTable,
  files: readonly string[],
  columns?: readonly string[],
): Promise<string> {
  const fields = wantedFields(table, columns)
  const partitioned = new Set(table.metadata.partitionColumns.map(name => name.toLowerCase()))
  const selects: string[] = []
  for (const [at, { partitionValues }] of table.files.entries()) {
    const source = `read_parquet(${literal(files[at] ?? '')}, hive_partitioning = false)`
    const found = await columnsOf(sql, source)
    const values = fields.map(field => {
      const type = duckdbTypeOf(field)
      const isPartition = partitioned.has(field.name.toLowerCase())
      const value = isPartition
        ? partitionValue(field, partitionValues)
        : quoted(found.get(field.name.toLowerCase()))
      return `${value}::${type} AS ${quoted(field.name)}`
    })
    selects.push(`SELECT ${values.join(', ')} FROM ${source}`)
  }
  return selects.length === 0 ? emptyQuery(fields) : selects.join('\nUNION ALL\n')
}

/** Columns are the same in whatever letter case: no table has two that differ only in it. */
function wantedFields(
  { schema }: DeltaTable,
  columns: readonly string[] | undefined,
): readonly DeltaField[] {
  if (columns === undefined) return schema.fields
  const byName = new Map(schema.fields.map(field => [field.name.toLowerCase(), field]))
  return columns.map(name => {
    const field = byName.get(name.toLowerCase())
    if (field !== undefined) return field
    const found = schema.fields.map(other => other.name).join(', ')
    throw new Error(`column "${name}" is not in the table; found: ${found}`)
  })
}

/** The names of a file's columns, by the same in lower case. */
async function columnsOf(sql: Sql, source: string): Promise<ReadonlyMap<string, string>> {
  const described = await sql.rows(`DESCRIBE SELECT * FROM ${source}`)
  return new Map(
    described.map(column => {
      const name = String(column['column_name'])
      return [name.toLowerCase(), name]
    }),
  )
}

/** As text, which the cast to the column's type understands (PROTOCOL.md, "Partition Value Serialization"). */
function partitionValue(
  { name, type }: DeltaField,
  values: Readonly<Record<string, string | null>>,
): string {
  if (type === 'binary') {
    throw new Error(`partition column "${name}" is binary, which is not read here`)
  }
  const value = values[name] ?? ''
  return value === '' ? 'NULL' : literal(value)
}

function emptyQuery(fields: readonly DeltaField[]): string {
  const nulls = fields.map(field => `NULL::${duckdbTypeOf(field)} AS ${quoted(field.name)}`)
  return `SELECT ${nulls.join(', ')} WHERE false`
}

function quoted(name: string | undefined): string {
  return name === undefined ? 'NULL' : `"${name.replaceAll('"', '""')}"`
}
