import { optional, required, type TableContract } from '../contract.ts'

/** Notes: nursing, radiology, discharge summaries, …; the open demo has the header only. */
export const noteevents: TableContract = {
  table: 'NOTEEVENTS',
  version: 1,
  description: 'Notes: nursing, radiology, discharge summaries, …',
  remarks: 'The open demo has the header only.',
  columns: [
    required('row_id', 'int', 'Number of the row, unique in the table'),
    required('subject_id', 'int', 'The patient'),
    optional('hadm_id', 'int', 'The hospital admission; empty for outpatients'),
    optional('chartdate', 'timestamp', 'Day of the note'),
    optional(
      'charttime',
      'timestamp',
      'Its time, where known: never for discharge summaries, ECG and echo',
    ),
    optional(
      'storetime',
      'timestamp',
      'When it was saved: never known for discharge summaries, ECG, echo and radiology',
    ),
    optional('category', 'text', 'Kind of note; three have a trailing blank', {
      values: [
        'Case Management ',
        'Consult',
        'Discharge summary',
        'ECG',
        'Echo',
        'General',
        'Nursing',
        'Nursing/other',
        'Nutrition',
        'Pharmacy',
        'Physician ',
        'Radiology',
        'Rehab Services',
        'Respiratory ',
        'Social Work',
      ],
    }),
    optional('description', 'text', 'Kind in more detail, e.g. Report, Addendum'),
    optional('cgid', 'int', 'The caregiver who wrote it'),
    optional('iserror', 'text', '1 = written by mistake', { values: ['1'] }),
    optional('text', 'text', 'The note: the only field of MIMIC-III with line breaks'),
  ],
  rowKey: ['row_id'],
  foreignKeys: [
    { column: 'subject_id', table: 'PATIENTS', references: 'subject_id' },
    { column: 'hadm_id', table: 'ADMISSIONS', references: 'hadm_id' },
    { column: 'cgid', table: 'CAREGIVERS', references: 'cgid' },
  ],
  timeOrder: [{ earlier: 'chartdate', later: 'charttime' }],
  fullReleaseRows: 2_083_180,
  lineBreaksInFields: true,
}
