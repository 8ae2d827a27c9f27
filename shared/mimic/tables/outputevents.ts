import { FLAG } from '../codedValues.ts'
import { optional, required, type TableContract } from '../contract.ts'

/** Urine, drains and other outputs. */
export const outputevents: TableContract = {
  table: 'OUTPUTEVENTS',
  version: 1,
  description: 'Urine, drains and other outputs',
  remarks: 'A volume is what came out since the entry before.',
  columns: [
    required('row_id', 'int', 'Number of the row, unique in the table'),
    required('subject_id', 'int', 'The patient'),
    optional('hadm_id', 'int', 'The hospital admission'),
    optional('icustay_id', 'int', 'The ICU stay'),
    optional('charttime', 'timestamp', 'When the volume had come out by'),
    optional('itemid', 'int', 'What came out: a row of D_ITEMS'),
    optional('value', 'double', 'Volume', { unit: 'ml', range: { low: 0 } }),
    optional('valueuom', 'text', 'Its unit, ml or mL'),
    optional(
      'storetime',
      'timestamp',
      'When it was entered or confirmed in the chart: mostly after `charttime`, in one row of six before it',
    ),
    optional('cgid', 'int', 'The caregiver who charted it'),
    optional('stopped', 'text', 'Whether the drain was disconnected; empty in the open demo'),
    optional('newbottle', 'int', '1 = a new bottle was hung; empty in the open demo', {
      values: FLAG,
    }),
    optional('iserror', 'int', 'MetaVision: 1 = charted by mistake; empty in the open demo', {
      values: FLAG,
    }),
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
  fullReleaseRows: 4_349_218,
  lineBreaksInFields: false,
}
