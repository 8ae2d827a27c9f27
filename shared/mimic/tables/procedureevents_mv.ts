import { FLAG } from '../codedValues.ts'
import { optional, required, type TableContract } from '../contract.ts'

/** Procedures with start and end, MetaVision: lines, ventilation, dialysis, imaging. */
export const procedureeventsMv: TableContract = {
  table: 'PROCEDUREEVENTS_MV',
  version: 1,
  description: 'Procedures with start and end, MetaVision: lines, ventilation, dialysis, imaging',
  columns: [
    required('row_id', 'int', 'Number of the row, unique in the table'),
    required('subject_id', 'int', 'The patient'),
    required('hadm_id', 'int', 'The hospital admission'),
    optional('icustay_id', 'int', 'The ICU stay'),
    optional('starttime', 'timestamp', 'Start'),
    optional('endtime', 'timestamp', 'End'),
    optional('itemid', 'int', 'What was done: a row of D_ITEMS, from 220000'),
    optional('value', 'double', 'Duration, in `valueuom`', { range: { low: 0 } }),
    optional('valueuom', 'text', 'Its unit; None = done at once, `value` is 1'),
    optional('location', 'text', 'Place on the body'),
    optional('locationcategory', 'text', 'Kind of place'),
    optional(
      'storetime',
      'timestamp',
      'When it was entered or confirmed in the chart: mostly after `starttime`',
    ),
    optional('cgid', 'int', 'The caregiver who charted it'),
    optional('orderid', 'int', 'The order'),
    optional('linkorderid', 'int', 'The first order of a series that was changed over time'),
    optional('ordercategoryname', 'text', 'Category of the order, e.g. Invasive Lines'),
    optional('secondaryordercategoryname', 'text', 'Second category; empty in the open demo'),
    optional(
      'ordercategorydescription',
      'text',
      'Task where it lasted, Electrolytes where it was done at once',
    ),
    optional('isopenbag', 'int', 'Means nothing for procedures', { values: FLAG }),
    optional('continueinnextdept', 'int', '1 = goes on after a transfer', { values: FLAG }),
    optional('cancelreason', 'int', '0 = neither, 1 = cancelled, 2 = edited', {
      values: [0, 1, 2],
    }),
    optional(
      'statusdescription',
      'text',
      'State of the order, e.g. FinishedRunning; Rewritten rows were not done',
    ),
    optional('comments_editedby', 'text', 'Title of who edited it'),
    optional('comments_canceledby', 'text', 'Title of who cancelled it'),
    optional('comments_date', 'timestamp', 'When that was'),
  ],
  rowKey: ['row_id'],
  naturalKey: ['orderid'],
  foreignKeys: [
    { column: 'subject_id', table: 'PATIENTS', references: 'subject_id' },
    { column: 'hadm_id', table: 'ADMISSIONS', references: 'hadm_id' },
    { column: 'icustay_id', table: 'ICUSTAYS', references: 'icustay_id' },
    { column: 'itemid', table: 'D_ITEMS', references: 'itemid' },
    { column: 'cgid', table: 'CAREGIVERS', references: 'cgid' },
  ],
  timeOrder: [{ earlier: 'starttime', later: 'endtime' }],
  fullReleaseRows: 258_066,
  lineBreaksInFields: false,
}
