import type { Concept } from '../../mimic/concepts/concept.ts'
import {
  CPAP_ITEMS,
  CPAP_TEXTS,
  EXTUBATED_TEXTS,
  EXTUBATION_PROCEDURES,
  OFF_VENTILATOR_TEXTS,
} from '../../mimic/concepts/oxygenDelivery.ts'
import {
  IRRIGATION_IN_ITEMS,
  PROCEDURES,
  URINE_ITEMS,
  VASOPRESSORS,
  VENTILATION_ITEMS,
} from '../../mimic/concepts/treatments.ts'
import { CONCEPTS } from '../../mimic/concepts.ts'
import { STATISTICS, TRENDED, TRENDS } from '../aggregate.ts'
import type { Feature, FeatureSet } from '../feature.ts'
import { windowStart, windowText } from '../windows.ts'

/** The measurements of the severity scores: OASIS's, and the laboratory's of SAPS-II and SOFA. */
const CORE_NAMES: ReadonlySet<string> = new Set([
  'mech_vent_any',
  'vasopressor_any',
  'urine_output_sum',
  'gcs_min',
  'heart_rate_min',
  'heart_rate_max',
  'sbp_min',
  'mbp_min',
  'mbp_max',
  'resp_rate_min',
  'resp_rate_max',
  'temp_c_min',
  'temp_c_max',
  'spo2_min',
  'pf_ratio_min',
  'bicarbonate_min',
  'bilirubin_max',
  'bun_max',
  'creatinine_max',
  'lactate_max',
  'platelet_min',
  'potassium_max',
  'sodium_min',
  'wbc_max',
])

type Statistic = (typeof STATISTICS)[number] | (typeof TRENDS)[number]

const STATISTIC_LABELS: Readonly<Record<Statistic, string>> = {
  min: 'lowest',
  max: 'highest',
  mean: 'mean',
  first: 'first',
  last: 'last',
  count: 'number of readings',
  delta: 'last less first',
  slope: 'slope of the line through all readings',
}

const GCS: MeasuredConcept = {
  name: 'gcs',
  label: 'Glasgow Coma Scale, total',
  unit: 'points',
  plausible: { low: 3, high: 15 },
  source:
    'CHARTEVENTS, from gcs_eye, gcs_verbal and gcs_motor; 15 when intubated; what is not charted is carried forward for less than 6 h, else normal',
}

const PF_RATIO: MeasuredConcept = {
  name: 'pf_ratio',
  label: 'PaO2 / FiO2',
  unit: 'mmHg',
  plausible: { low: 30, high: 700 },
  source:
    'LABEVENTS 50821 of arterial specimens over FiO2 of the same gas (50816) or charted within the 4 h before',
}

type MeasuredConcept = Pick<Concept, 'name' | 'label' | 'unit' | 'plausible'> & {
  readonly source: string
}

/** Six statistics of each measured concept, and two of its trend where it has one. */
export function measuredFeatures(predictionHours: number): readonly Feature[] {
  const concepts = CONCEPTS.map(concept => ({ ...concept, source: sourceText(concept) }))
  return [...concepts, GCS, PF_RATIO].flatMap(concept =>
    [...STATISTICS, ...(TRENDED.includes(concept.name) ? TRENDS : [])].map(statistic => ({
      name: `${concept.name}_${statistic}`,
      kind: 'number' as const,
      concept: concept.name,
      statistic,
      description: `${concept.label}, ${STATISTIC_LABELS[statistic]}`,
      unit: unitOf(concept.unit, statistic),
      source: concept.source,
      window: windowsOf(concept.name, predictionHours),
      knownWhen: 'window-end' as const,
      sets: setsOf(`${concept.name}_${statistic}`),
      range: rangeOf(concept.plausible, statistic),
    })),
  )
}

function unitOf(unit: string, statistic: Statistic): string | null {
  if (statistic === 'count') return null
  return statistic === 'slope' ? `${unit}/h` : unit
}

/** A slope may run through the whole range within a minute. */
function rangeOf(plausible: Concept['plausible'], statistic: Statistic): Feature['range'] {
  if (statistic === 'count') return { low: 0, high: 10_000 }
  if (plausible === null || (statistic !== 'delta' && statistic !== 'slope')) return plausible
  const width = (plausible.high - plausible.low) * (statistic === 'slope' ? 60 : 1)
  return { low: -width, high: width }
}

