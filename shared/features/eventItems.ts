import { SPECIMEN_ITEM } from '../mimic/concepts/bloodGases.ts'
import type { Conversion, EventTable, Interval } from '../mimic/concepts/concept.ts'
import { unbounded } from '../mimic/concepts/concept.ts'
import {
  CPAP_ITEMS,
  CPAP_TEXTS,
  EXTUBATED_TEXTS,
  EXTUBATION_PROCEDURES,
  OFF_VENTILATOR_TEXTS,
} from '../mimic/concepts/oxygenDelivery.ts'
import {
  IRRIGATION_IN_ITEMS,
  type Items,
  NOT_VENTILATED,
  ONLY_VENTILATED_IF,
  PER_MINUTE_ITEMS,
  PROCEDURES,
  URINE_ITEMS,
  VASOPRESSORS,
  type Vasopressor,
  VENTILATION_ITEMS,
} from '../mimic/concepts/treatments.ts'
import { ADMISSION_WEIGHT_ITEMS, CONCEPTS, INTUBATED_VERBAL } from '../mimic/concepts.ts'

/**
 * What tells apart rows of one concept that count differently.
 *
 * - `charted`, `gas`: FiO2 set at the ventilator, and noted with a blood gas
 * - `arterial`, `other`: specimens of blood gases
 * - `admission`, `daily`: weights
 * - `intubated`: a verbal response that could not be tested
 * - `oxygen`, `extubated`: what ends mechanical ventilation
 * - `per-minute`: a rate of which it is still to be divided by the weight
 * - `amount`: an infusion of which no rate is known
 * - `value`: everything else
 */
export type EventKind =
  | 'value'
  | 'charted'
  | 'gas'
  | 'arterial'
  | 'other'
  | 'admission'
  | 'daily'
  | 'intubated'
  | 'oxygen'
  | 'extubated'
  | 'per-minute'
  | 'amount'

/** How rows of one item become events. */
export interface EventItem {
  readonly itemid: number
  readonly concept: string
  readonly kind: EventKind
  /** The event's value is 1 wherever the row says anything at all. */
  readonly flag: boolean
  /** The row counts only if its text is one of these. */
  readonly onlyTexts: readonly string[] | null
  /** The row counts only if its text holds this, in any letter case. */
  readonly partOfText: string | null
  /** The row does not count if its text is this. */
  readonly neverText: string | null
  readonly valid: Interval
  readonly validOn: 'raw' | 'converted'
  readonly conversion: Conversion | 'subtract'
}

const plain = {
  kind: 'value',
  flag: false,
  onlyTexts: null,
  partOfText: null,
  neverText: null,
  valid: unbounded,
  validOn: 'raw',
  conversion: 'none',
} as const

/** All that is known of the items of `table`, ascending by item. */
export function eventItems(table: EventTable): readonly EventItem[] {
  const measured = CONCEPTS.flatMap(concept =>
    concept.sources
      .filter(source => source.table === table)
      .flatMap(({ items, valid, validOn, conversion }) =>
        idsOf(items).map(itemid => ({
          ...plain,
          itemid,
          concept: concept.name,
          kind: kindOf(table, concept.name, itemid),
          neverText: INTUBATED_VERBAL[itemid] ?? null,
          valid,
          validOn,
          conversion,
        })),
      ),
  )
  return [...measured, ...otherItems(table)].sort(
    (a, b) => a.itemid - b.itemid || (a.kind < b.kind ? -1 : 1),
  )
}

/** Items that are no measurement with a range: flags, specimens, urine and infusions. */
function otherItems(table: EventTable): readonly EventItem[] {
  return {
    CHARTEVENTS: () => [
      ...intubatedItems(),
      ...ventilationItems(),
      ...ventilationEnds(OFF_VENTILATOR_TEXTS, 'oxygen'),
      ...ventilationEnds(EXTUBATED_TEXTS, 'extubated'),
      ...cpapItems(),
    ],
    LABEVENTS: specimenItems,
    OUTPUTEVENTS: urineItems,
    INPUTEVENTS_CV: () => infusionItems(drug => drug.careVue),
    INPUTEVENTS_MV: () => infusionItems(drug => drug.metaVision),
    PROCEDUREEVENTS_MV: procedureItems,
  }[table]()
}

