/** The event tables that hold measurements and treatments. */
export const EVENT_TABLES = [
  'CHARTEVENTS',
  'LABEVENTS',
  'OUTPUTEVENTS',
  'INPUTEVENTS_CV',
  'INPUTEVENTS_MV',
  'PROCEDUREEVENTS_MV',
] as const

export type EventTable = (typeof EVENT_TABLES)[number]

/** Bounds of what a value may be; null: no bound on that side. */
export interface Interval {
  readonly low: number | null
  readonly lowInclusive: boolean
  readonly high: number | null
  readonly highInclusive: boolean
}

/**
 * From the charted value x to the concept's unit.
 *
 * - `fahrenheit`: (x − 32) / 1.8
 * - `inches`: 2.54 x
 * - `fraction`: 100 x
 * - `percent-or-fraction`: 100 x for 0 < x ≤ 1; x for 21 ≤ x ≤ 100; nothing between, which looks like litres a minute
 */
export type Conversion = 'none' | 'fahrenheit' | 'inches' | 'fraction' | 'percent-or-fraction'

/** Items of one table that measure a concept in the same way. */
export interface ItemSource {
  readonly table: EventTable
  /** ITEMID → label of D_ITEMS or D_LABITEMS. */
  readonly items: Readonly<Record<number, string>>
  /** A value outside is no measurement and is dropped. */
  readonly valid: Interval
  /** Whether `valid` is in the charted unit (`raw`) or in the concept's (`converted`). */
  readonly validOn: 'raw' | 'converted'
  readonly conversion: Conversion
}

/** Something that is measured, united over the items of CareVue, MetaVision and the laboratory. */
export interface Concept {
  /** First part of its feature names: `heart_rate`. */
  readonly name: string
  /** In the clinician's words. */
  readonly label: string
  readonly unit: string
  /** What is physiologically plausible, in `unit`: values outside are warned of at scoring, not dropped. */
  readonly plausible: { readonly low: number; readonly high: number } | null
  readonly sources: readonly ItemSource[]
}

/** low < x < high */
export function open(low: number, high: number): Interval {
  return { low, lowInclusive: false, high, highInclusive: false }
}

/** low < x ≤ high */
export function leftOpen(low: number, high: number): Interval {
  return { low, lowInclusive: false, high, highInclusive: true }
}

/** low ≤ x ≤ high */
export function closed(low: number, high: number): Interval {
  return { low, lowInclusive: true, high, highInclusive: true }
}

/** x > low */
export function above(low: number): Interval {
  return { low, lowInclusive: false, high: null, highInclusive: false }
}

/** Any number. */
export const unbounded: Interval = {
  low: null,
  lowInclusive: false,
  high: null,
  highInclusive: false,
}
