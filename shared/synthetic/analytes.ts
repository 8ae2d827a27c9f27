import type { Organ } from './illness.ts'

/** What the laboratory measures. */
export interface Analyte {
  readonly itemid: number
  readonly label: string
  readonly loinc: string
  readonly unit: string | undefined
  readonly panel: Panel
  readonly origin: Own | { readonly scale: 'follows' }
  readonly decimals: 0 | 1 | 2
  /** Reference range: outside of it the flag is 'abnormal'. */
  readonly reference: readonly [low: number, high: number]
  /** What the analyser reports at least and at most. */
  readonly reported: readonly [least: number, most: number]
}

/** A quantity with a level of its own; one that `follows` is computed from others of the sample (`sample.ts`). */
export interface Own {
  /** `log`: base is the median, and the other three act on the logarithm. */
  readonly scale: 'linear' | 'log'
  readonly base: number
  /** Change of the stay's level per standard deviation of an organ's failure. */
  readonly drivers: Readonly<Partial<Record<Organ, number>>>
  readonly betweenStays: number // standard deviation
  readonly withinStay: number // standard deviation
}

/** What is ordered together. */
export type Panel = 'basic' | 'liver' | 'coagulation' | 'gas' | 'lactate' | 'differential'

export const ANALYTES = {
  sodium: {
    itemid: 50983,
    label: 'Sodium',
    loinc: '2951-2',
    unit: 'mEq/L',
    panel: 'basic',
    origin: { scale: 'linear', base: 138.5, drivers: {}, betweenStays: 4.6, withinStay: 1.2 },
    decimals: 0,
    reference: [133, 145],
    reported: [110, 170],
  },
  potassium: {
    itemid: 50971,
    label: 'Potassium',
    loinc: '2823-3',
    unit: 'mEq/L',
    panel: 'basic',
    origin: {
      scale: 'linear',
      base: 4.2,
      drivers: { kidneys: 0.18 },
      betweenStays: 0.42,
      withinStay: 0.25,
    },
    decimals: 1,
    reference: [3.3, 5.1],
    reported: [2, 8.5],
  },
  chloride: {
    itemid: 50902,
    label: 'Chloride',
    loinc: '2075-0',
    unit: 'mEq/L',
    panel: 'basic',
    origin: { scale: 'follows' },
    decimals: 0,
    reference: [96, 108],
    reported: [75, 135],
  },
  bicarbonate: {
    itemid: 50882,
    label: 'Bicarbonate',
    loinc: '1963-8',
    unit: 'mEq/L',
    panel: 'basic',
    origin: {
      scale: 'linear',
      base: 25,
      drivers: { circulation: -1, kidneys: -0.8 },
      betweenStays: 3.2,
      withinStay: 1.2,
    },
    decimals: 0,
    reference: [22, 32],
    reported: [6, 48],
  },
  anionGap: {
    itemid: 50868,
    label: 'Anion Gap',
    loinc: '1863-0',
    unit: 'mEq/L',
    panel: 'basic',
    origin: {
      scale: 'linear',
      base: 13.8,
      drivers: { circulation: 0.9, kidneys: 0.7 },
      betweenStays: 2.2,
      withinStay: 1.3,
    },
    decimals: 0,
    reference: [8, 20],
    reported: [4, 40],
  },
  creatinine: {
    itemid: 50912,
    label: 'Creatinine',
    loinc: '2160-0',
    unit: 'mg/dL',
    panel: 'basic',
    origin: {
      scale: 'log',
      base: 1,
      drivers: { kidneys: 0.34 },
      betweenStays: 0.28,
      withinStay: 0.08,
    },
    decimals: 1,
    reference: [0.4, 1.2],
    reported: [0.2, 15],
  },
  ureaNitrogen: {
    itemid: 51006,
    label: 'Urea Nitrogen',
    loinc: '3094-0',
    unit: 'mg/dL',
    panel: 'basic',
    origin: { scale: 'log', base: 20, drivers: {}, betweenStays: 0.3, withinStay: 0.08 },
    decimals: 0,
    reference: [6, 20],
    reported: [3, 180],
  },
  glucose: {
    itemid: 50931,
    label: 'Glucose',
    loinc: '2345-7',
    unit: 'mg/dL',
    panel: 'basic',
    origin: {
      scale: 'log',
      base: 138,
      drivers: { circulation: 0.04 },
      betweenStays: 0.26,
      withinStay: 0.1,
    },
    decimals: 0,
    reference: [70, 105],
    reported: [25, 900],
  },
  hematocrit: {
    itemid: 51221,
    label: 'Hematocrit',
    loinc: '4544-3',
    unit: '%',
    panel: 'basic',
    origin: {
      scale: 'linear',
      base: 32,
      drivers: { circulation: -0.6 },
      betweenStays: 4.8,
      withinStay: 1.4,
    },
    decimals: 1,
    reference: [36, 48],
    reported: [15, 60],
  },
  hemoglobin: {
    itemid: 51222,
    label: 'Hemoglobin',
    loinc: '718-7',
    unit: 'g/dL',
    panel: 'basic',
    origin: { scale: 'follows' },
    decimals: 1,
    reference: [12, 16],
    reported: [4.5, 20],
  },
  platelets: {
    itemid: 51265,
    label: 'Platelet Count',
    loinc: '777-3',
    unit: 'K/uL',
    panel: 'basic',
    origin: {
      scale: 'log',
      base: 205,
      drivers: { liver: -0.2 },
      betweenStays: 0.38,
      withinStay: 0.06,
    },
    decimals: 0,
    reference: [150, 440],
    reported: [6, 1200],
  },
  whiteCells: {
    itemid: 51301,
    label: 'White Blood Cells',
    loinc: '804-5',
    unit: 'K/uL',
    panel: 'basic',
    origin: { scale: 'log', base: 10.5, drivers: {}, betweenStays: 0.34, withinStay: 0.12 },
    decimals: 1,
    reference: [4, 11],
    reported: [0.2, 120],
  },
  albumin: {
    itemid: 50862,
    label: 'Albumin',
    loinc: '1751-7',
    unit: 'g/dL',
    panel: 'liver',
    origin: {
      scale: 'linear',
      base: 3.2,
      drivers: { liver: -0.22, infection: -0.1 },
      betweenStays: 0.5,
      withinStay: 0.12,
    },
    decimals: 1,
    reference: [3.5, 5.2],
    reported: [1.1, 5.5],
  },
  bilirubin: {
    itemid: 50885,
    label: 'Bilirubin, Total',
    loinc: '1975-2',
    unit: 'mg/dL',
    panel: 'liver',
    origin: {
      scale: 'log',
      base: 0.8,
      drivers: { liver: 0.5 },
      betweenStays: 0.5,
      withinStay: 0.1,
    },
    decimals: 1,
    reference: [0, 1.5],
    reported: [0.1, 60],
  },
  inr: {
    itemid: 51237,
    label: 'INR(PT)',
    loinc: '5895-7',
    unit: undefined,
    panel: 'coagulation',
    origin: {
      scale: 'log',
      base: 1.25,
      drivers: { liver: 0.11 },
      betweenStays: 0.2,
      withinStay: 0.06,
    },
    decimals: 1,
    reference: [0.9, 1.1],
    reported: [0.8, 15],
  },
  pt: {
    itemid: 51274,
    label: 'PT',
    loinc: '5902-2',
    unit: 'sec',
    panel: 'coagulation',
    origin: { scale: 'follows' },
    decimals: 1,
    reference: [9.4, 12.5],
    reported: [9, 120],
  },
  ptt: {
    itemid: 51275,
    label: 'PTT',
    loinc: '3173-2',
    unit: 'sec',
    panel: 'coagulation',
    origin: {
      scale: 'log',
      base: 33,
      drivers: { liver: 0.08 },
      betweenStays: 0.28,
      withinStay: 0.12,
    },
    decimals: 1,
    reference: [25, 36.5],
    reported: [18, 150],
  },
  baseExcess: {
    itemid: 50802,
    label: 'Base Excess',
    loinc: '11555-0',
    unit: 'mEq/L',
    panel: 'gas',
    origin: { scale: 'follows' },
    decimals: 0,
    reference: [-3, 3],
    reported: [-28, 25],
  },
  oxygenFraction: {
    itemid: 50816,
    label: 'Oxygen',
    loinc: '19994-3',
    unit: '%',
    panel: 'gas',
    origin: { scale: 'follows' },
    decimals: 0,
    reference: [0, 100],
    reported: [21, 100],
  },
  oxygenSaturation: {
    itemid: 50817,
    label: 'Oxygen Saturation',
    loinc: '20564-1',
    unit: '%',
    panel: 'gas',
    origin: { scale: 'follows' },
    decimals: 0,
    reference: [95, 100],
    reported: [60, 100],
  },
  peep: {
    itemid: 50819,
    label: 'PEEP',
    loinc: '20077-4',
    unit: undefined,
    panel: 'gas',
    origin: { scale: 'follows' },
    decimals: 0,
    reference: [0, 25],
    reported: [0, 25],
  },
  pCO2: {
    itemid: 50818,
    label: 'pCO2',
    loinc: '11557-6',
    unit: 'mm Hg',
    panel: 'gas',
    origin: { scale: 'linear', base: 41, drivers: { lungs: 1 }, betweenStays: 7, withinStay: 3 },
    decimals: 0,
    reference: [35, 45],
    reported: [15, 120],
  },
  pH: {
    itemid: 50820,
    label: 'pH',
    loinc: '11558-4',
    unit: 'units',
    panel: 'gas',
    origin: { scale: 'follows' },
    decimals: 2,
    reference: [7.35, 7.45],
    reported: [6.8, 7.7],
  },
  pO2: {
    itemid: 50821,
    label: 'pO2',
    loinc: '11556-8',
    unit: 'mm Hg',
    panel: 'gas',
    origin: {
      scale: 'log',
      base: 118,
      drivers: { lungs: -0.12 },
      betweenStays: 0.25,
      withinStay: 0.14,
    },
    decimals: 0,
    reference: [85, 105],
    reported: [30, 500],
  },
  lactate: {
    itemid: 50813,
    label: 'Lactate',
    loinc: '32693-4',
    unit: 'mmol/L',
    panel: 'lactate',
    origin: {
      scale: 'log',
      base: 1.7,
      drivers: { circulation: 0.2, infection: 0.1 },
      betweenStays: 0.3,
      withinStay: 0.1,
    },
    decimals: 1,
    reference: [0.5, 2],
    reported: [0.4, 25],
  },
  bands: {
    itemid: 51144,
    label: 'Bands',
    loinc: '763-3',
    unit: '%',
    panel: 'differential',
    origin: {
      scale: 'linear',
      base: 1.5,
      drivers: { infection: 2.2 },
      betweenStays: 2.6,
      withinStay: 1.4,
    },
    decimals: 0,
    reference: [0, 5],
    reported: [0, 40],
  },
} as const satisfies Record<string, Analyte>

export type AnalyteName = keyof typeof ANALYTES

/** All of them, in the order in which a sample's rows are written. */
export const ANALYTE_NAMES: readonly AnalyteName[] = Object.keys(ANALYTES).filter(
  (name): name is AnalyteName => name in ANALYTES,
)

/** As `D_LABITEMS` groups them. */
export function categoryOf({ itemid }: Analyte): 'Blood Gas' | 'Chemistry' | 'Hematology' {
  if (itemid < 50_850) return 'Blood Gas'
  return itemid < 51_100 ? 'Chemistry' : 'Hematology'
}

/** Laboratory items that are texts. */
export const SPECIMEN_TYPE = 50_800
