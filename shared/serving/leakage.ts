/**
 * What an admission shows only when it ends; several of these were inputs of published MIMIC models. Asking for a
 * prediction with one of them is a mistake that deserves its own message.
 */
const KNOWN_ONLY_AT_DISCHARGE: ReadonlySet<string> = new Set([
  'discharge_location',
  'los',
  'los_icu',
  'los_hospital',
  'length_of_stay',
  'dischtime',
  'discharge_time',
  'outtime',
  'deathtime',
  'dod',
  'dod_hosp',
  'dod_ssn',
  'expire_flag',
  'hospital_expire_flag',
  'last_careunit',
  'last_wardid',
  'icd9_code',
  'drg_code',
  'drg_severity',
  'drg_mortality',
  'cpt_cd',
])

/** What is said of such a field. */
export const LEAKING_FIELD =
  'is known only when the admission ends and gives the outcome away: it is never an input'

/** Whether a field of this name, in any letter case, gives the outcome away. */
export function leaksOutcome(name: string): boolean {
  const lower = name.toLowerCase()
  return KNOWN_ONLY_AT_DISCHARGE.has(lower) || lower.startsWith('discharge_location')
}
