import type { Frame } from '../tables/frame.ts'

/**
 * A frame's numbers at some rows (all of them when absent), in their order: NaN where a value is missing or not finite, and
 * where the frame lacks the column.
 *
 * @param read - of as many values, to be written over; new when absent
 */
export function readNumbers(
  frame: Frame,
  feature: string,
  rows?: Int32Array,
  read: Float64Array = new Float64Array(rows?.length ?? frame.rows),
): Float64Array {
  const column = frame.columns[feature]
  const count = read.length
  if (column === undefined) return read.fill(Number.NaN)
  if (column.kind === 'text') throw wrongKind(feature, 'numbers', 'text')
  const { values } = column
  for (let at = 0; at < count; at++) {
    const value = values[rows === undefined ? at : (rows[at] ?? -1)] ?? Number.NaN
    read[at] = Number.isFinite(value) ? value : Number.NaN
  }
  return read
}

/** A frame's texts at some rows, as `readNumbers`: null where a value is missing, and where the frame lacks the column. */
export function readTexts(frame: Frame, feature: string, rows?: Int32Array): (string | null)[] {
  const column = frame.columns[feature]
  const count = rows?.length ?? frame.rows
  const read = Array<string | null>(count).fill(null)
  if (column === undefined) return read
  if (column.kind === 'number') throw wrongKind(feature, 'text', 'numbers')
  const { values } = column
  for (let at = 0; at < count; at++) {
    read[at] = values[rows === undefined ? at : (rows[at] ?? -1)] ?? null
  }
  return read
}

function wrongKind(feature: string, expected: string, found: string): Error {
  return new TypeError(
    `preprocessing: the catalogue says that \`${feature}\` is ${expected}, but its column holds ${found}. Rebuild the frame from the catalogue.`,
  )
}
