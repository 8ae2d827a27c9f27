import {
  STAY_COLUMNS,
  STAY_IDS,
  type StayRows,
  type StayTable,
  type StayValue,
  stayColumnTypes,
} from '../features/stayRows.ts'
import { EVENT_TABLES } from '../mimic/concepts/concept.ts'
import { FindingList } from './predictRequest.ts'
import { requestName, type StayInput, type StayRow } from './stayRequest.ts'
import { parseStayTime } from './stayTime.ts'

const HOUR_US = 3_600_000_000

/** A year as `icustay_detail` counts it, in µs. */
const YEAR_US = 365.242 * 24 * HOUR_US

/** Silver of a stay, and its window. */
export interface ReadStay {
  readonly rows: StayRows
  /** µs since the epoch. */
  readonly window: { readonly intime: number; readonly end: number }
}

type Columns = readonly (readonly StayValue[])[]

/**
 * Lays the rows of a stay out as silver, by column, under ids made up here.
 *
 * @param predictionHours - the window ends so many hours after `intime`, or with `asOf` if that is earlier
 * @throws AppError INVALID_INPUT where a time or an age denies what another one says, or what it needs is missing
 */
export function readStay(stay: StayInput, predictionHours: number): ReadStay {
  const findings = new FindingList()
  const timeOf = timeReader(findings)
  const { icustay, admission = {}, patient = {}, priorAdmissions = [] } = stay

  const intime = timeOf(icustay['intime'], () => '/stay/icustay/intime') ?? 0
  const asOf = timeOf(stay.asOf, () => '/stay/asOf')
  if (asOf !== null && asOf <= intime) {
    findings.add(() => ({ pointer: '/stay/asOf', message: 'must be after icustay.intime' }))
  }
  if (priorAdmissions.length > 0 && typeof admission['admittime'] !== 'string') {
    findings.add(() => ({
      pointer: '/stay/admission/admittime',
      message: 'must be given where there are priorAdmissions: it tells which were before',
    }))
  }
  const mark = intime + predictionHours * HOUR_US

  const rows: Partial<Record<StayTable, Columns>> = {
    ICUSTAYS: columnsOf('ICUSTAYS', [icustay], () => '/stay/icustay'),
    PATIENTS: columnsOf('PATIENTS', [patient], () => '/stay/patient', { dob: birth }),
    ADMISSIONS: admissions(),
    SERVICES: columnsOf('SERVICES', stay.services ?? [], row => `/stay/services/${row}`),
    DIAGNOSES_ICD: priorDiagnoses(),
  }
  for (const table of EVENT_TABLES) {
    const name = requestName(table)
    const sent = stay[name]
    if (sent !== undefined) rows[table] = columnsOf(table, sent, row => `/stay/${name}/${row}`)
  }
  findings.throwIfAny()
  return { rows, window: { intime, end: asOf === null ? mark : Math.min(asOf, mark) } }

  /** @param made - columns that are not taken from the rows, by number of the row */
  function columnsOf(
    table: StayTable,
    sent: readonly StayRow[],
    pointerTo: (row: number) => string,
    made: Readonly<Record<string, (row: number) => StayValue>> = {},
  ): Columns {
    const types = stayColumnTypes(table)
    return STAY_COLUMNS[table].map((name, at) => {
      const make = made[name] ?? IDS[name]
      if (make !== undefined) return sent.map((_, row) => make(row))
      if (types[at] !== 'timestamp') return sent.map(row => plain(row[name]))
      return sent.map((row, number) =>
        // whoever does not say when a row was stored has it
        name === 'storetime' && row[name] === undefined
          ? intime
          : timeOf(row[name], () => `${pointerTo(number)}/${name}`),
      )
    })
  }

  /** The date of birth, where an age was sent the one that gives it. */
  function birth(): number | null {
    const dob = timeOf(patient['dob'], () => '/stay/patient/dob')
    const age = patient['age']
    if (typeof age !== 'number') return dob
    if (dob !== null) {
      findings.add(() => ({
        pointer: '/stay/patient/age',
        message: 'must not be given beside dob',
      }))
    }
    return Math.round(intime - age * YEAR_US)
  }

  /** The stay's own admission, and behind it the earlier ones. */
  function admissions(): Columns {
    const own = columnsOf('ADMISSIONS', [admission], () => '/stay/admission')
    const prior = columnsOf('ADMISSIONS', priorAdmissions, row => `/stay/priorAdmissions/${row}`, {
      hadm_id: priorId,
    })
    return own.map((column, at) => [...column, ...(prior[at] ?? [])])
  }

  function priorDiagnoses(): Columns {
    const coded = priorAdmissions.flatMap(({ diagnoses }, admitted) =>
      diagnoses.map((sent, at) => ({
        ...(typeof sent === 'string' ? { seq_num: at + 1, icd9_code: sent } : sent),
        admitted,
      })),
    )
    return columnsOf('DIAGNOSES_ICD', coded, () => '/stay/priorAdmissions', {
      hadm_id: row => priorId(coded[row]?.admitted ?? 0),
    })
  }
}

const IDS: Readonly<Record<string, () => number>> = {
  subject_id: () => STAY_IDS.subject_id,
  hadm_id: () => STAY_IDS.hadm_id,
  icustay_id: () => STAY_IDS.icustay_id,
}

function priorId(admission: number): number {
  return STAY_IDS.hadm_id + 1 + admission
}

function plain(value: unknown): StayValue {
  return typeof value === 'number' || typeof value === 'string' ? value : null
}

/** Reads times that the schema has accepted; that one has a UTC offset and another none is a finding. */
function timeReader(
  findings: FindingList,
): (value: unknown, pointer: () => string) => number | null {
  let zoned: boolean | undefined
  return (value, pointer) => {
    const time = typeof value === 'string' ? parseStayTime(value) : undefined
    if (time === undefined) return null
    zoned ??= time.zoned
    if (time.zoned !== undefined && time.zoned !== zoned) {
      findings.add(() => ({
        pointer: pointer(),
        message: zoned
          ? 'must have a UTC offset, as the times before it have'
          : 'must have no UTC offset, as the times before it have none',
      }))
    }
    return time.micros
  }
}
