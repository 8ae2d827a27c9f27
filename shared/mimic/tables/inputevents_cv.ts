import { FLAG } from '../codedValues.ts'
import { optional, required, type TableContract } from '../contract.ts'

/** Fluids and drugs given, CareVue. */
export const inputeventsCv: TableContract = {
  table: 'INPUTEVENTS_CV',
  version: 1,
  description: 'Fluids and drugs given, CareVue',
  remarks:
    'Amounts and rates are charted apart from each other: an amount is what was given until `charttime`, a rate holds from `charttime` on.',
  columns: [
    required('row_id', 'int', 'Number of the row, unique in the table'),
    required('subject_id', 'int', 'The patient'),
    optional('hadm_id', 'int', 'The hospital admission'),
    optional('icustay_id', 'int', 'The ICU stay'),
    optional('charttime', 'timestamp', 'End of what the amount counts, start of the rate'),
    optional('itemid', 'int', 'What was given: a row of D_ITEMS, 30000 to 49999'),
    optional('amount', 'double', 'Amount given, in `amountuom`', { range: { low: 0 } }),
    optional('amountuom', 'text', 'Its unit'),
    optional('rate', 'double', 'Rate, in `rateuom`', { range: { low: 0 } }),
    optional('rateuom', 'text', 'Its unit, e.g. mcgkgmin for mcg/kg/min'),
    optional(
      'storetime',
      'timestamp',
      'When it was entered or confirmed in the chart: mostly after `charttime`, in one row of five before it',
    ),
    optional('cgid', 'int', 'The caregiver who charted it'),
    optional('orderid', 'int', 'The order: rows of one solution share it'),
    optional('linkorderid', 'int', 'The first order of a series that was changed over time'),
    optional('stopped', 'text', "Whether the infusion goes on, e.g. `Stopped`, `D/C'd`, `Restart`"),
    optional('newbottle', 'int', '1 = a new bag was hung', { values: FLAG }),
    optional('originalamount', 'double', 'Amount in the solution as first charted', {
      range: { low: 0 },
    }),
    optional('originalamountuom', 'text', 'Its unit'),
    optional('originalroute', 'text', 'Route first charted'),
    optional('originalrate', 'double', 'Rate of the solution as first charted', {
      range: { low: 0 },
    }),
    optional('originalrateuom', 'text', 'Its unit'),
    optional('originalsite', 'text', 'Site first charted'),
  ],
  rowKey: ['row_id'],
  foreignKeys: [
    { column: 'subject_id', table: 'PATIENTS', references: 'subject_id' },
    { column: 'hadm_id', table: 'ADMISSIONS', references: 'hadm_id' },
    { column: 'icustay_id', table: 'ICUSTAYS', references: 'icustay_id' },
    { column: 'itemid', table: 'D_ITEMS', references: 'itemid' },
    { column: 'cgid', table: 'CAREGIVERS', references: 'cgid' },
  ],
  fullReleaseRows: 17_527_935,
  lineBreaksInFields: false,
}
