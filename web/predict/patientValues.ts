import type { GetAnswer } from '../api/operations.ts'

/** An input of the champion, as its card tells of it. */
export type Input = GetAnswer<'models/{version}'>['features'][number]

/** What stands in the form, by feature; empty or absent: missing. */
export type PatientValues = Readonly<Record<string, string>>

/** What is sent. What is no finite number is sent as it was typed: the server says what is wrong with it. */
export function valuesSent(
  values: PatientValues,
  inputs: readonly Pick<Input, 'name' | 'kind'>[],
): Record<string, number | string> {
  const sent: Record<string, number | string> = {}
  for (const { name, kind } of inputs) {
    const text = values[name]?.trim() ?? ''
    if (text === '') continue
    sent[name] = kind === 'category' ? text : (numberTyped(text) ?? text)
  }
  return sent
}

/** `1,700` is 1.7 to some and a thousand times as much to others. */
const AMBIGUOUS = /^[-−+]?[1-9]\d{0,2}(,\d{3})+$/

/**
 * A number as it may be typed, or copied from this page: with a decimal comma, with a true minus. Undefined for what is
 * none, and where one cannot know which is meant.
 */
export function numberTyped(text: string): number | undefined {
  const trimmed = text.trim()
  if (trimmed === '' || AMBIGUOUS.test(trimmed)) return undefined
  const number = Number(trimmed.replace(',', '.').replace('−', '-'))
  return Number.isFinite(number) ? number : undefined
}

/** A value of a patient as it would be typed: at most four significant digits, and four decimals. */
export function typedValue(value: number | string): string {
  return typeof value === 'number' ? String(Number(Number(value.toPrecision(4)).toFixed(4))) : value
}

/** Typical first days of an adult in intensive care, where training fills nothing in: OASIS counts it as normal. */
const TYPICAL: Readonly<Record<string, number>> = {
  age: 66,
  pre_icu_hours: 6,
  gcs_min: 14,
  heart_rate_min: 71,
  heart_rate_max: 105,
  mbp_min: 57,
  mbp_max: 104,
  resp_rate_min: 12,
  resp_rate_max: 27,
  temp_c_min: 36.1,
  temp_c_max: 37.5,
  urine_output_sum: 1700,
  mech_vent_any: 0,
  elective_surgery: 0,
}

/** A typical patient: what fills a gap in training. What most patients have no value of stays empty, as it mostly is. */
export function typicalPatient(inputs: readonly Input[]): PatientValues {
  const values: Record<string, string> = {}
  for (const input of inputs) {
    const value = input.training.fill ?? TYPICAL[input.name]
    if (value === undefined || input.training.missing > 0.5) continue
    values[input.name] = typeof value === 'number' ? asCharted(input, value) : value
  }
  return values
}

/** Points, years and counts are whole numbers, though their mean is none. */
function asCharted({ unit }: Input, value: number): string {
  const isWhole = unit === 'points' || unit === 'a' || unit === null
  return isWhole ? String(Math.round(value)) : String(Number(value.toPrecision(3)))
}

export const GROUPS = [
  ['admission', 'Patient and admission'],
  ['vitals', 'Vital signs'],
  ['neuro', 'Neurological'],
  ['labs', 'Laboratory'],
  ['treatments', 'Treatments and output'],
  ['history', 'Earlier illnesses'],
] as const

export type GroupName = (typeof GROUPS)[number][0]

/** Where a feature stands in a chart. @param source - tables and items of the catalogue */
export function groupOf({ name, knownWhen }: Input, source: string): GroupName {
  if (name.startsWith('prior_')) return 'history'
  if (name.startsWith('gcs')) return 'neuro'
  if (knownWhen === 'icu-admission') return 'admission'
  if (name.endsWith('_any')) return 'treatments'
  if (source.startsWith('LABEVENTS')) return 'labs'
  if (source.startsWith('CHARTEVENTS')) return 'vitals'
  return 'treatments'
}
