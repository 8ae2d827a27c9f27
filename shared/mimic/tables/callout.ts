import { CARE_UNITS, FLAG } from '../codedValues.ts'
import { optional, required, type TableContract } from '../contract.ts'

/** When a patient was ready to leave the ICU, and what came of it. */
export const callout: TableContract = {
  table: 'CALLOUT',
  version: 1,
  description: 'When a patient was ready to leave the ICU, and what came of it',
  remarks: 'Kept in the later years only, and never for the newborn.',
  columns: [
    required('row_id', 'int', 'Number of the row, unique in the table'),
    required('subject_id', 'int', 'The patient'),
    required('hadm_id', 'int', 'The hospital admission'),
    optional('submit_wardid', 'int', 'Ward that asked', { range: { low: 0 } }),
    optional('submit_careunit', 'text', 'Its care unit, where it is an ICU', {
      values: CARE_UNITS,
    }),
    optional('curr_wardid', 'int', 'Ward where the patient was', { range: { low: 0 } }),
    optional('curr_careunit', 'text', 'Its care unit, where it is an ICU', { values: CARE_UNITS }),
    optional('callout_wardid', 'int', 'Ward to go to: 1 = the first available, 0 = home', {
      range: { low: 0 },
    }),
    required('callout_service', 'text', 'Service to go to'),
    required('request_tele', 'int', '1 = telemetry asked for', { values: FLAG }),
    required('request_resp', 'int', '1 = respiratory precautions asked for', { values: FLAG }),
    required('request_cdiff', 'int', '1 = C. difficile precautions asked for', { values: FLAG }),
    required('request_mrsa', 'int', '1 = MRSA precautions asked for', { values: FLAG }),
    required('request_vre', 'int', '1 = VRE precautions asked for', { values: FLAG }),
    required('callout_status', 'text', 'Whether the call out is still open', {
      values: ['Active', 'Inactive'],
    }),
    required('callout_outcome', 'text', 'What came of it', { values: ['Cancelled', 'Discharged'] }),
    optional('discharge_wardid', 'int', 'Ward the patient went to; 0 = home', {
      range: { low: 0 },
    }),
    required('acknowledge_status', 'text', 'Answer to the call out', {
      values: ['Acknowledged', 'Reactivated', 'Revised', 'Unacknowledged'],
    }),
    required('createtime', 'timestamp', 'Asked'),
    required('updatetime', 'timestamp', 'Last changed'),
    optional('acknowledgetime', 'timestamp', 'Answered'),
    required('outcometime', 'timestamp', 'Discharged or cancelled'),
    optional('firstreservationtime', 'timestamp', 'First bed reserved'),
    optional('currentreservationtime', 'timestamp', 'Latest bed reserved'),
  ],
  rowKey: ['row_id'],
  foreignKeys: [
    { column: 'subject_id', table: 'PATIENTS', references: 'subject_id' },
    { column: 'hadm_id', table: 'ADMISSIONS', references: 'hadm_id' },
  ],
  timeOrder: [
    { earlier: 'createtime', later: 'acknowledgetime' },
    { earlier: 'createtime', later: 'updatetime' },
    { earlier: 'createtime', later: 'outcometime' },
    { earlier: 'createtime', later: 'firstreservationtime' },
    { earlier: 'firstreservationtime', later: 'currentreservationtime' },
  ],
  fullReleaseRows: 34_499,
  lineBreaksInFields: false,
}
