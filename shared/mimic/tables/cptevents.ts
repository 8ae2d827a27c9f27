import { CPT_SECTIONS } from '../codedValues.ts'
import { optional, required, type TableContract } from '../contract.ts'

/** Procedures billed, by Current Procedural Terminology. */
export const cptevents: TableContract = {
  table: 'CPTEVENTS',
  version: 1,
  description: 'Procedures billed, by Current Procedural Terminology (CPT)',
  remarks: 'A code is found in D_CPT by the range it lies in, not by a key.',
  columns: [
    required('row_id', 'int', 'Number of the row, unique in the table'),
    required('subject_id', 'int', 'The patient'),
    required('hadm_id', 'int', 'The hospital admission'),
    required('costcenter', 'text', 'Who billed: the ICU, or the respiratory unit for ventilation', {
      values: ['ICU', 'Resp'],
    }),
    optional('chartdate', 'timestamp', 'Day of the procedure; respiratory unit only'),
    required('cpt_cd', 'text', 'CPT code'),
    optional('cpt_number', 'int', 'The code as a number', { range: { low: 0, high: 99_999 } }),
    optional('cpt_suffix', 'text', 'Letter of the code'),
    optional('ticket_id_seq', 'int', 'Order of the codes of an admission; ICU only', {
      range: { low: 1 },
    }),
    optional('sectionheader', 'text', 'Section of the code', { values: CPT_SECTIONS }),
    optional('subsectionheader', 'text', 'Subsection of the code'),
    optional('description', 'text', 'The code in words; respiratory unit only'),
  ],
  rowKey: ['row_id'],
  foreignKeys: [
    { column: 'subject_id', table: 'PATIENTS', references: 'subject_id' },
    { column: 'hadm_id', table: 'ADMISSIONS', references: 'hadm_id' },
  ],
  fullReleaseRows: 573_146,
  lineBreaksInFields: false,
}
