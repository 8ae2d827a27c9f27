import { OASIS_COMPONENTS } from '../features/oasis.ts'
import { scorePoints } from '../features/severityScore.ts'
import type { Matrix } from '../models/matrix.ts'
import type { Column, Frame } from '../tables/frame.ts'
import type { Preprocessor } from './preprocessor.ts'
import { stepValues } from './stepValues.ts'

/**
 * The design matrix of `rows` of a frame (all of them when absent), in the order of `rows`. A row's values depend on that
 * row alone and are the same bits in training, in a batch and alone. Features that the frame lacks or whose value is
 * missing are filled as in training (NaN where nothing fills them); columns that the preprocessor does not know are ignored.
 *
 * @throws TypeError where a column holds text in place of numbers, or the other way round
 */
export function applyPreprocessor(
  preprocessor: Preprocessor,
  frame: Frame,
  rows?: Int32Array,
): Matrix {
  if (preprocessor.kind === 'oasis') {
    return scorePoints(OASIS_COMPONENTS, rows === undefined ? frame : scoredRows(frame, rows))
  }
  const columns = preprocessor.columns.length
  const count = rows?.length ?? frame.rows
  const values = new Float64Array(count * columns)
  const spare = new Float64Array(count)
  preprocessor.columns.forEach((step, column) => {
    const made = stepValues(step, frame, rows, spare)
    for (let row = 0, at = column; row < count; row++, at += columns) values[at] = made[row] ?? 0
  })
  return { rows: count, columns, names: preprocessor.names, values }
}

/** Some rows of what OASIS is computed from. */
function scoredRows(frame: Frame, rows: Int32Array): Frame {
  const columns: Record<string, Column> = {}
  for (const name of OASIS_COMPONENTS.flatMap(({ features }) => features)) {
    const column = frame.columns[name]
    if (column === undefined) continue
    columns[name] =
      column.kind === 'number'
        ? { kind: 'number', values: Float64Array.from(rows, row => column.values[row] ?? NaN) }
        : { kind: 'text', values: Array.from(rows, row => column.values[row] ?? null) }
  }
  return { rows: rows.length, columns }
}
