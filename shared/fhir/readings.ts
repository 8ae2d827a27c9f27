import { loincCodeOf, type Specimen } from './loinc.ts'
import { type Measured, momentOf, type Observation, referencedId } from './resources.ts'
import { inConceptUnit } from './units.ts'

/** Why observations of a code that is understood were not used. */
export type Refusal =
  | 'unit'
  | 'time'
  | 'comparator'
  | 'no-number'
  | 'implausible'
  | 'status'
  | 'other-patient'
  | 'specimen'
  | 'incomplete'

/** Observations that were not used, one entry each. */
export interface RefusedReading {
  readonly concept: string
  readonly reason: Refusal
}

/** What a concept is read of: a value in its unit; of a setting of the ventilator, that there is one. */
export interface Reading {
  readonly concept: string
  /** ms since the epoch. */
  readonly moment: number
  readonly value: number
  /** Id of the Observation, where it has one. */
  readonly observation: string | undefined
  /** Of a blood gas, where its code says it. */
  readonly specimen: Specimen | undefined
  /** A verbal response that could not be tested, as the patient was intubated. */
  readonly isIntubated: boolean
}

/** What has been measured and not been taken back; `amended` and `corrected` replace what they correct. */
const COUNTED_STATUS: ReadonlySet<string> = new Set([
  'final',
  'amended',
  'corrected',
  'preliminary',
])

/** How a verbal response that could not be tested is charted: "Intubated", "ET/Trach", "No Response-ETT", "1T". */
const INTUBATED_WORDS = /\b(?:intubated|endotracheal|ett?|trach\w*)\b|^\s*1\s*t\s*$/i

/**
 * What observations say, by LOINC code, their own or that of their components (blood pressure panels), converted by UCUM
 * unit. Each refusal of one leaves the others as they are.
 *
 * @param patientId - observations of another patient are refused
 */
export function readingsOf(
  observations: readonly Observation[],
  patientId: string,
): { readonly readings: readonly Reading[]; readonly refused: readonly RefusedReading[] } {
  const readings: Reading[] = []
  const refused: RefusedReading[] = []
  for (const observation of observations) {
    for (const part of [observation, ...(observation.component ?? [])]) {
      const found = loincCodeOf(part.code.coding ?? [])
      if (found === undefined) continue
      const { concept, specimen } = found
      const read = readingOf(concept, part, observation, patientId)
      if (typeof read === 'string') refused.push({ concept, reason: read })
      else if (read !== undefined) readings.push({ ...read, specimen })
    }
  }
  return { readings, refused }
}

/** A reading, why there is none, or undefined for what has no value. */
function readingOf(
  concept: string,
  part: Measured,
  { status, subject, id: observation, ...timed }: Observation,
  patientId: string,
): Omit<Reading, 'specimen'> | Refusal | undefined {
  const of = referencedId(subject?.reference, 'Patient')
  if (of !== undefined && of !== patientId) return 'other-patient'
  if (!COUNTED_STATUS.has(status)) return 'status'
  if (!hasValue(part)) return undefined
  const moment = timeOf(timed)
  if (moment === undefined) return 'time'
  const read = { concept, moment, observation, isIntubated: false }
  // a setting of the ventilator says that there is one, whatever it is set to
  if (concept === 'mech_vent') return { ...read, value: 1 }
  if (concept === 'gcs_verbal' && isIntubated(part)) return { ...read, value: 1, isIntubated: true }

  const value = valueOf(concept, part)
  if (typeof value === 'string') return value
  return concept === 'gcs' && !isGcsTotal(value) ? 'implausible' : { ...read, value }
}

function hasValue(part: Measured): boolean {
  return (
    part.valueQuantity?.value !== undefined ||
    part.valueInteger !== undefined ||
    part.valueCodeableConcept !== undefined ||
    part.valueString !== undefined
  )
}

function isIntubated({ valueString, valueCodeableConcept }: Measured): boolean {
  const { text, coding = [] } = valueCodeableConcept ?? {}
  const words = [valueString, text, ...coding.map(({ display }) => display)]
  return words.some(word => word !== undefined && INTUBATED_WORDS.test(word))
}

function valueOf(concept: string, part: Measured): number | Refusal {
  const { valueQuantity, valueInteger } = part
  if (valueInteger !== undefined) return inConceptUnit(concept, valueInteger, {}) ?? 'unit'
  if (valueQuantity?.value === undefined) return 'no-number'
  // "< 0.5" is a bound, and no measurement
  if (valueQuantity.comparator !== undefined) return 'comparator'
  return inConceptUnit(concept, valueQuantity.value, valueQuantity) ?? 'unit'
}

/** What was collected over a time counts when the collection ended, as amounts of urine are charted. */
function timeOf({
  effectiveDateTime,
  effectiveInstant,
  effectivePeriod,
}: Pick<Observation, 'effectiveDateTime' | 'effectiveInstant' | 'effectivePeriod'>):
  | number
  | undefined {
  return momentOf(
    effectiveDateTime ?? effectiveInstant ?? effectivePeriod?.end ?? effectivePeriod?.start,
  )
}

function isGcsTotal(value: number): boolean {
  return Number.isInteger(value) && value >= 3 && value <= 15
}
