import type { ScoreComponent } from './severityScore.ts'

/**
 * The Oxford Acute Severity of Illness Score: Johnson, Kramer, Clifford, "A new severity of illness scale using a
 * subset of APACHE data elements shows comparable predictive accuracy", Crit Care Med 2013; 41(7): 1711–1718.
 * Bounds as in mimic-code `concepts/severityscores/oasis.sql`, with its newer mapping of the pre-ICU time.
 * The published bands of heart rate, age and urine leave gaps between whole numbers (106 to 107): a value in a gap, as
 * an average of two simultaneous readings may be, belongs to the band below.
 *
 * The score is 0 to 75. The order of the checks within a component is mimic-code's: the first that holds decides.
 */
export const OASIS_COMPONENTS: readonly ScoreComponent[] = [
  {
    name: 'oasis_pre_icu',
    description: 'Time in hospital before the ICU',
    features: ['pre_icu_hours'],
    points: (hours = Number.NaN) => preIcuPoints(hours * 60),
  },
  {
    name: 'oasis_age',
    description: 'Age',
    features: ['age'],
    points: (age = Number.NaN) => {
      if (age >= 90) return 7
      if (age > 77) return 9
      if (age > 53) return 6
      return age >= 24 ? 3 : 0
    },
  },
  {
    name: 'oasis_gcs',
    description: 'Glasgow Coma Scale, worst',
    features: ['gcs_min'],
    points: (gcs = Number.NaN) => {
      if (gcs <= 7) return 10
      if (gcs < 14) return 4
      return gcs < 15 ? 3 : 0
    },
  },
  {
    name: 'oasis_heart_rate',
    description: 'Heart rate',
    features: ['heart_rate_min', 'heart_rate_max'],
    points: (min = Number.NaN, max = Number.NaN) => {
      if (max > 125) return 6
      if (min < 33) return 4
      if (max >= 107) return 3
      return max >= 89 ? 1 : 0
    },
  },
  {
    name: 'oasis_mbp',
    description: 'Mean arterial blood pressure',
    features: ['mbp_min', 'mbp_max'],
    points: (min = Number.NaN, max = Number.NaN) => {
      if (min < 20.65) return 4
      if (min < 51) return 3
      if (max > 143.44) return 3
      return min < 61.33 ? 2 : 0
    },
  },
  {
    name: 'oasis_resp_rate',
    description: 'Respiratory rate',
    features: ['resp_rate_min', 'resp_rate_max'],
    points: (min = Number.NaN, max = Number.NaN) => {
      if (min < 6) return 10
      if (max > 44) return 9
      if (max > 30) return 6
      if (max > 22) return 1
      return min < 13 ? 1 : 0
    },
  },
  {
    name: 'oasis_temp_c',
    description: 'Temperature',
    features: ['temp_c_min', 'temp_c_max'],
    points: (min = Number.NaN, max = Number.NaN) => {
      if (max > 39.88) return 6
      if ((min >= 33.22 && min <= 35.93) || (max >= 33.22 && max <= 35.93)) return 4
      if (min < 33.22) return 3
      if (min > 35.93 && min <= 36.39) return 2
      return max >= 36.89 ? 2 : 0
    },
  },
  {
    name: 'oasis_urine_output',
    description: 'Urine output of the window',
    features: ['urine_output_sum'],
    points: (millilitres = Number.NaN) => {
      if (millilitres < 671.09) return 10
      if (millilitres > 6896.8) return 8
      if (millilitres < 1427) return 5
      return millilitres <= 2544.14 ? 1 : 0
    },
  },
  {
    name: 'oasis_mech_vent',
    description: 'Mechanical ventilation',
    features: ['mech_vent_any'],
    points: (ventilated = Number.NaN) => (ventilated === 1 ? 9 : 0),
  },
  {
    name: 'oasis_elective_surgery',
    description: 'No elective surgery',
    features: ['elective_surgery'],
    points: (elective = Number.NaN) => (elective === 0 ? 6 : 0),
  },
]

/** Probability of dying in hospital by the published formula (mimic-code `oasis.sql`), before any recalibration. */
export function oasisProbability(score: number): number {
  return 1 / (1 + Math.exp(-(-6.1746 + 0.1275 * score)))
}

function preIcuPoints(minutes: number): number {
  if (minutes < 10.2) return 5
  if (minutes < 297) return 3
  if (minutes < 1440) return 0
  if (minutes < 18708) return 2
  return Number.isNaN(minutes) ? 0 : 1
}
