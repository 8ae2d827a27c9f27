import { type Random, seededRandom } from '../random.ts'
import { type Counted, drawAdmission, MOST_ADMISSIONS } from './admission.ts'
import { DAY, MINUTE, YEAR } from './calendar.ts'
import { CHRONIC_DIAGNOSES, KIDNEY_DISEASE } from './codes.ts'
import type { Dirt } from './dirt.ts'
import { between, chance, clamp, weighted } from './draw.ts'
import type { Admission, Kind, Patient } from './patient.ts'

export const MOST_PATIENTS = 500_000

/**
 * Who was ill when: patients with their admissions and ICU stays, one after another. Each is drawn from the seed and
 * their index alone, but for the numbers that count up over all patients, so every table tells the same story without
 * any of it being kept.
 *
 * By rule of index, so that a test can count them: of 50 patients one is a newborn (the 8th), of 100 one a child
 * (the 34th), of 25 one over 89 (the 12th). `dirt.ts` names the odd times.
 *
 * @param patients - 1 … 500 000
 */
export function* drawPatients(patients: number, seed: number, dirt: Dirt): Generator<Patient> {
  const counted = { admissions: 0, stays: 0 }
  for (let index = 0; index < patients; index++) yield drawPatient(index, seed, dirt, counted)
}

function drawPatient(index: number, seed: number, dirt: Dirt, counted: Counted): Patient {
  const random = seededRandom(seed, 'patient', index)
  const subjectId = 50_000 + index
  const kind = kindOf(index)
  const old = index % 25 === 11
  const firstAge = kind === 'adult' && old ? 90 + 6 * random.uniform() : ageAtFirst(random, kind)
  const chronic =
    kind === 'adult'
      ? CHRONIC_DIAGNOSES.filter(([share]) => chance(random, share)).map(([, code]) => code)
      : []
  const frailty = random.normal()
  const firstAdmit = DAY * between(random, 400, 33_000) + MINUTE * between(random, 0, 1439)
  const planned =
    kind === 'adult'
      ? weighted(random, [
          [1, 72],
          [2, 18],
          [3, 7],
          [MOST_ADMISSIONS, 3],
        ] as const)
      : 1

  // admissions follow one another until the plan is done or the patient has died
  const admissions: Admission[] = []
  let admit = firstAdmit
  while (admissions.length < planned) {
    const age = firstAge + (admit - firstAdmit) / YEAR
    const chronicKidneyDisease = chronic.some(([code]) => code === KIDNEY_DISEASE)
    const person = { subjectId, kind, age, frailty, chronicKidneyDisease }
    const admission = drawAdmission(random, person, admit, dirt, counted)
    admissions.push(admission)
    if (admission.death !== undefined) break
    admit = admission.discharge + DAY * between(random, 20, 700) + MINUTE * between(random, 0, 1439)
  }

  const last = admissions.at(-1)
  const inHospital = last?.death
  const later =
    last !== undefined && kind === 'adult' && chance(random, 0.25)
      ? last.discharge + DAY * between(random, 5, 2000)
      : undefined
  return {
    index,
    subjectId,
    gender: chance(random, 0.56) ? 'M' : 'F',
    birth: firstAdmit - Math.round((kind === 'adult' && old ? 300 : firstAge) * YEAR),
    death: inHospital ?? later,
    diedInHospital: inHospital !== undefined,
    chronic,
    admissions,
  }
}

function kindOf(index: number): Kind {
  if (index % 50 === 7) return 'newborn'
  return index % 100 === 33 ? 'child' : 'adult'
}

function ageAtFirst(random: Random, kind: Kind): number {
  if (kind === 'newborn') return 0
  if (kind === 'child') return between(random, 8, 16) + random.uniform()
  return clamp(64 + 15 * random.normal(), 18.5, 88.5)
}
