import { optional, required, type TableContract } from '../contract.ts'

/** Where a patient was, from admission to discharge. */
export const transfers: TableContract = {
  table: 'TRANSFERS',
  version: 1,
  description: 'Where a patient was, from admission to discharge',
  columns: [
    required('row_id', 'int', 'Number of the row, unique in the table'),
    required('subject_id', 'int', 'The patient'),
    required('hadm_id', 'int', 'The hospital admission'),
    optional('icustay_id', 'int', 'The ICU stay; empty on a ward'),
    optional(
      'dbsource',
      'text',
      'Charting system: carevue (until 2008), metavision (from 2008) or both',
    ),
    optional('eventtype', 'text', 'admit, transfer or discharge'),
    optional('prev_careunit', 'text', 'Care unit before, where it is an ICU'),
    optional('curr_careunit', 'text', 'Care unit now, where it is an ICU'),
    optional('prev_wardid', 'int', 'Ward before'),
    optional('curr_wardid', 'int', 'Ward now'),
    optional('intime', 'timestamp', 'Came'),
    optional('outtime', 'timestamp', 'Left'),
    optional('los', 'double', 'Length of the stay there', { unit: 'hours' }),
  ],
  rowKey: ['row_id'],
  naturalKey: ['hadm_id', 'intime'],
  foreignKeys: [
    { column: 'subject_id', table: 'PATIENTS', references: 'subject_id' },
    { column: 'hadm_id', table: 'ADMISSIONS', references: 'hadm_id' },
    { column: 'icustay_id', table: 'ICUSTAYS', references: 'icustay_id' },
  ],
  lineBreaksInFields: false,
}
