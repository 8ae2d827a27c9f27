import { optional, required, type TableContract } from '../contract.ts'

/** Laboratory results, of the ward and of clinics before and after. */
export const labevents: TableContract = {
  table: 'LABEVENTS',
  version: 1,
  description: 'Laboratory results, of the ward and of clinics before and after',
  remarks: 'When a result was known is not recorded.',
  columns: [
    required('row_id', 'int', 'Number of the row, unique in the table'),
    required('subject_id', 'int', 'The patient'),
    optional(
      'hadm_id',
      'int',
      'The hospital admission; empty for outpatients and often elsewhere: match by patient and time',
    ),
    required('itemid', 'int', 'The test: a row of D_LABITEMS'),
    optional('charttime', 'timestamp', 'When the specimen was taken'),
    optional('value', 'text', 'The result as reported'),
    optional(
      'valuenum',
      'double',
      'The result as a number, in `valueuom`; what can be meant depends on the test',
    ),
    optional('valueuom', 'text', 'Its unit'),
    optional('flag', 'text', 'Whether the laboratory calls it abnormal or much changed', {
      values: ['abnormal', 'delta'],
    }),
  ],
  rowKey: ['row_id'],
  naturalKey: ['subject_id', 'itemid', 'charttime'],
  foreignKeys: [
    { column: 'subject_id', table: 'PATIENTS', references: 'subject_id' },
    { column: 'hadm_id', table: 'ADMISSIONS', references: 'hadm_id' },
    { column: 'itemid', table: 'D_LABITEMS', references: 'itemid' },
  ],
  fullReleaseRows: 27_854_055,
  lineBreaksInFields: false,
}
