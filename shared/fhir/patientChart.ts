import type { StayInput, StayRow } from '../serving/stayRequest.ts'
import { type ChartTable, chartItemOf } from './chartItems.ts'
import type { IcuStay } from './icuStay.ts'
import { conceptOfLoinc } from './loinc.ts'
import {
  type Measured,
  momentOf,
  type Observation,
  type Patient,
  referencedId,
} from './resources.ts'
import { inConceptUnit } from './units.ts'

/** A row of the chart and the Observation that it is from. */
export interface ChartedRow {
  readonly concept: string
  /** µs after ICU admission. */
  readonly offset: number
  /** Id of the Observation, where it has one. */
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

/** What FHIR resources tell of a stay, in MIMIC-III's rows. */
export interface PatientChart {
  /** As `POST /api/predict` takes it: what the rows mean, and which of them count, is left to gold's statements. */
  readonly stay: StayInput
  readonly charted: readonly ChartedRow[]
  /** Observations that became no row, by concept and reason: a concept may stand here as often as it was refused. */
  readonly refused: readonly { readonly concept: string; readonly reason: Refusal }[]
  /** Some totals of the coma scale were charted without their parts, which are made up then: only their sum is known. */
  readonly onlyGcsTotals: boolean
}

/** What has been measured and not been taken back; `amended` and `corrected` replace what they correct. */
const COUNTED_STATUS: ReadonlySet<string> = new Set([
  'final',
  'amended',
  'corrected',
  'preliminary',
])

const GENDERS: Readonly<Record<string, string>> = { female: 'F', male: 'M' }

/** What a concept is read of: a value in its unit; of a setting of the ventilator, that there is one. */
interface Reading {
  readonly concept: string
  /** ms since the epoch. */
  readonly moment: number
  readonly value: number
  readonly observation: string | undefined
}

/**
 * Lays resources out as the rows of a stay. Observations are read by LOINC code, their own or that of their components
 * (blood pressure panels), and converted by UCUM unit. Each refusal of one leaves the others as they are.
 */
export function patientChart({
  patient,
  observations,
  icuStay,
}: {
  readonly patient: Patient
  readonly observations: readonly Observation[]
  readonly icuStay: IcuStay
}): PatientChart {
  const readings: Reading[] = []
  const refused: { concept: string; reason: Refusal }[] = []
  for (const observation of observations) {
    for (const part of [observation, ...(observation.component ?? [])]) {
      const concept = conceptOfLoinc(part.code.coding ?? [])
      if (concept === undefined) continue
      const found = readingOf(concept, part, observation, patient.id)
      if (typeof found === 'string') refused.push({ concept, reason: found })
      else if (found !== undefined) readings.push(found)
    }
  }

  const { parts, isMadeUp } = gcsParts(readings)
  const rows: Partial<Record<ChartTable, StayRow[]>> = {}
  const charted: ChartedRow[] = []
  for (const { concept, moment, value, observation } of [...readings, ...parts]) {
    const item = chartItemOf(concept)
    if (item === undefined) continue
    const { table, itemid } = item
    const row = {
      itemid,
      charttime: new Date(moment).toISOString(),
      ...valueOfRow(table, concept, value),
    }
    const sofar = rows[table]
    if (sofar === undefined) rows[table] = [row]
    else sofar.push(row)
    charted.push({ concept, offset: (moment - icuStay.intime) * 1000, observation })
  }

  const { CHARTEVENTS: chartevents, LABEVENTS: labevents, OUTPUTEVENTS: outputevents } = rows
  return {
    stay: {
      ...personAndAdmission(patient, icuStay),
      ...(chartevents !== undefined && { chartevents }),
      ...(labevents !== undefined && { labevents }),
      ...(outputevents !== undefined && { outputevents }),
    },
    charted,
    refused,
    onlyGcsTotals: isMadeUp,
  }
}

function personAndAdmission(
  { gender = '', birthDate = '' }: Patient,
  { intime, admission, admissionType }: IcuStay,
): Pick<StayInput, 'icustay' | 'admission' | 'patient'> {
  return {
    icustay: { intime: new Date(intime).toISOString() },
    admission: {
      ...(admission !== undefined && { admittime: new Date(admission).toISOString() }),
      ...(admissionType !== undefined && { admission_type: admissionType }),
    },
    patient: {
      ...(Object.hasOwn(GENDERS, gender) && { gender: GENDERS[gender] }),
      // a year or a month alone is no date of birth
      ...(/^\d{4}-\d\d-\d\d$/.test(birthDate) && { dob: birthDate }),
    },
  }
}

function valueOfRow(table: ChartTable, concept: string, value: number): StayRow {
  if (table === 'OUTPUTEVENTS') return { value }
  return concept === 'mech_vent' ? { value: 'set' } : { valuenum: value }
}

/** A reading, why there is none, or undefined for what has no value. */
function readingOf(
  concept: string,
  part: Measured,
  { status, subject, id: observation, ...timed }: Observation,
  patientId: string,
): Reading | Refusal | undefined {
  const of = referencedId(subject?.reference, 'Patient')
  if (of !== undefined && of !== patientId) return 'other-patient'
  if (!COUNTED_STATUS.has(status)) return 'status'
  if (!hasValue(part)) return undefined
  const moment = timeOf(timed)
  if (moment === undefined) return 'time'
  // a setting of the ventilator says that there is one, whatever it is set to
  if (concept === 'mech_vent') return { concept, moment, value: 1, observation }

  const value = valueOf(concept, part)
  if (typeof value === 'string') return value
  return concept === 'gcs' && !isGcsTotal(value)
    ? 'implausible'
    : { concept, moment, value, observation }
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

/**
 * MIMIC-III charts the coma scale in its parts only. A total at a time without parts is laid out as parts that sum up to
 * it, so that gold finds the same total.
 */
function gcsParts(readings: readonly Reading[]): {
  readonly parts: readonly Reading[]
  readonly isMadeUp: boolean
} {
  const inParts = new Set(
    readings.filter(({ concept }) => concept.startsWith('gcs_')).map(({ moment }) => moment),
  )
  const alone = readings.filter(({ concept, moment }) => concept === 'gcs' && !inParts.has(moment))
  const parts = alone.flatMap((reading): Reading[] => {
    const motor = Math.min(6, reading.value - 2)
    const verbal = Math.min(5, reading.value - motor - 1)
    const eye = reading.value - motor - verbal
    return [
      { ...reading, concept: 'gcs_motor', value: motor },
      { ...reading, concept: 'gcs_verbal', value: verbal },
      { ...reading, concept: 'gcs_eye', value: eye },
    ]
  })
  return { parts, isMadeUp: alone.length > 0 }
}
