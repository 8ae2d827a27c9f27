import { optional, required, type TableContract } from '../contract.ts'

/** One row per ICU stay. */
export const icustays: TableContract = {
  table: 'ICUSTAYS',
  version: 1,
  description: 'One row per ICU stay',
  columns: [
    required('row_id', 'int', 'Number of the row, unique in the table'),
    required('subject_id', 'int', 'The patient'),
    required('hadm_id', 'int', 'The hospital admission'),
    required('icustay_id', 'int', 'The ICU stay'),
    required(
      'dbsource',
      'text',
      'Charting system: carevue (until 2008), metavision (from 2008) or both',
    ),
    required('first_careunit', 'text', 'Kind of the first ICU'),
    required('last_careunit', 'text', 'Kind of the last ICU; known when the stay ends'),
    required('first_wardid', 'int', 'First ward'),
    required('last_wardid', 'int', 'Last ward'),
    required('intime', 'timestamp', 'Came into the ICU: all windows count from here'),
    optional('outtime', 'timestamp', 'Left the ICU'),
    optional('los', 'double', 'Length of the stay; known when it ends', { unit: 'days' }),
  ],
  rowKey: ['row_id'],
  naturalKey: ['icustay_id'],
  foreignKeys: [
    { column: 'subject_id', table: 'PATIENTS', references: 'subject_id' },
    { column: 'hadm_id', table: 'ADMISSIONS', references: 'hadm_id' },
  ],
  lineBreaksInFields: false,
}
