import { optional, required, type TableContract } from '../contract.ts'

/** Procedures billed, by Current Procedural Terminology. */
export const cptevents: TableContract = {
  table: 'CPTEVENTS',
  version: 1,
  description: 'Procedures billed, by Current Procedural Terminology',
  columns: [
    required('row_id', 'int', 'Number of the row, unique in the table'),
    required('subject_id', 'int', 'The patient'),
    required('hadm_id', 'int', 'The hospital admission'),
    required('costcenter', 'text', 'ICU or Resp (respiratory unit)'),
    optional('chartdate', 'timestamp', 'Day of the procedure; respiratory unit only'),
    required('cpt_cd', 'text', 'CPT code'),
    optional('cpt_number', 'int', 'The code as a number'),
    optional('cpt_suffix', 'text', 'Letter of the code'),
    optional('ticket_id_seq', 'int', 'Order of the bills of an admission'),
    optional('sectionheader', 'text', 'Section of the code'),
    optional('subsectionheader', 'text', 'Subsection of the code'),
    optional('description', 'text', 'The code in words; respiratory unit only'),
  ],
  rowKey: ['row_id'],
  foreignKeys: [
    { column: 'subject_id', table: 'PATIENTS', references: 'subject_id' },
    { column: 'hadm_id', table: 'ADMISSIONS', references: 'hadm_id' },
  ],
  lineBreaksInFields: false,
}
