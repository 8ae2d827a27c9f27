import { FLAG } from '../codedValues.ts'
import { optional, required, type TableContract } from '../contract.ts'

/** What was charted as a date, e.g. the day a line was placed. */
export const datetimeevents: TableContract = {
  table: 'DATETIMEEVENTS',
  version: 1,
  description: 'What was charted as a date, such as the day a line was placed',
  columns: [
    required('row_id', 'int', 'Number of the row, unique in the table'),
    required('subject_id', 'int', 'The patient'),
    optional('hadm_id', 'int', 'The hospital admission'),
    optional('icustay_id', 'int', 'The ICU stay'),
    required('itemid', 'int', 'What was charted: a row of D_ITEMS'),
    required('charttime', 'timestamp', 'When it was charted for'),
    required(
      'storetime',
      'timestamp',
      'When it was entered or confirmed in the chart: mostly after `charttime`',
    ),
    required('cgid', 'int', 'The caregiver who charted it'),
    optional('value', 'timestamp', 'The date charted; it may lie in the future'),
    required('valueuom', 'text', 'Date or Date and Time'),
    optional('warning', 'int', 'MetaVision: 1 = the value raised a warning', { values: FLAG }),
    optional('error', 'int', 'MetaVision: 1 = charted by mistake; null in all CareVue rows', {
      values: FLAG,
    }),
    optional('resultstatus', 'text', 'Empty in v1.4'),
    optional('stopped', 'text', "CareVue: whether the order was stopped, e.g. `NotStopd`, `D/C'd`"),
  ],
  rowKey: ['row_id'],
  naturalKey: ['icustay_id', 'itemid', 'charttime'],
  foreignKeys: [
    { column: 'subject_id', table: 'PATIENTS', references: 'subject_id' },
    { column: 'hadm_id', table: 'ADMISSIONS', references: 'hadm_id' },
    { column: 'icustay_id', table: 'ICUSTAYS', references: 'icustay_id' },
    { column: 'itemid', table: 'D_ITEMS', references: 'itemid' },
    { column: 'cgid', table: 'CAREGIVERS', references: 'cgid' },
  ],
  fullReleaseRows: 4_485_937,
  lineBreaksInFields: false,
}
