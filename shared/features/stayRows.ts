import type { TableName } from '../contracts/dataset.ts'
import type { ColumnType } from '../mimic/contract.ts'
import { contractOf } from '../mimic/tableContracts.ts'

/** The columns that gold is made of, by table of MIMIC-III. */
export const STAY_COLUMNS = {
  PATIENTS: ['subject_id', 'gender', 'dob'],
  ADMISSIONS: [
    'subject_id',
    'hadm_id',
    'admittime',
    'dischtime',
    'deathtime',
    'admission_type',
    'admission_location',
    'discharge_location',
    'insurance',
    'marital_status',
    'ethnicity',
    'edregtime',
    'edouttime',
    'diagnosis',
    'hospital_expire_flag',
  ],
  ICUSTAYS: [
    'subject_id',
    'hadm_id',
    'icustay_id',
    'dbsource',
    'first_careunit',
    'last_careunit',
    'intime',
    'outtime',
  ],
  SERVICES: ['hadm_id', 'transfertime', 'curr_service'],
  DIAGNOSES_ICD: ['hadm_id', 'seq_num', 'icd9_code'],
  CHARTEVENTS: ['icustay_id', 'itemid', 'charttime', 'storetime', 'value', 'valuenum', 'error'],
  LABEVENTS: ['subject_id', 'itemid', 'charttime', 'value', 'valuenum'],
  OUTPUTEVENTS: ['icustay_id', 'itemid', 'charttime', 'storetime', 'value', 'iserror'],
  INPUTEVENTS_CV: ['icustay_id', 'itemid', 'charttime', 'storetime', 'amount', 'rate', 'rateuom'],
  INPUTEVENTS_MV: [
    'icustay_id',
    'itemid',
    'starttime',
    'endtime',
    'storetime',
    'amount',
    'rate',
    'rateuom',
    'statusdescription',
  ],
  PROCEDUREEVENTS_MV: [
    'icustay_id',
    'itemid',
    'starttime',
    'endtime',
    'storetime',
    'statusdescription',
  ],
} as const satisfies Partial<Record<TableName, readonly string[]>>

export type StayTable = keyof typeof STAY_COLUMNS

/** Names of `STAY_COLUMNS`, the tables about patient, admission and stay first. */
export const STAY_TABLE_NAMES: readonly StayTable[] = Object.keys(STAY_COLUMNS).filter(
  (name): name is StayTable => name in STAY_COLUMNS,
)

/** One value; a time is in µs since the epoch, as UTC. */
export type StayValue = string | number | null

/**
 * Silver of one stay in memory, by table: its `STAY_COLUMNS`, each with one value per row. A table that is not named is
 * missing: what it alone tells is unknown, and not absent.
 */
export type StayRows = Readonly<Partial<Record<StayTable, readonly (readonly StayValue[])[]>>>

/** The type of each column of a table, as its contract has it. */
export function stayColumnTypes(table: StayTable): readonly ColumnType[] {
  const { columns } = contractOf(table)
  return STAY_COLUMNS[table].map(name => {
    const column = columns.find(candidate => candidate.name === name)
    if (column === undefined) throw new Error(`${table} has no column ${name}`)
    return column.type
  })
}

/** What the stay, its admission and its patient are called inside: whatever they were called, it is not asked. */
export const STAY_IDS = { subject_id: 1, hadm_id: 1, icustay_id: 1 } as const
