import { optional, required, type TableContract } from '../contract.ts'

/** Who charted. */
export const caregivers: TableContract = {
  table: 'CAREGIVERS',
  version: 1,
  description: 'Who charted',
  columns: [
    required('row_id', 'int', 'Number of the row, unique in the table'),
    required('cgid', 'int', 'The caregiver'),
    optional('label', 'text', 'Title, e.g. RN, MD: free text in many spellings'),
    optional('description', 'text', 'Role in words', {
      values: [
        'Administrator',
        'Attending',
        'Case Manager',
        'Dietitian',
        'IMD',
        'PCT/NA',
        'Pastoral Care',
        'Pharmacist',
        'RN',
        'Read Only',
        'Rehabilitation',
        'Research Assistant',
        'Resident/Fellow/PA/NP',
        'Respiratory',
        'Social Worker',
        'UCO',
      ],
    }),
  ],
  rowKey: ['row_id'],
  naturalKey: ['cgid'],
  fullReleaseRows: 7_567,
  lineBreaksInFields: false,
}
