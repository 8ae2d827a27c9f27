import { type Dirt, dirtAt, MOST_DIRT } from './dirt.ts'
import type { Admission, Patient, Stay } from './patient.ts'
import { drawPatients, MOST_PATIENTS } from './population.ts'

export interface WorldOptions {
  readonly patients: number // 1 … 500 000
  readonly seed: number
  readonly dirt: number // 0 … 5: how often the oddities of the real data come, see `dirt.ts`
}

/** What every table tells a part of. Nothing of it is kept: patients are drawn anew for each table, always the same. */
export interface World {
  readonly seed: number
  readonly dirt: Dirt
  patients(): Iterable<Patient>
}

/** @throws RangeError where the hospital would be too large, or too dirty */
export function createWorld({ patients, seed, dirt }: WorldOptions): World {
  if (!Number.isInteger(patients) || patients < 1 || patients > MOST_PATIENTS) {
    throw new RangeError(
      `patients must be a whole number from 1 to ${MOST_PATIENTS}, got ${patients}`,
    )
  }
  if (!Number.isFinite(dirt) || dirt < 0 || dirt > MOST_DIRT) {
    throw new RangeError(`dirt must be a number from 0 to ${MOST_DIRT}, got ${dirt}`)
  }
  const rules = dirtAt(dirt)
  return { seed, dirt: rules, patients: () => drawPatients(patients, seed, rules) }
}

export function* admissionsOf(world: World): Generator<Admission> {
  for (const patient of world.patients()) yield* patient.admissions
}

export function* staysOf(world: World): Generator<Stay> {
  for (const admission of admissionsOf(world)) yield* admission.stays
}

/** The same world, of which somebody hears how many patients have been drawn. */
export function counting(world: World, onPatient: ((patients: number) => void) | undefined): World {
  if (onPatient === undefined) return world
  return {
    ...world,
    *patients() {
      let drawn = 0
      for (const patient of world.patients()) {
        yield patient
        onPatient(++drawn)
      }
    },
  }
}
