import { required, type TableContract } from '../contract.ts'

/** ICD-9-CM procedure codes in words. */
export const dIcdProcedures: TableContract = {
  table: 'D_ICD_PROCEDURES',
  version: 1,
  description: 'ICD-9-CM procedure codes in words',
  columns: [
    required('row_id', 'int', 'Number of the row, unique in the table'),
    required('icd9_code', 'text', 'ICD-9-CM procedure without its point'),
    required('short_title', 'text', 'Short name'),
    required('long_title', 'text', 'Full name'),
  ],
  rowKey: ['row_id'],
  naturalKey: ['icd9_code'],
  lineBreaksInFields: false,
}
