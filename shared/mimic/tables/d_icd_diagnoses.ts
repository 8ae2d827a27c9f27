import { required, type TableContract } from '../contract.ts'

/** ICD-9-CM diagnosis codes in words. */
export const dIcdDiagnoses: TableContract = {
  table: 'D_ICD_DIAGNOSES',
  version: 1,
  description: 'ICD-9-CM diagnosis codes in words',
  remarks: 'One edition: codes of other years, such as 2765, are not in it.',
  columns: [
    required('row_id', 'int', 'Number of the row, unique in the table'),
    required('icd9_code', 'text', 'ICD-9-CM diagnosis without its point, with leading zeros'),
    required('short_title', 'text', 'Short name'),
    required('long_title', 'text', 'Full name'),
  ],
  rowKey: ['row_id'],
  naturalKey: ['icd9_code'],
  fullReleaseRows: 14_567,
  lineBreaksInFields: false,
}
