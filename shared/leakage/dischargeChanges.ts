import { COMORBIDITIES } from '../mimic/comorbidities.ts'
import type { Change } from './change.ts'

const AFTER_WINDOW = 's.window_end + to_seconds(d.seconds)'
const AFTER_STAY = 's.stay_end + to_seconds(d.seconds)'

const PATIENT = 'r.subject_id = s.subject_id'
const ADMISSION = 'r.hadm_id = s.hadm_id'
const STAY = 'r.icustay_id = s.icustay_id'

/** Ids of made-up admissions and stays: above all of MIMIC-III's. */
const NEW_ID = '900000000 + floor(d.value)::INTEGER'

const UNITS = ['CCU', 'CSRU', 'MICU', 'SICU', 'TSICU']
const SERVICES = ['CSURG', 'MED', 'ORTHO']
const LOCATIONS = ['DEAD/EXPIRED', 'HOME', 'HOSPICE-HOME', 'SNF']

/** A code of each comorbidity. */
const CODES = COMORBIDITIES.map(({ exact, prefixes }) => exact[0] ?? `${prefixes[0]}0`)

const changed = { subject: 'discharge', deed: 'changed' } as const
const later = { subject: 'discharge', what: 'later row' } as const
const code = {
  subject: 'code',
  table: 'DIAGNOSES_ICD',
  rows: `(${ADMISSION} OR list_contains(s.later_admissions, r.hadm_id))`,
} as const

/**
 * Changes of what only the end tells, and of what comes after it. Whether a stay is in the cohort depends on life and
 * presence up to `stay_end`, as it must: death and leaving the ICU move to another time after that.
 */
export const DISCHARGE_CHANGES: readonly Change[] = [
  ...factsOf('ADMISSIONS', ADMISSION, {
    dischtime: AFTER_STAY,
    deathtime: `CASE WHEN r.deathtime IS NULL THEN ${AFTER_STAY} END`,
    hospital_expire_flag: '1 - r.hospital_expire_flag',
  }),
  {
    ...changed,
    table: 'ADMISSIONS',
    what: 'discharge_location',
    rows: ADMISSION,
    set: { discharge_location: 'd.words' },
    words: LOCATIONS,
  },
  {
    ...changed,
    table: 'ADMISSIONS',
    what: 'edouttime',
    rows: `${ADMISSION} AND r.edouttime > s.intime`,
    set: { edouttime: 's.intime + to_seconds(d.seconds)' },
  },
  {
    ...changed,
    table: 'ICUSTAYS',
    what: 'outtime',
    rows: STAY,
    set: { outtime: AFTER_STAY, los: 'd.value' },
  },
  {
    ...changed,
    table: 'ICUSTAYS',
    what: 'last_careunit',
    rows: STAY,
    set: { last_careunit: 'd.words', last_wardid: 'floor(d.value)' },
    words: UNITS,
  },
  {
    ...changed,
    table: 'PATIENTS',
    what: 'dod',
    rows: PATIENT,
    set: { dod: AFTER_STAY, dod_hosp: AFTER_STAY, dod_ssn: AFTER_STAY },
  },
  ...factsOf('PATIENTS', PATIENT, { expire_flag: '1 - r.expire_flag' }),

  ...laterRows('SERVICES', `${ADMISSION} AND r.transfertime > s.window_end`, {
    transfertime: AFTER_WINDOW,
  }),
  {
    ...later,
    deed: 'changed',
    table: 'SERVICES',
    rows: `${ADMISSION} AND r.transfertime > s.window_end`,
    set: { curr_service: 'd.words' },
    words: SERVICES,
  },
  {
    ...later,
    deed: 'inserted',
    table: 'SERVICES',
    rows: ADMISSION,
    set: { curr_service: 'd.words', transfertime: AFTER_WINDOW },
    words: SERVICES,
  },
  ...laterRows('ICUSTAYS', `${ADMISSION} AND r.intime > s.window_end`, {
    intime: AFTER_STAY,
    outtime: `${AFTER_STAY} + to_days(3)`,
  }),
  {
    ...later,
    deed: 'inserted',
    table: 'ICUSTAYS',
    rows: STAY,
    set: { icustay_id: NEW_ID, intime: AFTER_STAY, outtime: `${AFTER_STAY} + to_days(3)` },
  },
  ...laterRows('ADMISSIONS', `${PATIENT} AND r.admittime > s.window_end`, {
    admittime: AFTER_STAY,
    dischtime: `${AFTER_STAY} + to_days(9)`,
  }),
  {
    ...later,
    deed: 'inserted',
    table: 'ADMISSIONS',
    rows: ADMISSION,
    set: { hadm_id: NEW_ID, admittime: AFTER_STAY, dischtime: `${AFTER_STAY} + to_days(9)` },
  },
]

/** Changes of diagnoses that are coded at the end of this admission, or of a later one. */
export const CODE_CHANGES: readonly Change[] = [
  { ...code, deed: 'changed', set: { icd9_code: 'd.words' }, words: CODES },
  { ...code, deed: 'changed', what: 'seq_num', set: { seq_num: '(r.seq_num % 9) + 1' } },
  { ...code, deed: 'deleted' },
  { ...code, deed: 'inserted', set: { icd9_code: 'd.words', seq_num: '2' }, words: CODES },
]

/** A change for each column. */
function factsOf(
  table: Change['table'],
  rows: string,
  values: Readonly<Record<string, string>>,
): readonly Change[] {
  return Object.entries(values).map(([column, value]) => ({
    ...changed,
    table,
    what: column,
    rows,
    set: { [column]: value },
  }))
}

/** What came after the window comes at another time after it, or never. */
function laterRows(
  table: Change['table'],
  rows: string,
  moved: Readonly<Record<string, string>>,
): readonly Change[] {
  return [
    { ...later, deed: 'moved', table, rows, set: moved },
    { ...later, deed: 'deleted', table, rows },
  ]
}
