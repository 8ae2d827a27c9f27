import { FLAG } from '../codedValues.ts'
import { optional, required, type TableContract } from '../contract.ts'

/** One row per patient. */
export const patients: TableContract = {
  table: 'PATIENTS',
  version: 1,
  description: 'One row per patient',
  remarks: 'All dates of MIMIC-III are shifted, by the same time for all rows of a patient.',
  columns: [
    required('row_id', 'int', 'Number of the row, unique in the table'),
    required('subject_id', 'int', 'The patient'),
    required('gender', 'text', 'F = female, M = male', { values: ['F', 'M'] }),
    required(
      'dob',
      'timestamp',
      'Date of birth; over the age of 89 shifted to 300 years before the first admission',
    ),
    optional(
      'dod',
      'timestamp',
      'Date of death: by the hospital, else by the social security records',
    ),
    optional('dod_hosp', 'timestamp', 'Date of death by the hospital'),
    optional('dod_ssn', 'timestamp', 'Date of death by the social security records'),
    required('expire_flag', 'int', '1 = died at some time, in the hospital or after', {
      values: FLAG,
    }),
  ],
  rowKey: ['row_id'],
  naturalKey: ['subject_id'],
  timeOrder: [
    { earlier: 'dob', later: 'dod' },
    { earlier: 'dob', later: 'dod_hosp' },
    { earlier: 'dob', later: 'dod_ssn' },
  ],
  fullReleaseRows: 46_520,
  lineBreaksInFields: false,
}