/** PaO2 / FiO2 by how the patient breathed, as SAPS-II and SOFA ask for it. */
export function oxygenationFeatures(predictionHours: number): readonly Feature[] {
  const kinds = [
    ['ventilated', 'while mechanically ventilated'],
    ['unventilated', 'while not mechanically ventilated'],
    ['supported', 'while mechanically ventilated or with CPAP'],
  ] as const
  return kinds.map(([kind, words]) => ({
    name: `pf_ratio_${kind}_min`,
    kind: 'number',
    concept: `pf_ratio_${kind}`,
    statistic: 'min',
    description: `${PF_RATIO.label}, lowest ${words}`,
    unit: PF_RATIO.unit,
    source: `${PF_RATIO.source}; by what mech_vent and cpap are computed from, up to an extubation (CHARTEVENTS ${ids(EXTUBATED_TEXTS)}, PROCEDUREEVENTS_MV ${ids(EXTUBATION_PROCEDURES)}) or another oxygen device (CHARTEVENTS ${ids(OFF_VENTILATOR_TEXTS)})`,
    window: windowsOf('pf_ratio', predictionHours),
    knownWhen: 'window-end',
    sets: setsOf(`pf_ratio_${kind}_min`),
    range: PF_RATIO.plausible,
  }))
}

/** Ventilation, infusions, procedures and urine. */
export function treatmentFeatures(predictionHours: number): readonly Feature[] {
  const chart = windowText(windowStart('CHARTEVENTS', 'mech_vent'), predictionHours)
  const treatment = windowText(windowStart('INPUTEVENTS_MV', ''), predictionHours)
  const drugs = VASOPRESSORS.flatMap(({ name, label, unit, careVue, metaVision }) => {
    const source = `INPUTEVENTS_CV ${ids(careVue)}; INPUTEVENTS_MV ${ids(metaVision)}, rewritten rows left out`
    return [
      flag(name, `${label} by infusion`, source, treatment),
      {
        ...flag(name, `${label}, highest rate`, source, treatment),
        name: `${name}_max`,
        kind: 'number' as const,
        statistic: 'max',
        unit,
        range: { low: 0, high: 100 },
      },
    ]
  })
  const urine = `OUTPUTEVENTS ${ids(URINE_ITEMS)}; minus ${ids(IRRIGATION_IN_ITEMS)} (irrigation in)`
  return [
    flag(
      'mech_vent',
      'Mechanical ventilation',
      `CHARTEVENTS ${ids(VENTILATION_ITEMS)}: any value that speaks of a ventilator`,
      chart,
    ),
    flag(
      'cpap',
      'CPAP or BiPAP by mask',
      `CHARTEVENTS ${ids(CPAP_ITEMS)}: ${CPAP_TEXTS.join(', ')}`,
      chart,
    ),
    flag(
      'intubated',
      'Intubated, by the verbal response',
      'CHARTEVENTS 723 (1.0 ET/Trach), 223900 (No Response-ETT)',
      windowText(windowStart('CHARTEVENTS', 'gcs_verbal'), predictionHours),
    ),
    flag('vasopressor', 'Any vasopressor or inotrope by infusion', 'see each drug', treatment),
    ...drugs,
    ...PROCEDURES.map(({ name, label, items }) =>
      flag(
        name,
        `${label}; missing where CareVue is the charting system`,
        `PROCEDUREEVENTS_MV ${ids(items)}`,
        treatment,
      ),
    ),
    {
      ...flag('urine_output', 'Urine output, total', urine, treatment),
      name: 'urine_output_sum',
      sets: setsOf('urine_output_sum'),
      kind: 'number',
      statistic: 'sum',
      unit: 'mL',
      range: { low: 0, high: 20_000 },
    },
    {
      ...flag('urine_output', 'Urine output, number of readings', urine, treatment),
      name: 'urine_output_count',
      kind: 'number',
      statistic: 'count',
      range: { low: 0, high: 10_000 },
    },
  ]
}

function flag(concept: string, description: string, source: string, window: string): Feature {
  return {
    name: `${concept}_any`,
    kind: 'flag',
    concept,
    statistic: 'any',
    description,
    unit: null,
    source,
    window,
    knownWhen: 'window-end',
    sets: setsOf(`${concept}_any`),
    range: null,
  }
}

function setsOf(name: string): readonly FeatureSet[] {
  return CORE_NAMES.has(name) ? ['core', 'full', 'retrospective'] : ['full', 'retrospective']
}

function sourceText(concept: Concept): string {
  const byTable = concept.sources.map(source => `${source.table} ${ids(source.items)}`)
  return byTable.join('; ')
}

/** FiO2 comes from two tables with windows of their own. */
function windowsOf(concept: string, predictionHours: number): string {
  const tables = CONCEPTS.find(({ name }) => name === concept)?.sources.map(({ table }) => table)
  const fallback = concept === 'pf_ratio' ? (['LABEVENTS'] as const) : (['CHARTEVENTS'] as const)
  const windows = (tables ?? fallback).map(table =>
    windowText(windowStart(table, concept), predictionHours),
  )
  return [...new Set(windows)].join(' charted, ').concat(new Set(windows).size > 1 ? ' gas' : '')
}

function ids(items: Readonly<Record<number, unknown>>): string {
  return Object.keys(items).join(', ')
}
