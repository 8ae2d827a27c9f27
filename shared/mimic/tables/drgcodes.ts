import { optional, required, type TableContract } from '../contract.ts'

/** Diagnosis-related groups, coded at discharge. 64 rows of the open demo are equal but for `row_id`: there is no natural key. */
export const drgcodes: TableContract = {
  table: 'DRGCODES',
  version: 1,
  description: 'Diagnosis-related groups, coded at discharge',
  columns: [
    required('row_id', 'int', 'Number of the row, unique in the table'),
    required('subject_id', 'int', 'The patient'),
    required('hadm_id', 'int', 'The hospital admission'),
    required('drg_type', 'text', 'HCFA, MS or APR: the system'),
    required('drg_code', 'text', 'Code in that system, with leading zeros'),
    optional('description', 'text', 'The group in words'),
    optional('drg_severity', 'int', 'APR only: severity 0 to 4'),
    optional('drg_mortality', 'int', 'APR only: risk of death 0 to 4'),
  ],
  rowKey: ['row_id'],
  foreignKeys: [
    { column: 'subject_id', table: 'PATIENTS', references: 'subject_id' },
    { column: 'hadm_id', table: 'ADMISSIONS', references: 'hadm_id' },
  ],
  lineBreaksInFields: false,
}
