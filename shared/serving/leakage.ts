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

/** Why a field of this name is refused, where it gives the outcome away; undefined for any other. */
export function leakMessage(name: string): string | undefined {
  const lower = name.toLowerCase()
  const leaks = KNOWN_ONLY_AT_DISCHARGE.has(lower) || lower.startsWith('discharge_location')
  return leaks
    ? 'is known only when the admission ends and gives the outcome away: it is never an input'
    : undefined
}
