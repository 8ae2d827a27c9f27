import { CHARTING_SYSTEMS, INTENSIVE_CARE_UNITS } from '../codedValues.ts'
import { optional, required, type TableContract } from '../contract.ts'

/** One row per ICU stay: what TRANSFERS has under one `icustay_id`. */
export const icustays: TableContract = {
  table: 'ICUSTAYS',
  version: 1,
  description: 'One row per ICU stay',
  remarks:
    'What TRANSFERS has under one `icustay_id`: a patient back within 24 hours is in the same stay.',
  columns: [
    required('row_id', 'int', 'Number of the row, unique in the table'),
    required('subject_id', 'int', 'The patient'),
    required('hadm_id', 'int', 'The hospital admission'),
    required('icustay_id', 'int', 'The ICU stay'),
    required(
      'dbsource',
      'text',
      'Charting system: CareVue (until 2008), MetaVision (from 2008) or both',
      { values: CHARTING_SYSTEMS },
    ),
    required('first_careunit', 'text', 'Kind of the first ICU', { values: INTENSIVE_CARE_UNITS }),
    required('last_careunit', 'text', 'Kind of the last ICU; known when the stay ends', {
      values: INTENSIVE_CARE_UNITS,
    }),
    required('first_wardid', 'int', 'First ward', { range: { low: 0 } }),
    required('last_wardid', 'int', 'Last ward; known when the stay ends', { range: { low: 0 } }),
    required('intime', 'timestamp', 'Came into the ICU: all windows count from here'),
    optional('outtime', 'timestamp', 'Left the ICU'),
    optional('los', 'double', 'Length of the stay; known when it ends', {
      unit: 'days',
      range: { low: 0 },
    }),
  ],
  rowKey: ['row_id'],
  naturalKey: ['icustay_id'],
  foreignKeys: [
    { column: 'subject_id', table: 'PATIENTS', references: 'subject_id' },
    {
      column: 'hadm_id',
      table: 'ADMISSIONS',
      references: 'hadm_id',
      notBefore: { column: 'intime', references: 'admittime' },
    },
  ],
  timeOrder: [{ earlier: 'intime', later: 'outtime' }],
  fullReleaseRows: 61_532,
  lineBreaksInFields: false,
}
