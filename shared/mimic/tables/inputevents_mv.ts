import { FLAG } from '../codedValues.ts'
import { optional, required, type TableContract } from '../contract.ts'

/** Fluids and drugs given, MetaVision. */
export const inputeventsMv: TableContract = {
  table: 'INPUTEVENTS_MV',
  version: 1,
  description: 'Fluids and drugs given, MetaVision',
  remarks:
    'A change of rate ends a row and begins another; a bolus lasts one minute. Rows with the status Rewritten were not given.',
  columns: [
    required('row_id', 'int', 'Number of the row, unique in the table'),
    required('subject_id', 'int', 'The patient'),
    optional('hadm_id', 'int', 'The hospital admission'),
    optional('icustay_id', 'int', 'The ICU stay'),
    optional('starttime', 'timestamp', 'Start of the infusion'),
    optional('endtime', 'timestamp', 'Its end'),
    optional('itemid', 'int', 'What was given: a row of D_ITEMS, from 220000'),
    optional('amount', 'double', 'Amount given between start and end, in `amountuom`', {
      range: { low: 0 },
    }),
    optional('amountuom', 'text', 'Its unit'),
    optional('rate', 'double', 'Rate, in `rateuom`', { range: { low: 0 } }),
    optional('rateuom', 'text', 'Its unit'),
    optional(
      'storetime',
      'timestamp',
      'When it was entered or confirmed in the chart: mostly after `starttime`',
    ),
    optional('cgid', 'int', 'The caregiver who charted it'),
    optional('orderid', 'int', 'The order: rows of one solution share it'),
    optional('linkorderid', 'int', 'The first order of a series that was changed over time'),
    optional('ordercategoryname', 'text', 'Category of the order, e.g. 01-Drips'),
    optional('secondaryordercategoryname', 'text', 'Second category'),
    optional(
      'ordercomponenttypedescription',
      'text',
      'Part in the solution: main order, additive or mixed solution, padded with blanks',
    ),
    optional('ordercategorydescription', 'text', 'How it is given, e.g. Drug Push, Continuous Med'),
    optional('patientweight', 'double', 'Weight that doses are counted by', {
      unit: 'kg',
      range: { low: 20, high: 250 },
    }),
    optional('totalamount', 'double', 'Amount in the bag, in `totalamountuom`', {
      range: { low: 0 },
    }),
    optional('totalamountuom', 'text', 'Its unit'),
    optional('isopenbag', 'int', '1 = from an open bag', { values: FLAG }),
    optional('continueinnextdept', 'int', '1 = goes on after a transfer', { values: FLAG }),
    optional('cancelreason', 'int', '0 = neither, 1 = cancelled, 2 = edited', {
      values: [0, 1, 2],
    }),
    optional('statusdescription', 'text', 'Why the row ended; Rewritten rows were not given', {
      values: ['Changed', 'FinishedRunning', 'Flushed', 'Paused', 'Rewritten', 'Stopped'],
    }),
    optional('comments_editedby', 'text', 'Title of who edited it'),
    optional('comments_canceledby', 'text', 'Title of who cancelled it'),
    optional('comments_date', 'timestamp', 'When that was'),
    optional('originalamount', 'double', 'Amount in the bag at `starttime`', {
      range: { low: 0 },
    }),
    optional('originalrate', 'double', 'Rate that was ordered', { range: { low: 0 } }),
  ],
  rowKey: ['row_id'],
  naturalKey: ['orderid', 'itemid'],
  foreignKeys: [
    { column: 'subject_id', table: 'PATIENTS', references: 'subject_id' },
    { column: 'hadm_id', table: 'ADMISSIONS', references: 'hadm_id' },
    { column: 'icustay_id', table: 'ICUSTAYS', references: 'icustay_id' },
    { column: 'itemid', table: 'D_ITEMS', references: 'itemid' },
    { column: 'cgid', table: 'CAREGIVERS', references: 'cgid' },
  ],
  timeOrder: [{ earlier: 'starttime', later: 'endtime' }],
  fullReleaseRows: 3_618_991,
  lineBreaksInFields: false,
}
