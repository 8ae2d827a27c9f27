import type { PartColumn } from '../contracts/quality.ts'
import type { ColumnContract, TableContract } from '../mimic/contract.ts'
import { literal, parquetFiles, type Sql, type SqlRow } from '../tables/sql.ts'
import { isRowKey } from './columnRoles.ts'
import { LARGEST_SET, REGISTERS, sketchOf, sketchOfMinima } from './distinctSketch.ts'
import { measureDistinct, pairOf, words } from './measureDistinct.ts'
import { numberIn } from './numberIn.ts'

/** In a part of fewer rows one statement for all columns is faster than one for each. */
const FEWEST_GROUPED = 100_000

/** Share of a column's rows that may lie outside of dictionaries. */
const MOST_PLAIN = 0.125

/** Values named that a contract does not list; of a table, fewer are shown. */
const OTHER_VALUES_KEPT = 20

/**
 * What `PartColumn` says of each column of a part.
 *
 * A column that Parquet keeps as a dictionary is grouped by its values, which DuckDB does in the time of a scan: what
 * follows looks at each different value once. The others, whose values are nearly all different, are scanned.
 *
 * @param rows - of the part
 */
export async function measureColumns(
  sql: Sql,
  parquet: string,
  contract: TableContract,
  rows: number,
): Promise<ReadonlyMap<string, PartColumn>> {
  const part = parquetFiles([parquet])
  const dictionaries = rows < FEWEST_GROUPED ? new Set() : await dictionaryColumns(sql, parquet)
  const grouped = contract.columns.filter(({ name }) => dictionaries.has(name))
  const scanned = contract.columns.filter(({ name }) => !dictionaries.has(name))

  const columns = await scanColumns(sql, part, scanned)
  const sketched = scanned.map(({ name }) => name).filter(name => !isRowKey(contract, name))
  for (const [name, distinct] of await measureDistinct(sql, part, sketched, rows)) {
    columns.set(name, { nulls: 0, ...columns.get(name), distinct })
  }
  for (const column of grouped) columns.set(column.name, await groupColumn(sql, part, column))

  for (const { name, values = [] } of contract.columns) {
    const column = columns.get(name)
    const rowsOfOthers = column?.otherValues?.rows ?? 0
    if (column === undefined || rowsOfOthers === 0) continue
    const most = await otherValues(sql, part, name, values)
    columns.set(name, { ...column, otherValues: { rows: rowsOfOthers, most } })
  }
  return columns
}

/** Columns of which most values lie in dictionaries, in which case DuckDB's writer says how many entries each has. */
async function dictionaryColumns(sql: Sql, parquet: string): Promise<ReadonlySet<unknown>> {
  const columns = await sql.rows(
    `SELECT path_in_schema AS name FROM parquet_metadata(${literal(parquet)}) GROUP BY 1
     HAVING coalesce(sum(num_values - stats_null_count) FILTER (WHERE stats_distinct_count IS NULL), 0)
       <= ${MOST_PLAIN} * sum(num_values)`,
  )
  return new Set(columns.map(({ name }) => name))
}

async function scanColumns(
  sql: Sql,
  part: string,
  columns: readonly ColumnContract[],
): Promise<Map<string, PartColumn>> {
  if (columns.length === 0) return new Map()
  const aggregates = columns.flatMap(column =>
    columnAggregates(column, `"${column.name}"`, holds => `count(*) FILTER (WHERE ${holds})`),
  )
  const [row] = await sql.rows(`SELECT ${aggregates.join(', ')} FROM ${part}`)
  return new Map(columns.map(({ name }) => [name, partColumn(row, name)]))
}

