import { type Concept, closed, leftOpen } from './concept.ts'

/**
 * Blood tests of LABEVENTS, the same items in both systems.
 *
 * Items and bounds: mimic-code `concepts/firstday/labs_first_day.sql`; plausible ranges: mimic3-benchmarks
 * `variable_ranges.csv`. On purpose unlike mimic-code: bands include 0 %.
 */
export const LABS: readonly Concept[] = [
  {
    name: 'anion_gap',
    label: 'Anion gap',
    unit: 'mEq/L',
    plausible: { low: 5, high: 50 },
    sources: [
      {
        table: 'LABEVENTS',
        items: { 50868: 'ANION GAP' },
        valid: leftOpen(0, 10000),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
  {
    name: 'albumin',
    label: 'Albumin',
    unit: 'g/dL',
    plausible: { low: 0.6, high: 6 },
    sources: [
      {
        table: 'LABEVENTS',
        items: { 50862: 'ALBUMIN' },
        valid: leftOpen(0, 10),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
  {
    name: 'bands',
    label: 'Band neutrophils',
    unit: '%',
    plausible: { low: 0, high: 100 },
    sources: [
      {
        table: 'LABEVENTS',
        items: { 51144: 'BANDS' },
        valid: closed(0, 100),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
  {
    name: 'bicarbonate',
    label: 'Bicarbonate',
    unit: 'mEq/L',
    plausible: { low: 0, high: 60 },
    sources: [
      {
        table: 'LABEVENTS',
        items: { 50882: 'BICARBONATE' },
        valid: leftOpen(0, 10000),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
  {
    name: 'bilirubin',
    label: 'Bilirubin, total',
    unit: 'mg/dL',
    plausible: { low: 0.1, high: 60 },
    sources: [
      {
        table: 'LABEVENTS',
        items: { 50885: 'BILIRUBIN, TOTAL' },
        valid: leftOpen(0, 150),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
  {
    name: 'creatinine',
    label: 'Creatinine',
    unit: 'mg/dL',
    plausible: { low: 0.1, high: 60 },
    sources: [
      {
        table: 'LABEVENTS',
        items: { 50912: 'CREATININE' },
        valid: leftOpen(0, 150),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
  {
    name: 'chloride',
    label: 'Chloride',
    unit: 'mEq/L',
    plausible: { low: 50, high: 175 },
    sources: [
      {
        table: 'LABEVENTS',
        items: { 50806: 'CHLORIDE, WHOLE BLOOD', 50902: 'CHLORIDE' },
        valid: leftOpen(0, 10000),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
  {
    name: 'glucose_lab',
    label: 'Glucose, laboratory',
    unit: 'mg/dL',
    plausible: { low: 33, high: 2000 },
    sources: [
      {
        table: 'LABEVENTS',
        items: { 50809: 'GLUCOSE', 50931: 'GLUCOSE' },
        valid: leftOpen(0, 10000),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
  {
    name: 'hematocrit',
    label: 'Haematocrit',
    unit: '%',
    plausible: { low: 0, high: 75 },
    sources: [
      {
        table: 'LABEVENTS',
        items: { 50810: 'HEMATOCRIT, CALCULATED', 51221: 'HEMATOCRIT' },
        valid: leftOpen(0, 100),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
  {
    name: 'hemoglobin',
    label: 'Haemoglobin',
    unit: 'g/dL',
    plausible: { low: 0, high: 25 },
    sources: [
      {
        table: 'LABEVENTS',
        items: { 50811: 'HEMOGLOBIN', 51222: 'HEMOGLOBIN' },
        valid: leftOpen(0, 50),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
  {
    name: 'lactate',
    label: 'Lactate',
    unit: 'mmol/L',
    plausible: { low: 0.4, high: 30 },
    sources: [
      {
        table: 'LABEVENTS',
        items: { 50813: 'LACTATE' },
        valid: leftOpen(0, 50),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
  {
    name: 'platelet',
    label: 'Platelet count',
    unit: 'K/uL',
    plausible: { low: 0, high: 2000 },
    sources: [
      {
        table: 'LABEVENTS',
        items: { 51265: 'PLATELET COUNT' },
        valid: leftOpen(0, 10000),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
  {
    name: 'potassium',
    label: 'Potassium',
    unit: 'mEq/L',
    plausible: { low: 0, high: 12 },
    sources: [
      {
        table: 'LABEVENTS',
        items: { 50822: 'POTASSIUM, WHOLE BLOOD', 50971: 'POTASSIUM' },
        valid: leftOpen(0, 30),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
  {
    name: 'ptt',
    label: 'Partial thromboplastin time',
    unit: 'sec',
    plausible: { low: 18.8, high: 150 },
    sources: [
      {
        table: 'LABEVENTS',
        items: { 51275: 'PTT' },
        valid: leftOpen(0, 150),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
  {
    name: 'inr',
    label: 'International normalised ratio',
    unit: '1',
    plausible: { low: 0.5, high: 20 },
    sources: [
      {
        table: 'LABEVENTS',
        items: { 51237: 'INR(PT)' },
        valid: leftOpen(0, 50),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
  {
    name: 'pt',
    label: 'Prothrombin time',
    unit: 'sec',
    plausible: { low: 9.9, high: 97.1 },
    sources: [
      {
        table: 'LABEVENTS',
        items: { 51274: 'PT' },
        valid: leftOpen(0, 150),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
  {
    name: 'sodium',
    label: 'Sodium',
    unit: 'mEq/L',
    plausible: { low: 50, high: 225 },
    sources: [
      {
        table: 'LABEVENTS',
        items: { 50824: 'SODIUM, WHOLE BLOOD', 50983: 'SODIUM' },
        valid: leftOpen(0, 200),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
  {
    name: 'bun',
    label: 'Blood urea nitrogen',
    unit: 'mg/dL',
    plausible: { low: 0, high: 250 },
    sources: [
      {
        table: 'LABEVENTS',
        items: { 51006: 'UREA NITROGEN' },
        valid: leftOpen(0, 300),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
  {
    name: 'wbc',
    label: 'White blood cell count',
    unit: 'K/uL',
    plausible: { low: 0, high: 1000 },
    sources: [
      {
        table: 'LABEVENTS',
        items: { 51300: 'WBC COUNT', 51301: 'WHITE BLOOD CELLS' },
        valid: leftOpen(0, 1000),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
]
