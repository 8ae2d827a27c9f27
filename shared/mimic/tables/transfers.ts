import { CARE_UNITS, CHARTING_SYSTEMS } from '../codedValues.ts'
import { optional, required, type TableContract } from '../contract.ts'

/** Where a patient was, from admission to discharge. */
export const transfers: TableContract = {
  table: 'TRANSFERS',
  version: 1,
  description: 'Where a patient was, from admission to discharge',
  remarks: 'A row for each ward, and one for the discharge.',
  columns: [
    required('row_id', 'int', 'Number of the row, unique in the table'),
    required('subject_id', 'int', 'The patient'),
    required('hadm_id', 'int', 'The hospital admission'),
    optional('icustay_id', 'int', 'The ICU stay; empty on a ward'),
    optional(
      'dbsource',
      'text',
      'Charting system: CareVue (until 2008), MetaVision (from 2008) or both',
      { values: CHARTING_SYSTEMS },
    ),
    optional('eventtype', 'text', 'What happened', { values: ['admit', 'discharge', 'transfer'] }),
    optional('prev_careunit', 'text', 'Care unit before, where it is an ICU', {
      values: CARE_UNITS,
    }),
    optional('curr_careunit', 'text', 'Care unit now, where it is an ICU', { values: CARE_UNITS }),
    optional('prev_wardid', 'int', 'Ward before', { range: { low: 0 } }),
    optional('curr_wardid', 'int', 'Ward now; the same number can be an ICU in some years only', {
      range: { low: 0 },
    }),
    optional('intime', 'timestamp', 'Came'),
    optional('outtime', 'timestamp', 'Left; empty for the discharge'),
    optional('los', 'double', 'Length of the stay there', { unit: 'hours', range: { low: 0 } }),
  ],
  rowKey: ['row_id'],
  naturalKey: ['hadm_id', 'intime'],
  foreignKeys: [
    { column: 'subject_id', table: 'PATIENTS', references: 'subject_id' },
    { column: 'hadm_id', table: 'ADMISSIONS', references: 'hadm_id' },
    { column: 'icustay_id', table: 'ICUSTAYS', references: 'icustay_id' },
  ],
  timeOrder: [{ earlier: 'intime', later: 'outtime' }],
  fullReleaseRows: 261_897,
  lineBreaksInFields: false,
}
