import { optional, required, type TableContract } from '../contract.ts'

/** Urine, drains and other outputs. */
export const outputevents: TableContract = {
  table: 'OUTPUTEVENTS',
  version: 1,
  description: 'Urine, drains and other outputs',
  columns: [
    required('row_id', 'int', 'Number of the row, unique in the table'),
    required('subject_id', 'int', 'The patient'),
    optional('hadm_id', 'int', 'The hospital admission'),
    optional('icustay_id', 'int', 'The ICU stay'),
    optional('charttime', 'timestamp', 'When it was charted for'),
    optional('itemid', 'int', 'What was charted: a row of D_ITEMS'),
    optional('value', 'double', 'Volume'),
    optional('valueuom', 'text', 'Its unit, ml'),
    optional('storetime', 'timestamp', 'When it was saved in the chart, after `charttime`'),
    optional('cgid', 'int', 'The caregiver who charted it'),
    optional('stopped', 'text', 'Empty in v1.4'),
    optional('newbottle', 'text', 'Empty in v1.4'),
    optional('iserror', 'int', 'MetaVision: 1 = charted by mistake'),
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
  lineBreaksInFields: false,
}
