import { optional, required, type TableContract } from '../contract.ts'

/** Laboratory tests. */
export const dLabitems: TableContract = {
  table: 'D_LABITEMS',
  version: 1,
  description: 'Laboratory tests',
  columns: [
    required('row_id', 'int', 'Number of the row, unique in the table'),
    required('itemid', 'int', 'The test'),
    required('label', 'text', 'Its name'),
    required('fluid', 'text', 'Specimen, e.g. Blood, BLOOD, Urine: some spellings in capitals'),
    required('category', 'text', 'Kind of test; some spellings in capitals', {
      values: ['BLOOD GAS', 'Blood Gas', 'CHEMISTRY', 'Chemistry', 'HEMATOLOGY', 'Hematology'],
    }),
    optional('loinc_code', 'text', 'LOINC code, given afterwards'),
  ],
  rowKey: ['row_id'],
  naturalKey: ['itemid'],
  fullReleaseRows: 753,
  lineBreaksInFields: false,
}
