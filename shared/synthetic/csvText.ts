import type { TableName } from '../contracts/dataset.ts'
import type { Breaker } from './brokenRows.ts'
import { type Cell, HEADERS } from './columns.ts'

const CHUNK_CHARACTERS = 262_144

/**
 * A table as CSV text in chunks of about 256 Ki characters: its header, then one line per row with `row_id` counted
 * from 1. Lines end in LF; a field is quoted only where it must be, as in the published files.
 *
 * @param breaker - makes broken lines to follow good ones, see `brokenRows.ts`
 */
export function* csvText(
  table: TableName,
  rows: Iterable<Readonly<Record<string, Cell>>>,
  breaker?: Breaker,
): Generator<string> {
  const columns = HEADERS[table].split(',').slice(1)
  let chunk = `${HEADERS[table]}\n`
  let rowId = 0
  for (const row of rows) {
    rowId++
    const first = String(rowId)
    let line = first
    for (const column of columns) line += `,${field(row[column])}`
    chunk += `${line}\n`
    if (breaker !== undefined) {
      const broken = breaker([first, ...columns.map(column => field(row[column]))])
      if (broken !== undefined) chunk += `${broken}\n`
    }
    if (chunk.length >= CHUNK_CHARACTERS) {
      yield chunk
      chunk = ''
    }
  }
  if (chunk !== '') yield chunk
}

function field(cell: Cell): string {
  if (cell === undefined) return ''
  if (typeof cell === 'number') return String(cell)
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
