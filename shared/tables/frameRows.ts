import type { Column, Frame } from './frame.ts'

/** Rows `start` (inclusive) to `end` (exclusive) of a frame; columns that are missing in all of them are left out. */
export function rowsOf(frame: Frame, start: number, end: number): Frame {
  const columns: Record<string, Column> = {}
  for (const [name, column] of Object.entries(frame.columns)) {
    if (column.kind === 'number') {
      const values = column.values.slice(start, end)
      if (!values.every(Number.isNaN)) columns[name] = { kind: 'number', values }
    } else {
      const values = column.values.slice(start, end)
      if (values.some(value => value !== null)) columns[name] = { kind: 'text', values }
    }
  }
  return { rows: end - start, columns }
}

/**
 * Frames below each other; a column that one of them lacks is missing there.
 *
 * @throws TypeError where a column holds numbers in one frame and text in another
 */
export function stacked(frames: readonly Frame[]): Frame {
  const rows = frames.reduce((sum, frame) => sum + frame.rows, 0)
  const numbers = new Map<string, Float64Array>()
  const texts = new Map<string, (string | null)[]>()
  let start = 0
  for (const frame of frames) {
    for (const [name, column] of Object.entries(frame.columns)) {
      if (column.kind === 'number') {
        const values = numbers.get(name) ?? new Float64Array(rows).fill(Number.NaN)
        values.set(column.values, start)
        numbers.set(name, values)
      } else {
        const values = texts.get(name) ?? Array.from<string | null>({ length: rows }).fill(null)
        for (let row = 0; row < frame.rows; row++) {
          values[start + row] = column.values[row] ?? null
        }
        texts.set(name, values)
      }
    }
    start += frame.rows
  }
  const columns: Record<string, Column> = {}
  for (const [name, values] of numbers) {
    if (texts.has(name)) {
      throw new TypeError(`column "${name}" holds numbers in one frame and text in another`)
    }
    columns[name] = { kind: 'number', values }
  }
  for (const [name, values] of texts) columns[name] = { kind: 'text', values }
  return { rows, columns }
}

/** A frame's rows at some positions, in their order. */
export function rowsAt(frame: Frame, rows: Int32Array): Frame {
  const columns: Record<string, Column> = {}
  for (const [name, column] of Object.entries(frame.columns)) {
    columns[name] =
      column.kind === 'number'
        ? {
            kind: 'number',
            values: Float64Array.from(rows, row => column.values[row] ?? Number.NaN),
          }
        : { kind: 'text', values: Array.from(rows, row => column.values[row] ?? null) }
  }
  return { rows: rows.length, columns }
}
