import type { KeySample, PartColumn, PartQuality, RowSample } from '../contracts/quality.ts'
import type { ColumnContract, TableContract } from '../mimic/contract.ts'
import { literal, parquetFiles, type Sql, type SqlRow } from '../tables/sql.ts'
import { isMeasure, isRowKey, keyOf } from './keyColumns.ts'
import { SAMPLE_KEYS } from './keySample.ts'
import { measureDistinct } from './measureDistinct.ts'
import { SAMPLE_ROWS } from './rowSample.ts'
import { writeKeys } from './writeKeys.ts'

/** Up to so many rows, every key is compared with every other; beyond that, a sample of them. */
const MOST_ROWS_COMPARED = 1_000_000

/** Values named that a contract does not list; of a table, fewer are shown. */
const OTHER_VALUES_KEPT = 20

/** A hash of 53 bits, which a JavaScript number holds. */
const HASH_RANGE = Number.MAX_SAFE_INTEGER + 1

/** Drawn in the first try, for each row that is wanted: fewer than wanted come by hardly any chance. */
const OVERDRAWN = 1.25

/**
 * Measures one silver Parquet part, for a worker thread: what `PartQuality` says, and the keys by which tables refer to
 * each other. Each step reads only the columns that it needs; nothing is sorted but samples. 2.5 million rows of
 * CHARTEVENTS take about a second of CPU, a third of DuckDB's SUMMARIZE.
 *
 * @param keysFile - Parquet to write, see `writeKeys`
 */
export async function measurePart(
  sql: Sql,
  parquet: string,
  contract: TableContract,
  keysFile: string,
): Promise<PartQuality> {
  const part = parquetFiles([parquet])
  const { rows, columns, timeOrder } = await measureRows(sql, part, contract)
  const distinct = await measureDistinct(
    sql,
    part,
    contract.columns.map(({ name }) => name).filter(name => !isRowKey(contract, name)),
    rows,
  )
  const others = await otherValues(sql, part, contract, columns)
  await writeKeys(sql, part, contract, keysFile)

  const measured = contract.columns.map(({ name }): [string, PartColumn] => {
    const sketch = distinct.get(name)
    const most = others.get(name)
    const column = columns.get(name) ?? { nulls: rows }
    return [
      name,
      {
        ...column,
        ...(sketch !== undefined && { distinct: sketch }),
        ...(column.otherValues !== undefined &&
          most !== undefined && { otherValues: { ...column.otherValues, most } }),
      },
    ]
  })
  return {
    rows,
    columns: Object.fromEntries(measured),
    timeOrder,
    repeats: await measureRepeats(sql, part, contract, rows),
    sample: await sampleRows(sql, part, contract, rows),
  }
}

// in one pass: nulls, bounds, soft rules

interface RowMeasures {
  readonly rows: number
  readonly columns: ReadonlyMap<string, PartColumn>
  readonly timeOrder: number[]
}

async function measureRows(sql: Sql, part: string, contract: TableContract): Promise<RowMeasures> {
  const rules = contract.timeOrder ?? []
  const [row] = await sql.rows(
    `SELECT count(*) AS "rows"
      ${contract.columns.map(columnAggregates).join('')}
      ${rules.map(({ earlier, later }, i) => `, count(*) FILTER (WHERE "${earlier}" > "${later}") AS "order ${i}"`).join('')}
    FROM ${part}`,
  )
  const rows = numberIn(row, 'rows')
  const columns = contract.columns.map(({ name }): [string, PartColumn] => {
    const min = row?.[`min ${name}`]
    const max = row?.[`max ${name}`]
    const outOfRange = row?.[`range ${name}`]
    const other = row?.[`other ${name}`]
    const lostDegreeSigns = row?.[`degree ${name}`]
    return [
      name,
      {
        nulls: rows - numberIn(row, `values ${name}`),
        ...(isBound(min) && isBound(max) && { min, max }),
        ...(typeof outOfRange === 'number' && { outOfRange }),
        ...(typeof other === 'number' && { otherValues: { rows: other, most: [] } }),
        ...(typeof lostDegreeSigns === 'number' && { lostDegreeSigns }),
      },
    ]
  })
  const timeOrder = rules.map((_, i) => numberIn(row, `order ${i}`))
  return { rows, columns: new Map(columns), timeOrder }
}

function columnAggregates({ name, type, range, values }: ColumnContract): string {
  const column = `"${name}"`
  const shown = (value: string): string => {
    if (type === 'timestamp') return `strftime(${value}, '%Y-%m-%dT%H:%M:%S.%gZ')`
    return type === 'date' ? `strftime(${value}, '%Y-%m-%d')` : value
  }
  const aggregates = [`count(${column}) AS "values ${name}"`]
  if (type === 'text') {
    aggregates.push(`count(*) FILTER (WHERE ${column} IN ('?F', '?C')) AS "degree ${name}"`)
  } else {
    aggregates.push(`${shown(`min(${column})`)} AS "min ${name}"`)
    aggregates.push(`${shown(`max(${column})`)} AS "max ${name}"`)
  }
  if (range !== undefined) {
    const { low, high } = range
    const bounds = [
      ...(low === undefined ? [] : [`${column} < ${low}`]),
      ...(high === undefined ? [] : [`${column} > ${high}`]),
    ]
    aggregates.push(`count(*) FILTER (WHERE ${bounds.join(' OR ') || 'false'}) AS "range ${name}"`)
  }
  if (values !== undefined) {
    aggregates.push(
      `count(*) FILTER (WHERE ${column} NOT IN (${listOf(values)})) AS "other ${name}"`,
    )
  }
  return aggregates.map(aggregate => `, ${aggregate}`).join('')
}

