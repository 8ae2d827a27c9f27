import { optional, required, type TableContract } from '../contract.ts'

/** Who charted. */
export const caregivers: TableContract = {
  table: 'CAREGIVERS',
  version: 1,
  description: 'Who charted',
  columns: [
    required('row_id', 'int', 'Number of the row, unique in the table'),
    required('cgid', 'int', 'The caregiver'),
    optional('label', 'text', 'Title, e.g. RN, MD'),
    optional('description', 'text', 'Role in words'),
  ],
  rowKey: ['row_id'],
  naturalKey: ['cgid'],
  lineBreaksInFields: false,
}