async function groupColumn(sql: Sql, part: string, column: ColumnContract): Promise<PartColumn> {
  const { name } = column
  const aggregates = columnAggregates(
    column,
    'value',
    holds => `coalesce(sum("rows") FILTER (WHERE ${holds}), 0)::BIGINT`,
  )
  // of each value once: few enough to be kept, or the smallest hash of each register
  const hashes = 'SELECT hash(value) >> 11 AS hash FROM groups WHERE value IS NOT NULL'
  const [row] = await sql.rows(
    `WITH groups AS MATERIALIZED (
       SELECT "${name}" AS value, count(*) AS "rows" FROM ${part} GROUP BY 1
     )
     SELECT ${aggregates.join(', ')}, count(value) AS "distinct",
       (SELECT string_agg(hash::VARCHAR, ' ') FROM (${hashes} LIMIT ${LARGEST_SET})) AS hashes,
       (SELECT string_agg(concat(register, ':', smallest), ' ') FROM (
         SELECT hash & ${REGISTERS - 1} AS register, min(hash) >> 11 AS smallest
         FROM (${hashes}) GROUP BY register
       )) AS minima
     FROM groups`,
  )
  const distinct =
    numberIn(row, 'distinct') <= LARGEST_SET
      ? sketchOf(words(row?.['hashes']).map(Number))
      : sketchOfMinima(words(row?.['minima']).map(pairOf))
  return { ...partColumn(row, name), distinct }
}

/**
 * @param value - SQL of the column's value
 * @param rowsWhere - SQL of how many rows a condition holds for
 */
function columnAggregates(
  { name, type, range, values }: ColumnContract,
  value: string,
  rowsWhere: (holds: string) => string,
): readonly string[] {
  const shown = (bound: string): string => {
    if (type === 'timestamp') return `strftime(${bound}, '%Y-%m-%dT%H:%M:%S.%gZ')`
    return type === 'date' ? `strftime(${bound}, '%Y-%m-%d')` : bound
  }
  const aggregates = [`${rowsWhere(`${value} IS NULL`)} AS "nulls ${name}"`]
  if (type === 'text') {
    aggregates.push(`${rowsWhere(`${value} IN ('?F', '?C')`)} AS "degree ${name}"`)
  } else {
    aggregates.push(`${shown(`min(${value})`)} AS "min ${name}"`)
    aggregates.push(`${shown(`max(${value})`)} AS "max ${name}"`)
  }
  if (range !== undefined) {
    const { low, high } = range
    const outside = [
      ...(low === undefined ? [] : [`${value} < ${low}`]),
      ...(high === undefined ? [] : [`${value} > ${high}`]),
    ]
    aggregates.push(`${rowsWhere(outside.join(' OR ') || 'false')} AS "range ${name}"`)
  }
  if (values !== undefined) {
    aggregates.push(`${rowsWhere(`${value} NOT IN (${listOf(values)})`)} AS "other ${name}"`)
  }
  return aggregates
}

function partColumn(row: SqlRow | undefined, name: string): PartColumn {
  const min = row?.[`min ${name}`]
  const max = row?.[`max ${name}`]
  const outOfRange = row?.[`range ${name}`]
  const other = row?.[`other ${name}`]
  const lostDegreeSigns = row?.[`degree ${name}`]
  return {
    nulls: numberIn(row, `nulls ${name}`),
    ...(isBound(min) && isBound(max) && { min, max }),
    ...(typeof outOfRange === 'number' && { outOfRange }),
    ...(typeof other === 'number' && { otherValues: { rows: other, most: [] } }),
    ...(typeof lostDegreeSigns === 'number' && { lostDegreeSigns }),
  }
}

/** The most frequent values that the contract's list does not have: only of columns with a list, no free text. */
async function otherValues(
  sql: Sql,
  part: string,
  name: string,
  values: readonly (string | number)[],
): Promise<{ value: string; rows: number }[]> {
  const rows = await sql.rows(
    `SELECT "${name}"::VARCHAR AS value, count(*) AS "rows" FROM ${part}
     WHERE "${name}" NOT IN (${listOf(values)})
     GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${OTHER_VALUES_KEPT}`,
  )
  return rows.map(row => ({ value: String(row['value']), rows: numberIn(row, 'rows') }))
}

function listOf(values: readonly (string | number)[]): string {
  return values.map(value => (typeof value === 'string' ? literal(value) : value)).join(', ')
}

function isBound(value: SqlRow[string] | undefined): value is string | number {
  return typeof value === 'string' || typeof value === 'number'
}
