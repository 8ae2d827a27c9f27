import type { ScoringRange } from '../contracts/scoring.ts'
import { readRowGroup } from '../tables/parquetFrame.ts'
import { fieldsOf, linesOfRange } from './csvLines.ts'
import { type RejectedRow, ROWS_AT_ONCE, type ScoringRow } from './scoreRows.ts'

/** The rows of a range one by one, those that cannot be read with the reason; through `done` how many lines there were. */
export type RangeRows = AsyncGenerator<ScoringRow | RejectedRow, number, void>

/**
 * The rows of a range of a CSV.
 *
 * @param bytes - as `linesOfRange` wants them
 * @param columns - the header's, in its order
 */
export async function* csvRows(
  bytes: Uint8Array,
  range: ScoringRange,
  columns: readonly string[],
): RangeRows {
  const lines = linesOfRange(bytes, range.end - range.start)
  let next = lines.next()
  for (; next.done !== true; next = lines.next()) {
    const { line, text, problem } = next.value
    const fields = problem ?? splitFields(text, columns.length)
    if (typeof fields === 'string') yield { line, reason: fields }
    else {
      const values = columns.map((column, index) => [column, fields[index] ?? null] as const)
      yield { line, values: Object.fromEntries(values) }
    }
  }
  return next.value
}

/** The rows of a row group of a Parquet file, some thousands of which are in memory at once. */
export async function* parquetRows(file: Blob, group: ScoringRange): RangeRows {
  const total = group.end - group.start
  for (let start = 0; start < total; start += ROWS_AT_ONCE) {
    const count = Math.min(ROWS_AT_ONCE, total - start)
    const frame = await readRowGroup(file, group.index, start, count)
    for (let row = 0; row < frame.rows; row++) {
      const values: Record<string, string | number | null> = {}
      for (const [column, { values: all }] of Object.entries(frame.columns)) {
        values[column.toLowerCase()] = all[row] ?? null
      }
      yield { line: start + row + 1, values }
    }
  }
  return total
}

/** The fields of a line, or what is wrong with them. */
function splitFields(line: string, expected: number): readonly string[] | string {
  const fields = fieldsOf(line)
  if (fields === undefined) return 'a quote in it is not closed: a field may hold no line break'
  return fields.length === expected ? fields : `has ${fields.length} fields, the header ${expected}`
}
