import { SERVICES } from '../codedValues.ts'
import { optional, required, type TableContract } from '../contract.ts'

/** Services that a patient was under: medicine, surgery, …. */
export const services: TableContract = {
  table: 'SERVICES',
  version: 1,
  description: 'Services that a patient was under: medicine, surgery, …',
  remarks: 'Where beds are short, the ICU can be that of another service.',
  columns: [
    required('row_id', 'int', 'Number of the row, unique in the table'),
    required('subject_id', 'int', 'The patient'),
    required('hadm_id', 'int', 'The hospital admission'),
    required('transfertime', 'timestamp', 'Came under the service'),
    optional('prev_service', 'text', 'The service before; empty for the first', {
      values: SERVICES,
    }),
    optional('curr_service', 'text', 'The service', { values: SERVICES }),
  ],
  rowKey: ['row_id'],
  naturalKey: ['hadm_id', 'transfertime', 'curr_service'],
  foreignKeys: [
    { column: 'subject_id', table: 'PATIENTS', references: 'subject_id' },
    { column: 'hadm_id', table: 'ADMISSIONS', references: 'hadm_id' },
  ],
  fullReleaseRows: 73_343,
  lineBreaksInFields: false,
}
