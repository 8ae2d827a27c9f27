import { optional, required, type TableContract } from '../contract.ts'

/** Diagnoses coded at discharge, for billing. */
export const diagnosesIcd: TableContract = {
  table: 'DIAGNOSES_ICD',
  version: 1,
  description: 'Diagnoses coded at discharge, for billing',
  remarks: 'Known at discharge only: features may use those of earlier admissions.',
  columns: [
    required('row_id', 'int', 'Number of the row, unique in the table'),
    required('subject_id', 'int', 'The patient'),
    required('hadm_id', 'int', 'The hospital admission'),
    optional('seq_num', 'int', 'Order of importance, 1 = principal', { range: { low: 1 } }),
    optional('icd9_code', 'text', 'ICD-9-CM diagnosis without its point, with leading zeros'),
  ],
  rowKey: ['row_id'],
  naturalKey: ['hadm_id', 'seq_num'],
  foreignKeys: [
    { column: 'subject_id', table: 'PATIENTS', references: 'subject_id' },
    { column: 'hadm_id', table: 'ADMISSIONS', references: 'hadm_id' },
    { column: 'icd9_code', table: 'D_ICD_DIAGNOSES', references: 'icd9_code' },
  ],
  fullReleaseRows: 651_047,
  lineBreaksInFields: false,
}
