import { optional, required, type TableContract } from '../contract.ts'

/** Medicines ordered. 655 rows of the open demo are equal but for `row_id`: there is no natural key. */
export const prescriptions: TableContract = {
  table: 'PRESCRIPTIONS',
  version: 1,
  description: 'Medicines ordered',
  remarks: 'Not necessarily given. Days only, no times. Some rows are equal but for `row_id`.',
  columns: [
    required('row_id', 'int', 'Number of the row, unique in the table'),
    required('subject_id', 'int', 'The patient'),
    required('hadm_id', 'int', 'The hospital admission'),
    optional('icustay_id', 'int', 'The ICU stay'),
    optional('startdate', 'timestamp', 'First day'),
    optional('enddate', 'timestamp', 'Last day; sometimes before the first'),
    required(
      'drug_type',
      'text',
      'Part in the order: the drug, what it is dissolved in, or added',
      {
        values: ['ADDITIVE', 'BASE', 'MAIN'],
      },
    ),
    required('drug', 'text', 'Name of the drug'),
    optional('drug_name_poe', 'text', 'Name in the order entry'),
    optional('drug_name_generic', 'text', 'Generic name'),
    optional('formulary_drug_cd', 'text', 'Formulary code'),
    optional('gsn', 'text', 'Generic Sequence Number, with leading zeros'),
    optional('ndc', 'text', 'National Drug Code, with leading zeros; 0 = unknown'),
    optional('prod_strength', 'text', 'Strength of the product'),
    optional('dose_val_rx', 'text', 'Dose: a number, a range or words'),
    optional('dose_unit_rx', 'text', 'Its unit'),
    optional('form_val_disp', 'text', 'Amount dispensed: a number, a range or words'),
    optional('form_unit_disp', 'text', 'Its unit'),
    optional('route', 'text', 'Route, e.g. PO, IV'),
  ],
  rowKey: ['row_id'],
  foreignKeys: [
    { column: 'subject_id', table: 'PATIENTS', references: 'subject_id' },
    { column: 'hadm_id', table: 'ADMISSIONS', references: 'hadm_id' },
    { column: 'icustay_id', table: 'ICUSTAYS', references: 'icustay_id' },
  ],
  timeOrder: [{ earlier: 'startdate', later: 'enddate' }],
  fullReleaseRows: 4_156_450,
  lineBreaksInFields: false,
}
