import { type Admission, drawPopulation, type Patient, type Stay } from './population.ts'

/** What every table tells a part of. */
export interface World {
  readonly seed: number
  readonly patients: readonly Patient[]
  readonly admissions: readonly Admission[]
  readonly stays: readonly Stay[]
}

export function createWorld(patients: number, seed: number): World {
  const drawn = drawPopulation(patients, seed)
  const admissions = drawn.flatMap(patient => patient.admissions)
  return {
    seed,
    patients: drawn,
    admissions,
    stays: admissions.flatMap(admission => admission.stays),
  }
}
