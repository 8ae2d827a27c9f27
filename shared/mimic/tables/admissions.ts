import { optional, required, type TableContract } from '../contract.ts'

/** One row per hospital admission. */
export const admissions: TableContract = {
  table: 'ADMISSIONS',
  version: 1,
  description: 'One row per hospital admission',
  columns: [
    required('row_id', 'int', 'Number of the row, unique in the table'),
    required('subject_id', 'int', 'The patient'),
    required('hadm_id', 'int', 'The hospital admission'),
    required('admittime', 'timestamp', 'Admitted to the hospital'),
    required('dischtime', 'timestamp', 'Left the hospital, alive or dead'),
    optional('deathtime', 'timestamp', 'Died in the hospital; empty for who left alive'),
    required('admission_type', 'text', 'ELECTIVE, URGENT, EMERGENCY or NEWBORN'),
    required('admission_location', 'text', 'Where the patient came from'),
    required('discharge_location', 'text', 'Where the patient went; known at discharge only'),
    required('insurance', 'text', 'Medicare, Medicaid, Private, Government or Self Pay'),
    optional('language', 'text', 'Code of the language spoken'),
    optional('religion', 'text', 'Religion'),
    optional('marital_status', 'text', 'Marital status'),
    required('ethnicity', 'text', 'Ethnicity, in some 40 spellings'),
    optional('edregtime', 'timestamp', 'Registered in the emergency department'),
    optional('edouttime', 'timestamp', 'Left the emergency department'),
    optional('diagnosis', 'text', 'Free text of the admitting diagnosis, known at admission'),
    optional(
      'hospital_expire_flag',
      'int',
      '1 = died in the hospital, 0 = left it alive: the label',
    ),
    required('has_chartevents_data', 'int', '1 = has rows in CHARTEVENTS (not always true)'),
  ],
  rowKey: ['row_id'],
  naturalKey: ['hadm_id'],
  foreignKeys: [{ column: 'subject_id', table: 'PATIENTS', references: 'subject_id' }],
  lineBreaksInFields: false,
}
