import type { DistinctSketch } from '../contracts/quality.ts'
import { literal, type Sql } from '../tables/sql.ts'
import {
  countDistinct,
  LARGEST_SET,
  REGISTERS,
  sketchOf,
  sketchOfMinima,
} from './distinctSketch.ts'

/** An estimate below this may be of a set that is small enough to be kept: 16 standard errors above the largest. */
const MAYBE_SMALL = 1.4 * LARGEST_SET

/**
 * Sketches of the different values of each column, nulls left out.
 *
 * @param rows - of the part
 */
export async function measureDistinct(
  sql: Sql,
  part: string,
  columns: readonly string[],
  rows: number,
): Promise<ReadonlyMap<string, DistinctSketch>> {
  // the registers tell which sets are small; where rows are few all are
  const many = rows <= LARGEST_SET ? new Map() : await registersOf(sql, part, columns)
  const maybeSmall = columns.filter(column => {
    const sketch = many.get(column)
    return sketch === undefined || countDistinct(sketch).count <= MAYBE_SMALL
  })
  return new Map([...many, ...(await setsOf(sql, part, maybeSmall))])
}

/** Each register keeps the smallest hash in it. */
async function registersOf(
  sql: Sql,
  part: string,
  columns: readonly string[],
): Promise<Map<string, DistinctSketch>> {
  const texts = await wordsOfColumns(
    sql,
    columns,
    column => `SELECT string_agg(concat(register, ':', smallest), ' ') FROM (
      SELECT (hash & ${REGISTERS - 1})::USMALLINT AS register, min(hash) >> 11 AS smallest
      FROM (SELECT hash("${column}") >> 11 AS hash FROM ${part} WHERE "${column}" IS NOT NULL)
      GROUP BY register)`,
  )
  return new Map(texts.map(([column, pairs]) => [column, sketchOfMinima(pairs.map(pairOf))]))
}

async function setsOf(
  sql: Sql,
  part: string,
  columns: readonly string[],
): Promise<Map<string, DistinctSketch>> {
  const texts = await wordsOfColumns(
    sql,
    columns,
    column => `SELECT string_agg((hash(value) >> 11)::VARCHAR, ' ')
      FROM (SELECT DISTINCT "${column}" AS value FROM ${part} WHERE "${column}" IS NOT NULL)`,
  )
  return new Map(texts.map(([column, hashes]) => [column, sketchOf(hashes.map(Number))]))
}

/** One statement for all columns, one text out of each: a fraction of what statements and rows of their own would cost. */
async function wordsOfColumns(
  sql: Sql,
  columns: readonly string[],
  select: (column: string) => string,
): Promise<(readonly [column: string, words: readonly string[]])[]> {
  if (columns.length === 0) return []
  const rows = await sql.rows(
    columns
      .map(column => `SELECT ${literal(column)} AS "column", (${select(column)}) AS text`)
      .join(' UNION ALL '),
  )
  return rows.map(({ column, text }) => [String(column), words(text)])
}

/** A text that DuckDB has put together of words, or null where there was none. */
export function words(text: unknown): readonly string[] {
  return typeof text === 'string' ? text.split(' ') : []
}

/** `register:smallest` */
export function pairOf(word: string): readonly [register: number, smallest: number] {
  const [register = '', smallest = ''] = word.split(':')
  return [Number(register), Number(smallest)]
}
