import { optional, required, type TableContract } from '../contract.ts'

/** Cultures, organisms found, and what they resist. 46 rows of the open demo are equal but for `row_id`: there is no natural key. */
export const microbiologyevents: TableContract = {
  table: 'MICROBIOLOGYEVENTS',
  version: 1,
  description: 'Cultures, organisms found, and what they resist',
  remarks:
    'A row for each antibiotic tested. When a result was known, days after the specimen, is not recorded. Some rows are equal but for `row_id`.',
  columns: [
    required('row_id', 'int', 'Number of the row, unique in the table'),
    required('subject_id', 'int', 'The patient'),
    optional('hadm_id', 'int', 'The hospital admission'),
    optional('chartdate', 'timestamp', 'Day the specimen was taken'),
    optional('charttime', 'timestamp', 'When it was taken, where known'),
    optional('spec_itemid', 'int', 'Specimen: a row of D_ITEMS'),
    optional('spec_type_desc', 'text', 'Specimen in words'),
    optional('org_itemid', 'int', 'Organism: a row of D_ITEMS; empty = nothing grew'),
    optional('org_name', 'text', 'Organism in words'),
    optional('isolate_num', 'int', 'Colony that was tested', { range: { low: 1 } }),
    optional('ab_itemid', 'int', 'Antibiotic tested: a row of D_ITEMS'),
    optional('ab_name', 'text', 'Antibiotic in words'),
    optional('dilution_text', 'text', 'Dilution, e.g. <=4'),
    optional('dilution_comparison', 'text', 'Its comparison: <=, = or =>'),
    optional('dilution_value', 'double', 'Its value', { range: { low: 0 } }),
    optional(
      'interpretation',
      'text',
      'S = sensitive, R = resistant, I = intermediate, P = pending',
      { values: ['S', 'R', 'I', 'P'] },
    ),
  ],
  rowKey: ['row_id'],
  foreignKeys: [
    { column: 'subject_id', table: 'PATIENTS', references: 'subject_id' },
    { column: 'hadm_id', table: 'ADMISSIONS', references: 'hadm_id' },
    { column: 'spec_itemid', table: 'D_ITEMS', references: 'itemid' },
    { column: 'org_itemid', table: 'D_ITEMS', references: 'itemid' },
    { column: 'ab_itemid', table: 'D_ITEMS', references: 'itemid' },
  ],
  timeOrder: [{ earlier: 'chartdate', later: 'charttime' }],
  fullReleaseRows: 631_726,
  lineBreaksInFields: false,
}
