import type { PartColumn } from '../contracts/quality.ts'
import type { ColumnContract, ColumnType, TableContract } from '../mimic/contract.ts'
import { literal, parquetFiles, type Sql, type SqlRow } from '../tables/sql.ts'
import { isRowKey } from './columnRoles.ts'
import { LARGEST_SET, REGISTERS, sketchOf, sketchOfMinima } from './distinctSketch.ts'
import { keyName, keysOf } from './keys.ts'
import { measureDistinct, pairOf, words } from './measureDistinct.ts'
import { numberIn } from './numberIn.ts'
import { type FooterColumn, fewValues } from './partFooter.ts'

/** In a part of fewer rows one statement for all columns is faster than one for each. */
const FEWEST_GROUPED = 100_000

/** Types whose values a footer and a file of keys give as texts that are exactly them. */
const EXACT_TEXTS: Partial<Record<ColumnType, string>> = {
  int: 'INTEGER',
  long: 'BIGINT',
  text: 'VARCHAR',
}

/** Values named that a contract does not list; of a table, fewer are shown. */
const OTHER_VALUES_KEPT = 20

/** What takes more than the footer to know. */
type Figures = Omit<PartColumn, 'nulls'>

/** A part, and what is known of it by its footer and its keys. */
export interface MeasuredPart {
  readonly parquet: string
  readonly contract: TableContract
  readonly rows: number
  readonly footer: ReadonlyMap<string, FooterColumn>
  readonly keysFile: string // as `writeKeys` has written it
}

/**
 * What `PartColumn` says of each column of a part.
 *
 * A column that Parquet keeps as a dictionary is grouped by its values, which DuckDB does in the time of a scan: what
 * follows looks at each different value once. Keys are grouped already, and of flags the footer knows all values. The
 * other columns, whose values are nearly all different, are scanned.
 */
export async function measureColumns(
  sql: Sql,
  measured: MeasuredPart,
): Promise<ReadonlyMap<string, PartColumn>> {
  const { parquet, contract, rows, footer } = measured
  const part = parquetFiles([parquet])
  const isGrouped = ({ name }: ColumnContract): boolean =>
    rows >= FEWEST_GROUPED && footer.get(name)?.dictionary === true
  const scanned = contract.columns.filter(column => !isGrouped(column))

  const columns = await scanColumns(sql, part, scanned)
  const sketched = scanned.map(({ name }) => name).filter(name => !isRowKey(contract, name))
  for (const [name, distinct] of await measureDistinct(sql, part, sketched, rows)) {
    columns.set(name, { ...columns.get(name), distinct })
  }
  for (const column of contract.columns.filter(isGrouped)) {
    columns.set(column.name, await measureGroups(sql, measured, column))
  }

  const all = new Map<string, PartColumn>()
  for (const { name, values = [] } of contract.columns) {
    const column = { nulls: footer.get(name)?.nulls ?? 0, ...columns.get(name) }
    const rowsOfOthers = column.otherValues?.rows ?? 0
    const most = rowsOfOthers === 0 ? [] : await otherValues(sql, part, name, values)
    all.set(name, {
      ...column,
      ...(column.otherValues && { otherValues: { rows: rowsOfOthers, most } }),
    })
  }
  return all
}

async function scanColumns(
  sql: Sql,
  part: string,
  columns: readonly ColumnContract[],
): Promise<Map<string, Figures>> {
  const aggregates = columns.flatMap(column =>
    columnAggregates(column, `"${column.name}"`, holds => `count(*) FILTER (WHERE ${holds})`),
  )
  // of bounds alone DuckDB finds in the footer what it says of them
  const [row] =
    aggregates.length === 0 ? [{}] : await sql.rows(`SELECT ${aggregates.join(', ')} FROM ${part}`)
  return new Map(columns.map(({ name }) => [name, figuresOf(row, name)]))
}

/** Takes the values of a column from where they cost least. */
async function measureGroups(
  sql: Sql,
  { parquet, contract, footer, keysFile }: MeasuredPart,
  column: ColumnContract,
): Promise<Figures> {
  const { name, type } = column
  const exactText = EXACT_TEXTS[type]
  if (exactText !== undefined && keysOf(contract).some(key => keyName(key) === name)) {
    return groupColumn(
      sql,
      column,
      `SELECT key::${exactText} AS value, "rows" FROM ${parquetFiles([keysFile])}
       WHERE name = ${literal(name)}`,
    )
  }
  if (exactText !== undefined && footer.get(name)?.few === true) {
    const values = fewValues(parquet, name, exactText)
    const figures = await groupColumn(sql, column, `SELECT value, 1 AS "rows" FROM (${values})`)
    // what no value does, no row does; otherwise rows are to be counted
    const { outOfRange = 0, otherValues: others, lostDegreeSigns = 0 } = figures
    if (outOfRange + (others?.rows ?? 0) + lostDegreeSigns === 0) return figures
  }
  const isCounted = type === 'text' || column.range !== undefined || column.values !== undefined
  return groupColumn(
    sql,
    column,
    `SELECT "${name}" AS value, ${isCounted ? 'count(*)' : '1'} AS "rows"
     FROM ${parquetFiles([parquet])} GROUP BY "${name}"`,
  )
}

/** @param groups - SQL of the column's different values, and of how many rows have each where its rules count rows */
async function groupColumn(sql: Sql, column: ColumnContract, groups: string): Promise<Figures> {
  const aggregates = columnAggregates(
    column,
    'value',
    holds => `coalesce(sum("rows") FILTER (WHERE ${holds}), 0)::BIGINT`,
  )
  // of each value once: few enough to be kept, or the smallest hash of each register
  const hashes = 'SELECT hash(value) >> 11 AS hash FROM groups WHERE value IS NOT NULL'
  const [row] = await sql.rows(
    `WITH groups AS MATERIALIZED (${groups})
     SELECT ${[...aggregates, 'count(value) AS "distinct"'].join(', ')},
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
  return { ...figuresOf(row, column.name), distinct }
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
  const aggregates: string[] = []
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

function figuresOf(row: SqlRow | undefined, name: string): Figures {
  const min = row?.[`min ${name}`]
  const max = row?.[`max ${name}`]
  const outOfRange = row?.[`range ${name}`]
  const other = row?.[`other ${name}`]
  const lostDegreeSigns = row?.[`degree ${name}`]
  return {
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
