import { optional, required, type TableContract } from '../contract.ts'

/** Diagnosis-related groups. 64 rows of the open demo are equal but for `row_id`: there is no natural key. */
export const drgcodes: TableContract = {
  table: 'DRGCODES',
  version: 1,
  description: 'Diagnosis-related groups (DRG), coded at discharge for billing',
  remarks: 'Known at discharge only. Some rows are equal but for `row_id`.',
  columns: [
    required('row_id', 'int', 'Number of the row, unique in the table'),
    required('subject_id', 'int', 'The patient'),
    required('hadm_id', 'int', 'The hospital admission'),
    required(
      'drg_type',
      'text',
      'The system: HCFA and its successor MS (Medicare), or APR (all payers) with a trailing blank',
      { values: ['APR ', 'HCFA', 'MS'] },
    ),
    required('drg_code', 'text', 'Code in that system, with leading zeros'),
    optional('description', 'text', 'The group in words'),
    optional('drg_severity', 'int', 'APR only: severity of the illness', {
      range: { low: 0, high: 4 },
    }),
    optional('drg_mortality', 'int', 'APR only: risk of death', { range: { low: 0, high: 4 } }),
  ],
  rowKey: ['row_id'],
  foreignKeys: [
    { column: 'subject_id', table: 'PATIENTS', references: 'subject_id' },
    { column: 'hadm_id', table: 'ADMISSIONS', references: 'hadm_id' },
  ],
  fullReleaseRows: 125_557,
  lineBreaksInFields: false,
}
