import { optional, required, type TableContract } from '../contract.ts'

/** Notes: nursing, radiology, discharge summaries, …; the open demo has the header only. */
export const noteevents: TableContract = {
  table: 'NOTEEVENTS',
  version: 1,
  description:
    'Notes: nursing, radiology, discharge summaries, …; the open demo has the header only',
  columns: [
    required('row_id', 'int', 'Number of the row, unique in the table'),
    required('subject_id', 'int', 'The patient'),
    optional('hadm_id', 'int', 'The hospital admission'),
    optional('chartdate', 'timestamp', 'Day of the note'),
    optional('charttime', 'timestamp', 'Its time, where known'),
    optional('storetime', 'timestamp', 'When it was saved'),
    optional('category', 'text', 'Kind of note'),
    optional('description', 'text', 'Kind in more detail'),
    optional('cgid', 'int', 'Who wrote it'),
    optional('iserror', 'text', '1 = written by mistake'),
    optional('text', 'text', 'The note: the only field of MIMIC-III with line breaks'),
  ],
  rowKey: ['row_id'],
  foreignKeys: [
    { column: 'subject_id', table: 'PATIENTS', references: 'subject_id' },
    { column: 'hadm_id', table: 'ADMISSIONS', references: 'hadm_id' },
    { column: 'cgid', table: 'CAREGIVERS', references: 'cgid' },
  ],
  lineBreaksInFields: true,
}
