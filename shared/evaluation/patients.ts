/** The rows of each patient, patients in the order of their ids: so nothing that draws patients depends on the order of rows. */
export interface PatientRows {
  /** Distinct ids, ascending. */
  readonly ids: Float64Array
  /** Row numbers, patient by patient. */
  readonly rows: Uint32Array
  /** Patient p owns `rows[starts[p]] … rows[starts[p + 1] - 1]`. */
  readonly starts: Uint32Array
}

/**
 * Groups rows by patient.
 *
 * @param patients - `subject_id`, one per row
 * @throws where an id is missing
 */
export function groupByPatient(patients: ArrayLike<number>): PatientRows {
  const rows = new Uint32Array(patients.length)
  for (let row = 0; row < rows.length; row++) {
    if (!Number.isFinite(patients[row])) {
      throw new Error(`every row needs a patient, but row ${row} has subject_id ${patients[row]}`)
    }
    rows[row] = row
  }
  rows.sort((a, b) => idAt(patients, a) - idAt(patients, b) || a - b)

  const ids: number[] = []
  const starts: number[] = []
  for (let at = 0; at < rows.length; at++) {
    const id = idAt(patients, rows[at] ?? 0)
    if (at === 0 || id !== ids.at(-1)) {
      ids.push(id)
      starts.push(at)
    }
  }
  starts.push(rows.length)
  return { ids: Float64Array.from(ids), rows, starts: Uint32Array.from(starts) }
}

function idAt(patients: ArrayLike<number>, row: number): number {
  return patients[row] ?? Number.NaN
}
