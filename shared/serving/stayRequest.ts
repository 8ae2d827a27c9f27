import { z } from 'zod'
import { invalidInput, jsonPointer, parseInput } from '../http/inputErrors.ts'
import type { EventTable } from '../mimic/concepts/concept.ts'
import type { ColumnContract, ColumnType } from '../mimic/contract.ts'
import { contractOf } from '../mimic/tableContracts.ts'
import { LEAKING_FIELD, leaksOutcome } from './leakage.ts'
import { parseStayTime, TIME_IN_WORDS } from './stayTime.ts'

/** Rows of all tables of a stay; the busiest first day of the open demo has some 5,000 in CHARTEVENTS. */
export const MAXIMUM_STAY_ROWS = 50_000

/** Services, and earlier admissions. */
const MAXIMUM_FEW_ROWS = 1_000

/** Of any text: CHARTEVENTS has 200 at most. */
const LONGEST_TEXT = 1_000

/** Who is charted, in MIMIC's numbers: may be sent, and is not looked at. */
const IDENTIFIERS: ReadonlySet<string> = new Set([
  'row_id',
  'subject_id',
  'hadm_id',
  'icustay_id',
  'cgid',
  'orderid',
  'linkorderid',
])

const identifier = z.union([z.number(), z.string(), z.null()]).meta({ description: 'ignored' })

const time = z
  .string()
  .refine(text => parseStayTime(text) !== undefined, TIME_IN_WORDS)
  .meta({ examples: ['2130-02-04 13:05:00', '2130-02-04T13:05:00Z'] })

const FIELDS: Readonly<Record<ColumnType, z.ZodType<StayField>>> = {
  int: z.int32(),
  long: z.int(),
  double: z.number(),
  text: z.string().max(LONGEST_TEXT),
  timestamp: time,
  date: time,
}

type StayField = string | number

/** A row by the names of its columns. */
export type StayRow = Readonly<Record<string, unknown>>

/** A row of a table as its contract has it, without what is known only at discharge; every field may be left out. */
function rowOf(
  columns: readonly ColumnContract[],
  more: Readonly<Record<string, z.ZodType>> = {},
): z.ZodType<StayRow> {
  const fields = columns
    .filter(({ name }) => !leaksOutcome(name))
    .map(({ name, type, description }): [string, z.ZodType] => [
      name,
      IDENTIFIERS.has(name)
        ? identifier.optional()
        : FIELDS[type].nullable().optional().meta({ description }),
    ])
  return z.strictObject({ ...Object.fromEntries(fields), ...more })
}

const diagnosis = z.union([
  z.string().max(LONGEST_TEXT),
  rowOf(contractOf('DIAGNOSES_ICD').columns, { icd9_code: z.string().max(LONGEST_TEXT) }),
])

const priorAdmission = z.strictObject({
  admittime: time,
  dischtime: time,
  diagnoses: z
    .array(diagnosis)
    .max(MAXIMUM_FEW_ROWS)
    .meta({ description: 'ICD-9-CM codes in the order of importance, or rows of DIAGNOSES_ICD' }),
})

const rows = (table: EventTable | 'SERVICES', most: number) =>
  z
    .array(rowOf(contractOf(table).columns))
    .max(most, `must hold at most ${most} rows`)
    .optional()
    .meta({ description: `rows of ${table}` })

/** `stay` in the body of `POST /api/predict`. */
export const stayInput = z
  .strictObject({
    icustay: rowOf(contractOf('ICUSTAYS').columns, { intime: time }).meta({
      description: 'Row of ICUSTAYS; all windows count from `intime`.',
    }),
    admission: rowOf(contractOf('ADMISSIONS').columns).optional(),
    patient: rowOf(contractOf('PATIENTS').columns, {
      age: z
        .number()
        .min(0)
        .max(150)
        .nullable()
        .optional()
        .meta({ description: 'in years at ICU admission, instead of `dob`' }),
    }).optional(),
    services: rows('SERVICES', MAXIMUM_FEW_ROWS),
    chartevents: rows('CHARTEVENTS', MAXIMUM_STAY_ROWS),
    labevents: rows('LABEVENTS', MAXIMUM_STAY_ROWS),
    outputevents: rows('OUTPUTEVENTS', MAXIMUM_STAY_ROWS),
    inputevents_cv: rows('INPUTEVENTS_CV', MAXIMUM_STAY_ROWS),
    inputevents_mv: rows('INPUTEVENTS_MV', MAXIMUM_STAY_ROWS),
    procedureevents_mv: rows('PROCEDUREEVENTS_MV', MAXIMUM_STAY_ROWS),
    priorAdmissions: z.array(priorAdmission).max(MAXIMUM_FEW_ROWS).optional(),
    asOf: time.optional().meta({
      description: 'The moment of prediction, where it is before that of the model (24 h).',
    }),
  })
  .meta({
    title: 'Stay',
    description:
      'Raw rows of one ICU stay, fields named as in MIMIC-III in lower case; features are computed as in training. A table that is left out is unknown, an empty one says that nothing was charted. Rows after the earlier of `asOf` and the moment of prediction are ignored; by a model that counts what was stored by then also rows with a later `storetime`, or with none (null). Rows without the field count as stored. Times either all have a UTC offset or none has.',
  })
export type StayInput = z.infer<typeof stayInput>

/** What an event table is called in a request. */
export function requestName(table: EventTable): EventRequestName {
  return EVENT_REQUEST_NAMES[table]
}

const EVENT_REQUEST_NAMES = {
  CHARTEVENTS: 'chartevents',
  LABEVENTS: 'labevents',
  OUTPUTEVENTS: 'outputevents',
  INPUTEVENTS_CV: 'inputevents_cv',
  INPUTEVENTS_MV: 'inputevents_mv',
  PROCEDUREEVENTS_MV: 'procedureevents_mv',
} as const satisfies Readonly<Record<EventTable, keyof StayInput>>
type EventRequestName = (typeof EVENT_REQUEST_NAMES)[EventTable]

/** The body of `POST /api/predict` for a stay. */
export const stayRequest = z.strictObject({ stay: stayInput })

/**
 * Reads `{ "stay": {…} }`.
 *
 * @throws AppError INVALID_INPUT naming each unknown or leaking field, wrong type and non-finite number by its pointer
 */
export function parseStayRequest(body: unknown): StayInput {
  assertFewRows(body)
  return parseInput(stayRequest, body, remarkOn).stay
}

/** Before any row is looked at: a look at each of a million would hold all other requests up. */
function assertFewRows(body: unknown): void {
  const stay = typeof body === 'object' && body !== null && 'stay' in body ? body.stay : undefined
  if (typeof stay !== 'object' || stay === null) return
  let all = 0
  for (const [table, sent] of Object.entries(stay)) {
    if (!Array.isArray(sent)) continue
    all += sent.length
    if (sent.length > MAXIMUM_STAY_ROWS) {
      const message = `must hold at most ${MAXIMUM_STAY_ROWS} rows`
      throw invalidInput([{ pointer: `/stay${jsonPointer([table])}`, message }])
    }
  }
  if (all > MAXIMUM_STAY_ROWS) {
    const message = `must hold at most ${MAXIMUM_STAY_ROWS} rows in all its tables together`
    throw invalidInput([{ pointer: '/stay', message }])
  }
}

function remarkOn(field: string): string | undefined {
  return leaksOutcome(field) ? LEAKING_FIELD : undefined
}
