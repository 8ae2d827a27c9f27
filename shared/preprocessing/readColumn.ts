import type { Frame } from '../tables/frame.ts'

/** Reads numbers of a frame by position: NaN where a value is missing or not finite, and where the frame lacks the column. */
export function numberReader(frame: Frame, feature: string): (row: number) => number {
  const column = frame.columns[feature]
  if (column === undefined) return () => Number.NaN
  if (column.kind === 'text') throw wrongKind(feature, 'numbers', 'text')
  const { values } = column
  return row => {
    const value = values[row] ?? Number.NaN
    return Number.isFinite(value) ? value : Number.NaN
  }
}

/** Reads texts of a frame by position: null where a value is missing, and where the frame lacks the column. */
export function textReader(frame: Frame, feature: string): (row: number) => string | null {
  const column = frame.columns[feature]
  if (column === undefined) return () => null
  if (column.kind === 'number') throw wrongKind(feature, 'text', 'numbers')
  const { values } = column
  return row => values[row] ?? null
}

function wrongKind(feature: string, expected: string, found: string): Error {
  return new TypeError(
    `preprocessing: the catalogue says that \`${feature}\` is ${expected}, but its column holds ${found}. Rebuild the frame from the catalogue.`,
  )
}
