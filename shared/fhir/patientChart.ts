import { SPECIMEN_ITEM } from '../mimic/concepts/bloodGases.ts'
import { INTUBATED_VERBAL } from '../mimic/concepts.ts'
import type { StayInput, StayRow } from '../serving/stayRequest.ts'
import { arterialGases } from './arterialGases.ts'
import { type ChartTable, chartItemOf } from './chartItems.ts'
import { comaScaleParts, isPart } from './comaScale.ts'
import type { IcuStay } from './icuStay.ts'
import { type Reading, type RefusedReading, readingsOf } from './readings.ts'
import type { Observation, Patient } from './resources.ts'

/** A row of the chart and the Observation that it is from. */
export interface ChartedRow {
  readonly concept: string
  /** µs after ICU admission. */
  readonly offset: number
  /** Id of the Observation, where it has one. */
  readonly observation: string | undefined
  /** A part of the coma scale that was charted as a total: only the sum of the parts is known. */
  readonly isMadeUp: boolean
}

/** What FHIR resources tell of a stay, in MIMIC-III's rows. */
export interface PatientChart {
  /** As `POST /api/predict` takes it: what the rows mean, and which of them count, is left to gold's statements. */
  readonly stay: StayInput
  readonly charted: readonly ChartedRow[]
  /** Observations that became no row: a concept may stand here as often as it was refused. */
  readonly refused: readonly RefusedReading[]
}

const GENDERS: Readonly<Record<string, string>> = { female: 'F', male: 'M' }

/** Lays resources out as the rows of a stay. */
export function patientChart({
  patient,
  observations,
  icuStay,
}: {
  readonly patient: Patient
  readonly observations: readonly Observation[]
  readonly icuStay: IcuStay
}): PatientChart {
  const { readings, refused } = readingsOf(observations, patient.id)
  const { parts, refused: refusedParts } = comaScaleParts(readings, icuStay.intime)
  const { pressures, refused: refusedGases } = arterialGases(readings)
  const others = readings.filter(
    ({ concept }) => concept !== 'gcs' && !isPart(concept) && concept !== 'pao2',
  )
  const rows: Partial<Record<ChartTable, StayRow[]>> = {}
  const charted: ChartedRow[] = []
  const laidOut = [...others, ...pressures].map(reading => ({ ...reading, isMadeUp: false }))
  for (const { isMadeUp, ...reading } of [...laidOut, ...parts]) {
    const { concept, moment, observation } = reading
    const item = chartItemOf(concept)
    if (item === undefined) continue
    const { table, itemid } = item
    const row = { itemid, charttime: timeText(moment), ...valueOfRow(table, itemid, reading) }
    rowsOf(table).push(row)
    charted.push({ concept, offset: (moment - icuStay.intime) * 1000, observation, isMadeUp })
  }
  for (const moment of new Set(pressures.map(gas => gas.moment))) {
    rowsOf('LABEVENTS').push({
      itemid: SPECIMEN_ITEM,
      charttime: timeText(moment),
      value: 'ART',
    })
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
    refused: [...refused, ...refusedParts, ...refusedGases],
  }

  function rowsOf(table: ChartTable): StayRow[] {
    const sofar = rows[table] ?? []
    rows[table] = sofar
    return sofar
  }
}

function personAndAdmission(
  { gender = '', birthDate = '' }: Patient,
  { intime, admission, admissionType }: IcuStay,
): Pick<StayInput, 'icustay' | 'admission' | 'patient'> {
  return {
    icustay: { intime: timeText(intime) },
    admission: {
      ...(admission !== undefined && { admittime: timeText(admission) }),
      ...(admissionType !== undefined && { admission_type: admissionType }),
    },
    patient: {
      ...(Object.hasOwn(GENDERS, gender) && { gender: GENDERS[gender] }),
      // a year or a month alone is no date of birth
      ...(/^\d{4}-\d\d-\d\d$/.test(birthDate) && { dob: birthDate }),
    },
  }
}

function timeText(moment: number): string {
  return new Date(moment).toISOString()
}

function valueOfRow(
  table: ChartTable,
  itemid: number,
  { concept, value, isIntubated }: Reading,
): StayRow {
  if (table === 'OUTPUTEVENTS') return { value }
  if (concept === 'mech_vent') return { value: 'set' }
  return isIntubated ? { value: INTUBATED_VERBAL[itemid], valuenum: value } : { valuenum: value }
}
