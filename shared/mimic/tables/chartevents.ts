import { FLAG } from '../codedValues.ts'
import { optional, required, type TableContract } from '../contract.ts'

/** What was charted at the bedside: vital signs, settings, scores, and copies of laboratory values. */
export const chartevents: TableContract = {
  table: 'CHARTEVENTS',
  version: 1,
  description:
    'What was charted at the bedside: vital signs, settings, scores, copies of laboratory values',
  remarks:
    'LABEVENTS has the originals of the laboratory values. Some items are charted more than once for the same minute.',
  columns: [
    required('row_id', 'int', 'Number of the row, unique in the table'),
    required('subject_id', 'int', 'The patient'),
    optional('hadm_id', 'int', 'The hospital admission'),
    optional('icustay_id', 'int', 'The ICU stay'),
    optional('itemid', 'int', 'What was charted: a row of D_ITEMS'),
    optional('charttime', 'timestamp', 'When it was so'),
    optional(
      'storetime',
      'timestamp',
      'When it was entered or confirmed in the chart: mostly after `charttime`, in one row of eight some minutes before it',
    ),
    optional('cgid', 'int', 'The caregiver who charted it'),
    optional('value', 'text', 'The value as charted'),
    optional(
      'valuenum',
      'double',
      'The value as a number, in `valueuom`; what can be meant depends on the item',
    ),
    optional('valueuom', 'text', 'Its unit, as charted: the spelling varies'),
    optional('warning', 'int', 'MetaVision: 1 = the value raised a warning', { values: FLAG }),
    optional('error', 'int', 'MetaVision: 1 = charted by mistake; null in all CareVue rows', {
      values: FLAG,
    }),
    optional('resultstatus', 'text', 'CareVue: type of measurement, e.g. Final, Manual'),
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
  fullReleaseRows: 330_712_483,
  lineBreaksInFields: false,
}
