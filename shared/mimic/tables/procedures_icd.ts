import { required, type TableContract } from '../contract.ts'

/** Procedures coded at discharge, for billing. */
export const proceduresIcd: TableContract = {
  table: 'PROCEDURES_ICD',
  version: 1,
  description: 'Procedures coded at discharge, for billing',
  remarks: 'Known at discharge only.',
  columns: [
    required('row_id', 'int', 'Number of the row, unique in the table'),
    required('subject_id', 'int', 'The patient'),
    required('hadm_id', 'int', 'The hospital admission'),
    required('seq_num', 'int', 'Order of the procedures', { range: { low: 1 } }),
    required('icd9_code', 'text', 'ICD-9-CM procedure without its point, with leading zeros'),
  ],
  rowKey: ['row_id'],
  naturalKey: ['hadm_id', 'seq_num'],
  foreignKeys: [
    { column: 'subject_id', table: 'PATIENTS', references: 'subject_id' },
    { column: 'hadm_id', table: 'ADMISSIONS', references: 'hadm_id' },
    { column: 'icd9_code', table: 'D_ICD_PROCEDURES', references: 'icd9_code' },
  ],
  fullReleaseRows: 240_095,
  lineBreaksInFields: false,
}
