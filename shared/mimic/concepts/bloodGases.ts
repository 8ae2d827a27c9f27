import { above, type Concept, leftOpen, unbounded } from './concept.ts'

/**
 * Blood gases of LABEVENTS: mimic-code `concepts/firstday/blood_gas_first_day.sql`; plausible ranges:
 * mimic3-benchmarks `variable_ranges.csv`. PaO2 counts in arterial specimens only (`SPECIMEN_ITEM`).
 */
export const BLOOD_GASES: readonly Concept[] = [
  {
    name: 'ph',
    label: 'Blood pH',
    unit: '1',
    plausible: { low: 6.3, high: 8.4 },
    sources: [
      {
        table: 'LABEVENTS',
        items: { 50820: 'PH' },
        valid: above(0),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
  {
    name: 'pao2',
    label: 'Arterial oxygen pressure',
    unit: 'mmHg',
    plausible: { low: 32, high: 700 },
    sources: [
      {
        table: 'LABEVENTS',
        items: { 50821: 'PO2' },
        valid: leftOpen(0, 800),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
  {
    name: 'paco2',
    label: 'Carbon dioxide pressure',
    unit: 'mmHg',
    plausible: { low: 0, high: 200 },
    sources: [
      {
        table: 'LABEVENTS',
        items: { 50818: 'PCO2' },
        valid: above(0),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
  {
    name: 'base_excess',
    label: 'Base excess',
    unit: 'mEq/L',
    plausible: { low: -40, high: 40 },
    sources: [
      {
        table: 'LABEVENTS',
        items: { 50802: 'BASE EXCESS' },
        valid: unbounded,
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
  {
    name: 'so2',
    label: 'Oxygen saturation, blood gas',
    unit: '%',
    plausible: { low: 0, high: 100 },
    sources: [
      {
        table: 'LABEVENTS',
        items: { 50817: 'OXYGEN SATURATION' },
        valid: leftOpen(0, 100),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
  {
    name: 'peep_lab',
    label: 'PEEP, as noted with a blood gas',
    unit: 'cmH2O',
    plausible: { low: 0, high: 25 },
    sources: [
      {
        table: 'LABEVENTS',
        items: { 50819: 'PEEP' },
        valid: above(0),
        validOn: 'raw',
        conversion: 'none',
      },
    ],
  },
]

/** SPECIMEN TYPE of a blood gas: the gas of the same patient and time is arterial where its text is `ART`. */
export const SPECIMEN_ITEM = 50800
