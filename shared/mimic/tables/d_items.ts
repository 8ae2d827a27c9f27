import { optional, required, type TableContract } from '../contract.ts'

/** What can be charted; laboratory tests are in D_LABITEMS. */
export const dItems: TableContract = {
  table: 'D_ITEMS',
  version: 1,
  description: 'What can be charted; laboratory tests are in D_LABITEMS',
  columns: [
    required('row_id', 'int', 'Number of the row, unique in the table'),
    required('itemid', 'int', 'The item'),
    optional('label', 'text', 'Its name'),
    optional('abbreviation', 'text', 'MetaVision: short name'),
    optional(
      'dbsource',
      'text',
      'Charting system: carevue (until 2008), metavision (from 2008) or both',
    ),
    optional('linksto', 'text', 'Table whose rows use the item'),
    optional('category', 'text', 'Group of items'),
    optional('unitname', 'text', 'MetaVision: unit'),
    optional('param_type', 'text', 'MetaVision: kind of value'),
    optional('conceptid', 'int', 'Empty in v1.4'),
  ],
  rowKey: ['row_id'],
  naturalKey: ['itemid'],
  lineBreaksInFields: false,
}
