import { scoreFeatures } from './catalogue/scores.ts'
import { admissionFeatures, comorbidityFeatures, dischargeFeatures } from './catalogue/stays.ts'
import { measuredFeatures, oxygenationFeatures, treatmentFeatures } from './catalogue/window.ts'
import type { Feature, FeatureSet } from './feature.ts'

/**
 * Every feature of gold, in the order of its columns. Statistics are over the window; each reading, in its
 * concept's unit, and each statistic is rounded to 6 decimals; a missing number is NaN, a missing text null.
 *
 * @param predictionHours - end of the windows, hours after ICU `intime`
 */
export function catalogue(predictionHours: number): readonly Feature[] {
  return [
    ...admissionFeatures(predictionHours),
    ...comorbidityFeatures(),
    ...treatmentFeatures(predictionHours),
    ...measuredFeatures(predictionHours),
    ...oxygenationFeatures(predictionHours),
    ...dischargeFeatures(),
    ...scoreFeatures(predictionHours),
  ]
}

/** The catalogue for the usual prediction, 24 h after ICU admission. Names and order are the same for all. */
export const CATALOGUE: readonly Feature[] = catalogue(24)

/** Columns that are computed from others of gold. */
export const SCORE_NAMES: ReadonlySet<string> = new Set(scoreFeatures(24).map(({ name }) => name))

/** Features of a set, in the order of the catalogue. */
export function featuresOf(set: FeatureSet, predictionHours = 24): readonly Feature[] {
  return catalogue(predictionHours).filter(feature => feature.sets.includes(set))
}

/** The features of each set. */
export type FeatureSets = Readonly<Record<FeatureSet, readonly Feature[]>>

/** The features of each set that exist for a prediction so many hours after ICU admission. */
export function featureSets(predictionHours: number): FeatureSets {
  return {
    core: featuresOf('core', predictionHours),
    full: featuresOf('full', predictionHours),
    retrospective: featuresOf('retrospective', predictionHours),
  }
}

/** Columns of gold before its features, in order. `split` is `train` or `test`. */
export const GOLD_KEYS = [
  'subject_id',
  'hadm_id',
  'icustay_id',
  'hospital_expire_flag',
  'split',
] as const

/** How `writeFrame` stores what is no double: ids and the label are whole numbers. */
export const GOLD_STORAGE = {
  subject_id: 'long',
  hadm_id: 'long',
  icustay_id: 'long',
  hospital_expire_flag: 'long',
} as const

/** Columns of gold, in order. */
export const GOLD_COLUMNS: readonly string[] = [
  ...GOLD_KEYS,
  ...CATALOGUE.map(feature => feature.name),
]
