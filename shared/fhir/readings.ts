import { windowStart } from '../features/windows.ts'
import type { Interval } from '../mimic/concepts/concept.ts'
import { LABS } from '../mimic/concepts/labs.ts'
import { CONCEPTS } from '../mimic/concepts.ts'
import { conceptOfLoinc } from './loinc.ts'
import { type Measured, momentOf, type Observation, referencedId } from './resources.ts'
import { inConceptUnit } from './units.ts'

/** One value of one concept, in the concept's unit. */
export interface Reading {
  readonly concept: string
  readonly value: number
  /** ms after ICU admission. */
  readonly offset: number
  /** Id of the Observation it is from, where it has one. */
  readonly observation: string | undefined
}

/** Why observations of a code that is understood were not used. */
export type Refusal =
  | 'unit'
  | 'time'
  | 'comparator'
  | 'no-number'
  | 'implausible'
  | 'status'
  | 'other-patient'

/** Refused observations by concept and reason: counts, no values. */
export interface RefusedReadings {
  readonly concept: string
  readonly reason: Refusal
  readonly count: number
}

export interface Readings {
  readonly readings: readonly Reading[]
  readonly refused: readonly RefusedReadings[]
}

/** The stay that readings are wanted of. */
export interface ReadingWindow {
  readonly patientId: string
  /** ICU admission, ms since the epoch. */
  readonly intime: number
  /** Where the windows end, hours after it. */
  readonly hours: number
}

const HOUR = 3_600_000

/** What has been measured and not been taken back; `amended` and `corrected` replace what they correct. */
const COUNTED_STATUS: ReadonlySet<string> = new Set([
  'final',
  'amended',
  'corrected',
  'preliminary',
])

const LAB_NAMES: ReadonlySet<string> = new Set(LABS.map(({ name }) => name))

/** By concept, what gold takes for a measurement at all, in the concept's unit. */
const VALID: ReadonlyMap<string, Interval> = new Map(
  CONCEPTS.flatMap(({ name, sources }) => {
    const valid = sources.find(
      ({ conversion, validOn }) => conversion === 'none' || validOn === 'converted',
    )?.valid
    return valid === undefined ? [] : [[name, valid] as const]
  }),
)
const GCS_TOTAL = { low: 3, high: 15 } as const

/**
 * Readings of the windows of gold (`windowStart`) from Observations: by LOINC code of the observation or of its
 * components (blood pressure panels), converted by UCUM unit, and dropped where gold would drop the value. Each refusal
 * of one leaves the others as they are.
 */
export function readingsOf(observations: readonly Observation[], window: ReadingWindow): Readings {
  const readings: Reading[] = []
  const refused = new Map<string, RefusedReadings>()

  for (const observation of observations) {
    for (const part of [observation, ...(observation.component ?? [])]) {
      const concept = conceptOfLoinc(part.code.coding ?? [])
      if (concept === undefined) continue
      const found = readingOf(concept, part, observation, window)
      if (typeof found === 'string') {
        const key = `${concept} ${found}`
        const count = (refused.get(key)?.count ?? 0) + 1
        refused.set(key, { concept, reason: found, count })
      } else if (found !== undefined) {
        readings.push(found)
      }
    }
  }
  return { readings, refused: [...refused.values()] }
}

/** A reading, why there is none, or undefined for what lies outside the window or has no value. */
function readingOf(
  concept: string,
  part: Measured,
  observation: Observation,
  window: ReadingWindow,
): Reading | Refusal | undefined {
  const { status, subject, id } = observation
  const patientId = referencedId(subject?.reference, 'Patient')
  if (patientId !== undefined && patientId !== window.patientId) return 'other-patient'
  if (!COUNTED_STATUS.has(status)) return 'status'
  if (!hasValue(part)) return undefined

  const moment = timeOf(observation)
  if (moment === undefined) return 'time'
  const offset = moment - window.intime
  if (!inWindow(concept, offset, window.hours)) return undefined
  // a setting of the ventilator says that there is one, whatever it is set to
  if (concept === 'mech_vent') return { concept, value: 1, offset, observation: id }

  const value = valueOf(concept, part)
  if (typeof value === 'string') return value
  return isMeasurement(concept, value) ? { concept, value, offset, observation: id } : 'implausible'
}

function hasValue(part: Measured): boolean {
  return (
    part.valueQuantity?.value !== undefined ||
    part.valueInteger !== undefined ||
    part.valueCodeableConcept !== undefined ||
    part.valueString !== undefined
  )
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
function timeOf(observation: Observation): number | undefined {
  const { effectiveDateTime, effectiveInstant, effectivePeriod } = observation
  return momentOf(
    effectiveDateTime ?? effectiveInstant ?? effectivePeriod?.end ?? effectivePeriod?.start,
  )
}

function inWindow(concept: string, offset: number, hours: number): boolean {
  const start = windowStart(tableOf(concept), concept)
  const first = start.hours * HOUR
  return (start.included ? offset >= first : offset > first) && offset <= hours * HOUR
}

function tableOf(concept: string): 'LABEVENTS' | 'OUTPUTEVENTS' | 'CHARTEVENTS' {
  if (LAB_NAMES.has(concept)) return 'LABEVENTS'
  return concept === 'urine_output' ? 'OUTPUTEVENTS' : 'CHARTEVENTS'
}

function isMeasurement(concept: string, value: number): boolean {
  if (concept === 'gcs') return value >= GCS_TOTAL.low && value <= GCS_TOTAL.high
  const valid = VALID.get(concept)
  if (valid === undefined) return true
  const { low, lowInclusive, high, highInclusive } = valid
  const aboveLow = low === null || (lowInclusive ? value >= low : value > low)
  return aboveLow && (high === null || (highInclusive ? value <= high : value < high))
}