function specimenItems(): readonly EventItem[] {
  const specimen = { ...plain, itemid: SPECIMEN_ITEM, concept: 'specimen', flag: true }
  return [
    { ...specimen, kind: 'arterial', onlyTexts: ['ART'] },
    { ...specimen, kind: 'other', neverText: 'ART' },
  ]
}

function urineItems(): readonly EventItem[] {
  const urine = { ...plain, concept: 'urine_output' }
  return [
    ...idsOf(URINE_ITEMS).map(itemid => ({ ...urine, itemid })),
    ...idsOf(IRRIGATION_IN_ITEMS).map(itemid => ({
      ...urine,
      itemid,
      conversion: 'subtract' as const,
    })),
  ]
}

function infusionItems(itemsOf: (drug: Vasopressor) => Items): readonly EventItem[] {
  return VASOPRESSORS.flatMap(drug =>
    idsOf(itemsOf(drug)).map(itemid => ({
      ...plain,
      itemid,
      concept: drug.name,
      kind: itemid in PER_MINUTE_ITEMS ? ('per-minute' as const) : ('value' as const),
    })),
  )
}

function procedureItems(): readonly EventItem[] {
  const done = PROCEDURES.flatMap(({ name, items }) =>
    idsOf(items).map(itemid => ({ ...plain, itemid, concept: name, flag: true })),
  )
  const ends = idsOf(EXTUBATION_PROCEDURES).map(itemid => ({
    ...plain,
    itemid,
    concept: 'ventilation_end',
    kind: 'extubated' as const,
    flag: true,
  }))
  return [...done, ...ends]
}

function intubatedItems(): readonly EventItem[] {
  return idsOf(INTUBATED_VERBAL).map(itemid => ({
    ...plain,
    itemid,
    concept: 'gcs_verbal',
    kind: 'intubated' as const,
    flag: true,
    onlyTexts: textsOf(INTUBATED_VERBAL[itemid]),
  }))
}

function ventilationItems(): readonly EventItem[] {
  return idsOf(VENTILATION_ITEMS).map(itemid => ({
    ...plain,
    itemid,
    concept: 'mech_vent',
    flag: true,
    onlyTexts: textsOf(ONLY_VENTILATED_IF[itemid]),
    neverText: NOT_VENTILATED[itemid] ?? null,
  }))
}

function ventilationEnds(
  texts: Readonly<Record<number, readonly string[]>>,
  kind: 'oxygen' | 'extubated',
): readonly EventItem[] {
  return Object.entries(texts).map(([itemid, onlyTexts]) => ({
    ...plain,
    itemid: Number(itemid),
    concept: 'ventilation_end',
    kind,
    flag: true,
    onlyTexts,
  }))
}

function cpapItems(): readonly EventItem[] {
  return idsOf(CPAP_ITEMS).flatMap(itemid =>
    CPAP_TEXTS.map(partOfText => ({ ...plain, itemid, concept: 'cpap', flag: true, partOfText })),
  )
}

function textsOf(text: string | undefined): readonly string[] | null {
  return text === undefined ? null : [text]
}

function kindOf(table: EventTable, concept: string, itemid: number): EventKind {
  if (concept === 'fio2') return table === 'LABEVENTS' ? 'gas' : 'charted'
  if (concept === 'weight') return ADMISSION_WEIGHT_ITEMS.includes(itemid) ? 'admission' : 'daily'
  return 'value'
}

function idsOf(items: Items): readonly number[] {
  return Object.keys(items).map(Number)
}
