import type { Frame } from '../tables/frame.ts'

/** The rows that a study learns from: positions in a frame of gold, and what is known of each. */
export interface StudyRows {
  readonly frame: Frame
  /** Positions in the frame. */
  readonly rows: Int32Array
  /** `hospital_expire_flag`, one per entry of `rows`. */
  readonly labels: Uint8Array
  /** `subject_id`, one per entry of `rows`. */
  readonly patients: Float64Array
}

/**
 * @param frame - gold: one row per stay
 * @param rows - positions to take; all of them when absent
 * @throws where a key column is missing, or a label is neither 0 nor 1
 */
export function studyRows(frame: Frame, rows?: Int32Array): StudyRows {
  const taken = rows ?? Int32Array.from({ length: frame.rows }, (_, row) => row)
  const outcomes = numbersOf(frame, 'hospital_expire_flag')
  const subjects = numbersOf(frame, 'subject_id')
  const labels = Uint8Array.from(taken, row => {
    const outcome = outcomes[row]
    if (outcome === 0 || outcome === 1) return outcome
    throw new Error(`gold: hospital_expire_flag must be 0 or 1, but row ${row} has ${outcome}`)
  })
  const patients = Float64Array.from(taken, row => subjects[row] ?? Number.NaN)
  return { frame, rows: taken, labels, patients }
}

function numbersOf(frame: Frame, name: string): Float64Array {
  const column = frame.columns[name]
  if (column?.kind === 'number') return column.values
  throw new Error(
    `gold: \`${name}\` must be a column of numbers, but ${column === undefined ? 'it is missing' : 'it holds text'}`,
  )
}
