import { literal, type Sql } from '../tables/sql.ts'
import { numberIn } from './numberIn.ts'

/** Share of a column's rows that may lie outside of dictionaries. */
const MOST_PLAIN = 0.125

/** What the footer of a part says of a column, of all row groups together: DuckDB has counted it while it wrote them. */
export interface FooterColumn {
  readonly nulls: number
  /** Most values lie in dictionaries. */
  readonly dictionary: boolean
  /** No row group has other values than its smallest and its largest, see `fewValues`. */
  readonly few: boolean
}

/** Empty where the part has no rows. */
export async function readFooter(
  sql: Sql,
  parquet: string,
): Promise<ReadonlyMap<string, FooterColumn>> {
  // only a chunk that is a dictionary has a count of different values
  const columns = await sql.rows(
    `SELECT path_in_schema AS name, sum(stats_null_count) AS nulls,
       coalesce(sum(num_values - stats_null_count) FILTER (WHERE stats_distinct_count IS NULL), 0)
         <= ${MOST_PLAIN} * sum(num_values) AS dictionary,
       bool_and(coalesce(stats_null_count = num_values
         OR stats_distinct_count <= 2 AND min_is_exact AND max_is_exact, false)) AS few
     FROM parquet_metadata(${literal(parquet)}) GROUP BY 1`,
  )
  return new Map(
    columns.map(row => [
      String(row['name']),
      {
        nulls: numberIn(row, 'nulls'),
        dictionary: row['dictionary'] === true,
        few: row['few'] === true,
      },
    ]),
  )
}

/** SQL of the different values (`value`, null left out) of a column that has `few`. */
export function fewValues(parquet: string, column: string, sqlType: string): string {
  return `SELECT DISTINCT unnest([stats_min_value, stats_max_value])::${sqlType} AS value
    FROM parquet_metadata(${literal(parquet)})
    WHERE path_in_schema = ${literal(column)} AND stats_null_count < num_values`
}
