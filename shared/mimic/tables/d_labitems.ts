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
    required('fluid', 'text', 'Specimen, e.g. Blood'),
    required('category', 'text', 'Chemistry, Hematology, Blood Gas, …'),
    optional('loinc_code', 'text', 'LOINC code'),
  ],
  rowKey: ['row_id'],
  naturalKey: ['itemid'],
  lineBreaksInFields: false,
}