/** The values that the contracts' lists do not have, only of columns that have such a list: no free text. */
async function otherValues(
  sql: Sql,
  part: string,
  { columns }: TableContract,
  measured: ReadonlyMap<string, PartColumn>,
): Promise<ReadonlyMap<string, { value: string; rows: number }[]>> {
  const found = new Map<string, { value: string; rows: number }[]>()
  for (const { name, values } of columns) {
    if (values === undefined || measured.get(name)?.otherValues?.rows === 0) continue
    const rows = await sql.rows(
      `SELECT "${name}"::VARCHAR AS value, count(*) AS "rows" FROM ${part}
       WHERE "${name}" NOT IN (${listOf(values)})
       GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${OTHER_VALUES_KEPT}`,
    )
    found.set(
      name,
      rows.map(row => ({ value: String(row['value']), rows: numberIn(row, 'rows') })),
    )
  }
  return found
}

function listOf(values: readonly (string | number)[]): string {
  return values.map(value => (typeof value === 'string' ? literal(value) : value)).join(', ')
}

// keys

/** Rows whose key an earlier row has. A natural key with a null in it is none; all columns together always are one. */
async function measureRepeats(
  sql: Sql,
  part: string,
  contract: TableContract,
  rows: number,
): Promise<PartQuality['repeats']> {
  const columns = keyOf(contract).map(name => `"${name}"`)
  const complete =
    contract.naturalKey === undefined
      ? 'true'
      : columns.map(column => `${column} IS NOT NULL`).join(' AND ')
  const keys = `SELECT hash(${columns.join(', ')}) AS key FROM ${part} WHERE ${complete}`

  const sample = await drawn(rows, SAMPLE_KEYS, async below =>
    sql.rows(
      `SELECT key >> 11 AS hash, count(*) AS "rows" FROM (${keys}) WHERE key >> 11 < ${below}
       GROUP BY 1 ORDER BY 1 LIMIT ${SAMPLE_KEYS}`,
    ),
  )
  const keySample: KeySample = {
    hashes: sample.map(row => numberIn(row, 'hash')),
    rows: sample.map(row => numberIn(row, 'rows')),
  }

  const isCompared = rows <= MOST_ROWS_COMPARED
  const [counts] = await sql.rows(
    isCompared
      ? `SELECT coalesce(sum("rows"), 0)::BIGINT AS keyed, count(*) AS "distinct"
         FROM (SELECT count(*) AS "rows" FROM (${keys}) GROUP BY key)`
      : `SELECT count(*) FILTER (WHERE ${complete}) AS keyed FROM ${part}`,
  )
  const keyed = numberIn(counts, 'keyed')
  const exact = isCompared ? keyed - numberIn(counts, 'distinct') : null
  return { keyed, exact, sample: keySample }
}

// rows for quantiles

/** Times as their years: no more of them is shown. */
async function sampleRows(
  sql: Sql,
  part: string,
  contract: TableContract,
  rows: number,
): Promise<RowSample> {
  const columns = contract.columns.filter(isMeasure)
  const values = columns.map(({ name, type }) =>
    type === 'timestamp' || type === 'date'
      ? `, year("${name}") AS "value ${name}"`
      : `, "${name}" AS "value ${name}"`,
  )
  const rowKey = contract.rowKey.map(name => `"${name}"`).join(', ')
  const sample = await drawn(rows, SAMPLE_ROWS, async below =>
    sql.rows(
      `SELECT hash(${rowKey}) >> 11 AS hash ${values.join('')} FROM ${part}
       WHERE hash(${rowKey}) >> 11 < ${below} ORDER BY hash LIMIT ${SAMPLE_ROWS}`,
    ),
  )
  return {
    hashes: sample.map(row => numberIn(row, 'hash')),
    columns: Object.fromEntries(
      columns.map(({ name }) => [
        name,
        sample.map(row => {
          const value = row[`value ${name}`]
          return typeof value === 'number' ? value : null
        }),
      ]),
    ),
  }
}

/** What has the smallest hashes: first looked for among the few hashes below a bound, then among all. */
async function drawn(
  rows: number,
  wanted: number,
  query: (below: number) => Promise<readonly SqlRow[]>,
): Promise<readonly SqlRow[]> {
  const share = (OVERDRAWN * wanted) / Math.max(1, rows)
  if (share < 1) {
    const few = await query(Math.floor(share * HASH_RANGE))
    if (few.length >= wanted) return few
  }
  return await query(HASH_RANGE)
}

function isBound(value: SqlRow[string] | undefined): value is string | number {
  return typeof value === 'string' || typeof value === 'number'
}

function numberIn(row: SqlRow | undefined, name: string): number {
  const value = row?.[name]
  if (typeof value !== 'number') throw new Error(`DuckDB gave no number for "${name}"`)
  return value
}
