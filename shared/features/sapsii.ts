import { SAPSII_DISEASES } from '../mimic/chronicDiseases.ts'
import type { ScoreComponent } from './severityScore.ts'

/**
 * Where the chronic diseases come from: codes of earlier admissions, known at ICU admission (`strict`), or those of this
 * admission, which are written at its end and know the outcome (`retrospective`, as mimic-code has it).
 */
export type SapsiiForm = 'strict' | 'retrospective'

/**
 * The Simplified Acute Physiology Score II: Le Gall, Lemeshow, Saulnier, "A new Simplified Acute Physiology Score
 * (SAPS II) based on a European/North American multicenter study", JAMA 1993; 270(24): 2957–2963. Inputs as in
 * mimic-code `concepts/severityscores/sapsii.sql`.
 *
 * Of the lowest and the highest value the one that gives more points counts. On purpose unlike mimic-code: a fever
 * counts though the lowest temperature was below 39 °C (the published score takes the worst value), and the type of
 * admission scores nothing where the first service is not known, rather than as medical.
 */
export function sapsiiComponents(form: SapsiiForm): readonly ScoreComponent[] {
  const source = form === 'strict' ? 'prior' : 'diagnosis'
  return [
    ...ACUTE_COMPONENTS,
    {
      name: 'sapsii_chronic_disease',
      description: 'Chronic disease',
      features: SAPSII_DISEASES.map(({ name }) => `${source}_sapsii_${name}`),
      points: (aids = Number.NaN, hematologic = Number.NaN, metastatic = Number.NaN) => {
        if (aids === 1) return 17
        if (hematologic === 1) return 10
        return metastatic === 1 ? 9 : 0
      },
    },
  ]
}

const ACUTE_COMPONENTS: readonly ScoreComponent[] = [
  {
    name: 'sapsii_age',
    description: 'Age',
    features: ['age'],
    points: (age = Number.NaN) => {
      if (age >= 80) return 18
      if (age >= 75) return 16
      if (age >= 70) return 15
      if (age >= 60) return 12
      return age >= 40 ? 7 : 0
    },
  },
  {
    name: 'sapsii_heart_rate',
    description: 'Heart rate',
    features: ['heart_rate_min', 'heart_rate_max'],
    points: (min = Number.NaN, max = Number.NaN) => {
      if (min < 40) return 11
      if (max >= 160) return 7
      if (max >= 120) return 4
      return min < 70 ? 2 : 0
    },
  },
  {
    name: 'sapsii_sbp',
    description: 'Systolic blood pressure',
    features: ['sbp_min', 'sbp_max'],
    points: (min = Number.NaN, max = Number.NaN) => {
      if (min < 70) return 13
      if (min < 100) return 5
      return max >= 200 ? 2 : 0
    },
  },
  {
    name: 'sapsii_temp_c',
    description: 'Temperature',
    features: ['temp_c_max'],
    points: (max = Number.NaN) => (max >= 39 ? 3 : 0),
  },
  {
    name: 'sapsii_pf_ratio',
    description: 'PaO2 / FiO2 while ventilated or with CPAP',
    features: ['pf_ratio_supported_min'],
    points: (ratio = Number.NaN) => {
      if (ratio < 100) return 11
      if (ratio < 200) return 9
      return ratio >= 200 ? 6 : 0
    },
  },
  {
    name: 'sapsii_urine_output',
    description: 'Urine output of the window',
    features: ['urine_output_sum'],
    points: (millilitres = Number.NaN) => {
      if (millilitres < 500) return 11
      return millilitres < 1000 ? 4 : 0
    },
  },
  {
    name: 'sapsii_bun',
    description: 'Blood urea nitrogen',
    features: ['bun_max'],
    points: (max = Number.NaN) => {
      if (max >= 84) return 10
      return max >= 28 ? 6 : 0
    },
  },
  {
    name: 'sapsii_wbc',
    description: 'White blood cell count',
    features: ['wbc_min', 'wbc_max'],
    points: (min = Number.NaN, max = Number.NaN) => {
      if (min < 1) return 12
      return max >= 20 ? 3 : 0
    },
  },
  {
    name: 'sapsii_potassium',
    description: 'Potassium',
    features: ['potassium_min', 'potassium_max'],
    points: (min = Number.NaN, max = Number.NaN) => (min < 3 || max >= 5 ? 3 : 0),
  },
  {
    name: 'sapsii_sodium',
    description: 'Sodium',
    features: ['sodium_min', 'sodium_max'],
    points: (min = Number.NaN, max = Number.NaN) => {
      if (min < 125) return 5
      return max >= 145 ? 1 : 0
    },
  },
  {
    name: 'sapsii_bicarbonate',
    description: 'Bicarbonate',
    features: ['bicarbonate_min'],
    points: (min = Number.NaN) => {
      if (min < 15) return 6
      return min < 20 ? 3 : 0
    },
  },
  {
    name: 'sapsii_bilirubin',
    description: 'Bilirubin',
    features: ['bilirubin_max'],
    points: (max = Number.NaN) => {
      if (max >= 6) return 9
      return max >= 4 ? 4 : 0
    },
  },
  {
    name: 'sapsii_gcs',
    description: 'Glasgow Coma Scale, worst',
    features: ['gcs_min'],
    points: (gcs = Number.NaN) => {
      if (gcs < 6) return 26
      if (gcs < 9) return 13
      if (gcs < 11) return 7
      return gcs < 14 ? 5 : 0
    },
  },
  {
    name: 'sapsii_admission',
    description: 'Type of admission: medical, or surgery that was not scheduled',
    features: ['surgical_service', 'elective_surgery'],
    points: (surgical = Number.NaN, elective = Number.NaN) => {
      if (surgical === 0) return 6
      return surgical === 1 && elective === 0 ? 8 : 0
    },
  },
]

/** Probability of dying in hospital by the published formula, before any recalibration. */
export function sapsiiProbability(score: number): number {
  return 1 / (1 + Math.exp(-(-7.7631 + 0.0737 * score + 0.9971 * Math.log(score + 1))))
}
