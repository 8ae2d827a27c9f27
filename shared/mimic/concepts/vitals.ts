import { above, type Concept, closed, leftOpen, open } from './concept.ts'

/**
 * Vital signs and bedside measurements of CHARTEVENTS.
 *
 * Items and bounds: mimic-code `concepts/firstday/{vitals,gcs,height,weight}_first_day.sql` and
 * `blood_gas_first_day_arterial.sql` (FiO2); plausible ranges: mimic3-benchmarks `variable_ranges.csv`.
 * On purpose unlike mimic-code: FiO2 190 includes 1.0 (100 % oxygen), and charted glucose ends at 2000.
 */
export const VITALS: readonly Concept[] = [
  {
    name: 'heart_rate',
    label: 'Heart rate',
    unit: 'bpm',
    plausible: { low: 0, high: 350 },
    sources: [
      {
        table: 'CHARTEVENTS',
        items: { 211: 'Heart Rate', 220045: 'Heart Rate' },
        valid: open(0, 300),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
  {
    name: 'sbp',
    label: 'Systolic blood pressure',
    unit: 'mmHg',
    plausible: { low: 0, high: 375 },
    sources: [
      {
        table: 'CHARTEVENTS',
        items: {
          51: 'Arterial BP [Systolic]',
          442: 'Manual BP [Systolic]',
          455: 'NBP [Systolic]',
          6701: 'Arterial BP #2 [Systolic]',
          220179: 'Non Invasive Blood Pressure systolic',
          220050: 'Arterial Blood Pressure systolic',
        },
        valid: open(0, 400),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
  {
    name: 'dbp',
    label: 'Diastolic blood pressure',
    unit: 'mmHg',
    plausible: { low: 0, high: 375 },
    sources: [
      {
        table: 'CHARTEVENTS',
        items: {
          8368: 'Arterial BP [Diastolic]',
          8440: 'Manual BP [Diastolic]',
          8441: 'NBP [Diastolic]',
          8555: 'Arterial BP #2 [Diastolic]',
          220180: 'Non Invasive Blood Pressure diastolic',
          220051: 'Arterial Blood Pressure diastolic',
        },
        valid: open(0, 300),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
  {
    name: 'mbp',
    label: 'Mean arterial blood pressure',
    unit: 'mmHg',
    plausible: { low: 14, high: 330 },
    sources: [
      {
        table: 'CHARTEVENTS',
        items: {
          456: 'NBP Mean',
          52: 'Arterial BP Mean',
          6702: 'Arterial BP Mean #2',
          443: 'Manual BP Mean(calc)',
          220052: 'Arterial Blood Pressure mean',
          220181: 'Non Invasive Blood Pressure mean',
          225312: 'ART BP mean',
        },
        valid: open(0, 300),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
  {
    name: 'resp_rate',
    label: 'Respiratory rate',
    unit: 'insp/min',
    plausible: { low: 0, high: 70 },
    sources: [
      {
        table: 'CHARTEVENTS',
        items: {
          615: 'Resp Rate (Total)',
          618: 'Respiratory Rate',
          220210: 'Respiratory Rate',
          224690: 'Respiratory Rate (Total)',
        },
        valid: open(0, 70),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
  {
    name: 'temp_c',
    label: 'Temperature',
    unit: '°C',
    plausible: { low: 26, high: 45 },
    sources: [
      {
        table: 'CHARTEVENTS',
        items: { 223761: 'Temperature Fahrenheit', 678: 'Temperature F' },
        valid: open(70, 120),
        validOn: 'raw',
        conversion: 'fahrenheit',
      },
      {
        table: 'CHARTEVENTS',
        items: { 223762: 'Temperature Celsius', 676: 'Temperature C' },
        valid: open(10, 50),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
  {
    name: 'spo2',
    label: 'Oxygen saturation by pulse oximetry',
    unit: '%',
    plausible: { low: 0, high: 100 },
    sources: [
      {
        table: 'CHARTEVENTS',
        items: { 646: 'SpO2', 220277: 'O2 saturation pulseoxymetry' },
        valid: leftOpen(0, 100),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
  {
    name: 'glucose_chart',
    label: 'Glucose, charted',
    unit: 'mg/dL',
    plausible: { low: 33, high: 2000 },
    sources: [
      {
        table: 'CHARTEVENTS',
        items: {
          807: 'Fingerstick Glucose',
          811: 'Glucose (70-105)',
          1529: 'Glucose',
          3745: 'BloodGlucose',
          3744: 'Blood Glucose',
          225664: 'Glucose finger stick',
          220621: 'Glucose (serum)',
          226537: 'Glucose (whole blood)',
        },
        valid: leftOpen(0, 2000),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
  {
    name: 'fio2',
    label: 'Inspired oxygen fraction',
    unit: '%',
    plausible: { low: 21, high: 100 },
    sources: [
      {
        table: 'CHARTEVENTS',
        items: { 223835: 'Inspired O2 Fraction' },
        valid: leftOpen(0, 100),
        validOn: 'raw',
        conversion: 'percent-or-fraction',
      },
      {
        table: 'CHARTEVENTS',
        items: { 3420: 'FIO2', 3422: 'FIO2 [Meas]' },
        valid: leftOpen(0, 100),
        validOn: 'raw',
        conversion: 'none',
      },
      {
        table: 'CHARTEVENTS',
        items: { 190: 'FiO2 Set' },
        valid: leftOpen(0.2, 1),
        validOn: 'raw',
        conversion: 'fraction',
      },
      {
        table: 'LABEVENTS',
        items: { 50816: 'OXYGEN' },
        valid: closed(20, 100),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
  {
    name: 'gcs_eye',
    label: 'GCS, eye opening',
    unit: 'points',
    plausible: { low: 1, high: 4 },
    sources: [
      {
        table: 'CHARTEVENTS',
        items: { 184: 'Eye Opening', 220739: 'GCS - Eye Opening' },
        valid: closed(1, 4),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
  {
    name: 'gcs_verbal',
    label: 'GCS, verbal response',
    unit: 'points',
    plausible: { low: 1, high: 5 },
    sources: [
      {
        table: 'CHARTEVENTS',
        items: { 723: 'Verbal Response', 223900: 'GCS - Verbal Response' },
        valid: closed(1, 5),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
  {
    name: 'gcs_motor',
    label: 'GCS, motor response',
    unit: 'points',
    plausible: { low: 1, high: 6 },
    sources: [
      {
        table: 'CHARTEVENTS',
        items: { 454: 'Motor Response', 223901: 'GCS - Motor Response' },
        valid: closed(1, 6),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
  {
    name: 'height',
    label: 'Height',
    unit: 'cm',
    plausible: { low: 100, high: 240 },
    sources: [
      {
        table: 'CHARTEVENTS',
        items: {
          920: 'Admit Ht',
          1394: 'Height Inches',
          4187: 'Length Calc Inches',
          3486: 'Length in Inches',
        },
        valid: above(100),
        validOn: 'converted',
        conversion: 'inches',
      },
      {
        table: 'CHARTEVENTS',
        items: { 226730: 'Height (cm)', 3485: 'Length Calc (cm)', 4188: 'Length in cm' },
        valid: above(100),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
  {
    name: 'weight',
    label: 'Weight',
    unit: 'kg',
    plausible: { low: 20, high: 250 },
    sources: [
      {
        table: 'CHARTEVENTS',
        items: {
          762: 'Admit Wt',
          226512: 'Admission Weight (Kg)',
          763: 'Daily Weight',
          224639: 'Daily Weight',
        },
        valid: above(0),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
]
