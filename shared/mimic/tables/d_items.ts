import { optional, required, type TableContract } from '../contract.ts'

/** What can be charted; laboratory tests are in D_LABITEMS. */
export const dItems: TableContract = {
  table: 'D_ITEMS',
  version: 1,
  description: 'What can be charted',
  remarks:
    'Laboratory tests are in D_LABITEMS. CareVue and MetaVision have items of their own for the same thing: heart rate is 211 and 220045.',
  columns: [
    required('row_id', 'int', 'Number of the row, unique in the table'),
    required('itemid', 'int', 'The item; MetaVision from 220000'),
    optional('label', 'text', 'Its name'),
    optional('abbreviation', 'text', 'MetaVision: short name'),
    optional(
      'dbsource',
      'text',
      'System the item is from: CareVue (until 2008), MetaVision (from 2008), or the hospital (microbiology)',
      { values: ['carevue', 'hospital', 'metavision'] },
    ),
    optional('linksto', 'text', 'Table whose rows use the item', {
      values: [
        'chartevents',
        'datetimeevents',
        'inputevents_cv',
        'inputevents_mv',
        'microbiologyevents',
        'outputevents',
        'procedureevents_mv',
      ],
    }),
    optional('category', 'text', 'Group of items'),
    optional('unitname', 'text', 'Unit of its values, where it has one'),
    optional('param_type', 'text', 'MetaVision: kind of value', {
      values: [
        'Checkbox',
        'Date time',
        'Numeric',
        'Numeric with tag',
        'Process',
        'Solution',
        'Text',
      ],
    }),
    optional('conceptid', 'int', 'Empty in v1.4'),
  ],
  rowKey: ['row_id'],
  naturalKey: ['itemid'],
  fullReleaseRows: 12_487,
  lineBreaksInFields: false,
}
