import type { DistinctSketch } from '../contracts/quality.ts'
import type { Sql } from '../tables/sql.ts'
import {
  countDistinct,
  LARGEST_SET,
  REGISTERS,
  sketchOf,
  sketchOfMinima,
} from './distinctSketch.ts'

/** An estimate below this may be of a set that is small enough to be kept: 16 standard errors above the largest. */
const MAYBE_SMALL = 1.4 * LARGEST_SET

/** Sketches of the different values of each column, nulls left out. */
export async function measureDistinct(
  sql: Sql,
  part: string,
  columns: readonly string[],
): Promise<ReadonlyMap<string, DistinctSketch>> {
  const sketches = new Map<string, DistinctSketch>()
  for (const column of columns) {
    const estimated = await manyValues(sql, part, column)
    const isMaybeSmall = countDistinct(estimated).count <= MAYBE_SMALL
    sketches.set(column, isMaybeSmall ? await fewValues(sql, part, column) : estimated)
  }
  return sketches
}

async function fewValues(sql: Sql, part: string, column: string): Promise<DistinctSketch> {
  const [row] = await sql.rows(
    `SELECT string_agg((hash(value) >> 11)::VARCHAR, ' ') AS hashes
     FROM (SELECT DISTINCT "${column}" AS value FROM ${part} WHERE "${column}" IS NOT NULL)`,
  )
  return sketchOf(words(row?.['hashes']).map(Number))
}

/** Each register keeps its smallest value, from which the sketch is made. */
async function manyValues(sql: Sql, part: string, column: string): Promise<DistinctSketch> {
  const [row] = await sql.rows(
    `SELECT string_agg(concat(register, ':', smallest), ' ') AS minima FROM (
       SELECT (hash & ${REGISTERS - 1})::USMALLINT AS register, min(hash) >> 11 AS smallest
       FROM (SELECT hash("${column}") >> 11 AS hash FROM ${part} WHERE "${column}" IS NOT NULL)
       GROUP BY register)`,
  )
  return sketchOfMinima(
    words(row?.['minima']).map(word => {
      const [register = '', smallest = ''] = word.split(':')
      return [Number(register), Number(smallest)] as const
    }),
  )
}

/** One text comes out of DuckDB at a fraction of what a row each would cost. */
function words(value: unknown): readonly string[] {
  return typeof value === 'string' ? value.split(' ') : []
}
