import { DAYS_PER_YEAR } from '../features/icustayDetail.ts'
import type { IcuStay } from './icuStay.ts'
import { type Reading, type Readings, readingsOf } from './readings.ts'
import type { Observation, Patient } from './resources.ts'
import { gcsTotals, statisticsOf } from './statistics.ts'

/** Features by name, as `POST /api/predict` takes them, and what they are made of. */
export interface PatientFeatures extends Readings {
  readonly features: Readonly<Record<string, number | string>>
}

const HOUR = 3_600_000
const DAY = 24 * HOUR

const GENDERS: Readonly<Record<string, string>> = { female: 'F', male: 'M' }

/** Concepts with statistics of their own; the others are a total and a flag. */
const WITHOUT_STATISTICS: ReadonlySet<string> = new Set(['urine_output', 'mech_vent', 'gcs'])

/**
 * The features of gold that FHIR resources tell of, in gold's names, units, windows and statistics. What they do not
 * tell is left out, and so scored as missing. Ventilation is known to be absent where vital signs were charted and no
 * setting of a ventilator was.
 *
 * @param hours - where the windows end, hours after ICU admission
 */
export function patientFeatures(
  {
    patient,
    observations,
    stay,
  }: {
    readonly patient: Patient
    readonly observations: readonly Observation[]
    readonly stay: IcuStay
  },
  hours: number,
): PatientFeatures {
  const window = { patientId: patient.id, intime: stay.intime, hours }
  const { readings, refused } = readingsOf(observations, window)
  const features = {
    ...admissionFeatures(patient, stay),
    ...measured(readings),
    ...treated(readings),
  }
  return { features, readings, refused }
}

/** Years at ICU admission; undefined where no day of birth is told. */
export function ageAt(patient: Patient, intime: number): number | undefined {
  const birth = /^\d{4}-\d\d-\d\d$/.test(patient.birthDate ?? '')
    ? Date.parse(patient.birthDate ?? '')
    : Number.NaN
  return Number.isNaN(birth) ? undefined : rounded((intime - birth) / DAY / DAYS_PER_YEAR)
}

function admissionFeatures(patient: Patient, stay: IcuStay): Record<string, number | string> {
  const age = ageAt(patient, stay.intime)
  const gender = GENDERS[patient.gender ?? '']
  const { admission, intime, admissionType } = stay
  return {
    ...(age !== undefined && { age }),
    ...(gender !== undefined && { gender }),
    ...(admission !== undefined && { pre_icu_hours: rounded((intime - admission) / HOUR) }),
    ...(admissionType !== undefined && { admission_type: admissionType }),
    // what is not elective is no elective surgery; of what is, no code says whether it was for surgery
    ...(admissionType !== undefined && admissionType !== 'ELECTIVE' && { elective_surgery: 0 }),
  }
}

function measured(readings: readonly Reading[]): Record<string, number> {
  const byConcept = new Map<string, Reading[]>()
  for (const reading of readings) {
    if (WITHOUT_STATISTICS.has(reading.concept)) continue
    const sofar = byConcept.get(reading.concept)
    if (sofar === undefined) byConcept.set(reading.concept, [reading])
    else sofar.push(reading)
  }
  const features = [...byConcept].map(([concept, own]) => statisticsOf(concept, own))
  return Object.assign({}, ...features, statisticsOf('gcs', gcsTotals(readings)))
}

function treated(readings: readonly Reading[]): Record<string, number> {
  const urine = readings.filter(({ concept }) => concept === 'urine_output')
  const ventilated = readings.some(({ concept }) => concept === 'mech_vent')
  const charted = readings.some(
    ({ concept }) => concept === 'heart_rate' || concept === 'resp_rate',
  )
  return {
    ...(urine.length > 0 && {
      urine_output_sum: rounded(urine.reduce((sum, { value }) => sum + value, 0)),
      urine_output_count: urine.length,
    }),
    ...((ventilated || charted) && { mech_vent_any: ventilated ? 1 : 0 }),
  }
}

function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6
}
