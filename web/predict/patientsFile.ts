import { count, counted } from '../format.ts'
import { parseCsv } from './csv.ts'
import { type PatientValues, valuesSent } from './patientValues.ts'

/** As many instances as `POST /api/predict` takes. */
export const MOST_PATIENTS = 10_000

/** Larger files are not read: so many patients of all features are less. */
export const MOST_BYTES = 100 * 1024 * 1024

/** What `POST /api/predict` takes of one value. */
const LARGEST_NUMBER = 1e9
const LONGEST_TEXT = 500
/** Of a value that is wrong. */
const MOST_QUOTED = 40

/** As in files of `scoring/`: kept beside the predictions, never an input. */
const KEPT: ReadonlySet<string> = new Set([
  'id',
  'subject_id',
  'hadm_id',
  'icustay_id',
  'hospital_expire_flag',
])

/** A feature by which a column may be named. */
export interface KnownFeature {
  readonly name: string
  readonly kind: 'number' | 'flag' | 'category'
  readonly knownWhen: 'icu-admission' | 'window-end' | 'discharge'
}

export interface FilePatient {
  readonly line: number
  /** What names the patient: the columns that are no inputs, by name. */
  readonly kept: Readonly<Record<string, string>>
  readonly values: PatientValues
  /** What is sent of it. */
  readonly instance: Readonly<Record<string, number | string>>
}

export interface PatientsFile {
  /** Columns that are no inputs, in the order of the file. */
  readonly kept: readonly string[]
  readonly patients: readonly FilePatient[]
  /** Rows that cannot be scored, and why. */
  readonly setAside: readonly { readonly line: number; readonly reason: string }[]
}

/**
 * Reads a CSV of patients, one a row: the first line names features as `GET /api/features` does. A bad row is set aside,
 * and the others are kept.
 *
 * @throws SyntaxError where the file as a whole cannot be scored; says why, and what to do
 */
export function readPatients(text: string, features: readonly KnownFeature[]): PatientsFile {
  const [header, ...rows] = parseCsv(text)
  const columns = (header?.fields ?? []).map(column => column.trim())
  const known = new Map(features.map(feature => [feature.name, feature]))
  const problem = problemOf(columns, known, rows.length)
  if (problem !== undefined) throw new SyntaxError(problem)

  const inputs = columns.flatMap(column => known.get(column) ?? [])
  const patients: FilePatient[] = []
  const setAside: { line: number; reason: string }[] = []
  for (const { line, fields } of rows) {
    const values = Object.fromEntries(
      columns.map((column, at) => [column, (fields[at] ?? '').trim()]),
    )
    const instance = valuesSent(values, inputs)
    const reason =
      fields.length === columns.length
        ? wrongValue(instance, inputs)
        : `has ${counted(fields.length, 'field')}, and the header ${columns.length}`
    if (reason !== undefined) {
      setAside.push({ line, reason })
      continue
    }
    const kept = Object.fromEntries(Object.entries(values).filter(([name]) => KEPT.has(name)))
    const inputValues = Object.fromEntries(inputs.map(({ name }) => [name, values[name] ?? '']))
    patients.push({ line, kept, values: inputValues, instance })
  }
  return { kept: columns.filter(column => KEPT.has(column)), patients, setAside }
}

function problemOf(
  columns: readonly string[],
  known: ReadonlyMap<string, KnownFeature>,
  rows: number,
): string | undefined {
  if (columns.length === 0) return 'the file is empty; its first line must name the columns'
  const [separator] = columns.length === 1 ? (/[;\t]/.exec(columns[0] ?? '') ?? []) : []
  if (separator !== undefined) {
    return `its first line has no comma, but a ${separator === ';' ? 'semicolon' : 'tab'}: save it with commas between the fields, and with points in decimals`
  }
  const twice = columns.find((column, at) => columns.indexOf(column) < at)
  if (twice !== undefined) return `column "${twice}" stands twice in it`
  const unknown = columns.filter(column => !known.has(column) && !KEPT.has(column))
  if (unknown.length > 0) {
    const named = unknown.slice(0, 8).map(column => `"${column}"`)
    const more = unknown.length > named.length ? ` and ${unknown.length - named.length} more` : ''
    return `${named.join(', ')}${more}: not the name of an input. Name the columns as the catalogue under Features does, and leave out all others but ${[...KEPT].join(', ')}`
  }
  const late = columns.find(column => known.get(column)?.knownWhen === 'discharge')
  if (late !== undefined) {
    return `column "${late}" is known only at discharge, and would give the outcome away: leave it out`
  }
  if (!columns.some(column => known.has(column))) return 'none of its columns is an input'
  if (rows === 0) return 'it has a header and no patients'
  return rows > MOST_PATIENTS
    ? `it holds ${count(rows)} patients, and ${count(MOST_PATIENTS)} are scored at once: split it, or drop it into the container scoring`
    : undefined
}

function wrongValue(
  instance: Readonly<Record<string, number | string>>,
  inputs: readonly KnownFeature[],
): string | undefined {
  for (const { name, kind } of inputs) {
    const value = instance[name]
    if (value === undefined) continue
    if (kind === 'category') {
      if (String(value).length > LONGEST_TEXT) return `${name}: is longer than ${LONGEST_TEXT}`
      continue
    }
    if (typeof value === 'string')
      return `${name}: "${value.slice(0, MOST_QUOTED)}" is not a number`
    if (Math.abs(value) > LARGEST_NUMBER) return `${name}: ${value} is too large`
    if (kind === 'flag' && value !== 0 && value !== 1) return `${name}: must be 0 or 1`
  }
  return undefined
}
