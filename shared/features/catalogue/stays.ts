import { SAPSII_DISEASES } from '../../mimic/chronicDiseases.ts'
import { COMORBIDITIES } from '../../mimic/comorbidities.ts'
import type { Feature, FeatureSet } from '../feature.ts'

const CORE: readonly FeatureSet[] = ['core', 'full', 'retrospective']
const FULL: readonly FeatureSet[] = ['full', 'retrospective']
const RETROSPECTIVE: readonly FeatureSet[] = ['retrospective']

type Described = Pick<Feature, 'name' | 'kind' | 'description' | 'source' | 'sets'> &
  Partial<Pick<Feature, 'unit' | 'range' | 'levels' | 'knownWhen' | 'window'>>

/** Who the patient is, and how the stay began. */
export function admissionFeatures(predictionHours: number): readonly Feature[] {
  const byWindowEnd = { knownWhen: 'window-end', window: `(−∞, ${predictionHours}] h` } as const
  return [
    value({
      name: 'age',
      kind: 'number',
      description: 'Age at ICU admission; 91.4 for all above 89',
      unit: 'a',
      source: 'PATIENTS.dob, ICUSTAYS.intime',
      sets: CORE,
      range: { low: 18, high: 91.4 },
    }),
    value({
      name: 'gender',
      kind: 'category',
      description: 'Gender',
      source: 'PATIENTS.gender',
      sets: CORE,
      levels: ['F', 'M'],
    }),
    value({
      name: 'admission_type',
      kind: 'category',
      description: 'Type of the hospital admission',
      source: 'ADMISSIONS.admission_type',
      sets: CORE,
      levels: ['ELECTIVE', 'EMERGENCY', 'URGENT'],
    }),
    value({
      name: 'admission_location',
      kind: 'category',
      description: 'Where the patient came from',
      source: 'ADMISSIONS.admission_location',
      sets: FULL,
      levels: [
        'CLINIC REFERRAL/PREMATURE',
        'EMERGENCY ROOM ADMIT',
        'PHYS REFERRAL/NORMAL DELI',
        'TRANSFER FROM HOSP/EXTRAM',
        'TRANSFER FROM SKILLED NUR',
      ],
    }),
    value({
      name: 'insurance',
      kind: 'category',
      description: 'Insurance',
      source: 'ADMISSIONS.insurance',
      sets: FULL,
      levels: ['Government', 'Medicaid', 'Medicare', 'Private', 'Self Pay'],
    }),
    value({
      name: 'ethnicity',
      kind: 'category',
      description: 'Ethnicity, grouped',
      source: 'ADMISSIONS.ethnicity',
      sets: FULL,
      levels: ETHNICITIES,
    }),
    value({
      name: 'marital_status',
      kind: 'category',
      description: 'Marital status',
      source: 'ADMISSIONS.marital_status',
      sets: FULL,
      levels: ['DIVORCED', 'LIFE PARTNER', 'MARRIED', 'SEPARATED', 'SINGLE', 'WIDOWED'],
    }),
    value({
      name: 'first_careunit',
      kind: 'category',
      description: 'First care unit of the stay',
      source: 'ICUSTAYS.first_careunit',
      sets: FULL,
      levels: ['CCU', 'CSRU', 'MICU', 'SICU', 'TSICU'],
    }),
    // in no set: which system charted a stay is how one is validated on the other, and no finding about a patient
    value({
      name: 'dbsource',
      kind: 'category',
      description: 'Clinical information system that charted the stay',
      source: 'ICUSTAYS.dbsource',
      sets: [],
      levels: ['both', 'carevue', 'metavision'],
    }),
    value({
      name: 'first_service',
      kind: 'category',
      description: 'First hospital service of the admission',
      source: 'SERVICES.curr_service',
      sets: FULL,
      levels: ['CMED', 'CSURG', 'MED', 'NMED', 'NSURG', 'OMED', 'ORTHO', 'SURG', 'TRAUM', 'TSURG'],
      ...byWindowEnd,
    }),
    value({
      name: 'admission_text',
      kind: 'category',
      description: 'Reason for the admission, as written at its start',
      source: 'ADMISSIONS.diagnosis',
      sets: FULL,
    }),
    value({
      name: 'pre_icu_hours',
      kind: 'number',
      description: 'Hours in hospital before the ICU',
      unit: 'h',
      source: 'ADMISSIONS.admittime, ICUSTAYS.intime',
      sets: CORE,
      range: { low: -24, high: 2400 },
    }),
    value({
      name: 'ed_hours',
      kind: 'number',
      description:
        'Hours in the emergency department before the ICU; missing if not admitted through it',
      unit: 'h',
      source: 'ADMISSIONS.edregtime, ADMISSIONS.edouttime capped at ICUSTAYS.intime',
      sets: FULL,
      range: { low: 0, high: 240 },
    }),
    value({
      name: 'elective_surgery',
      kind: 'flag',
      description: 'Elective admission to a surgical service or orthopaedics',
      source: 'ADMISSIONS.admission_type, SERVICES.curr_service',
      sets: CORE,
      ...byWindowEnd,
    }),
    value({
      name: 'surgical_service',
      kind: 'flag',
      description: 'Admitted to a surgical service, elective or not',
      source: 'SERVICES.curr_service',
      sets: FULL,
      ...byWindowEnd,
    }),
  ]
}

/** The groups of mimic-code's `icustay_detail`, by the beginning of the recorded text. */
export const ETHNICITIES = [
  'ASIAN',
  'BLACK',
  'HISPANIC',
  'NATIVE',
  'OTHER',
  'UNKNOWN',
  'WHITE',
] as const

/**
 * Comorbidities as earlier admissions were coded. Hypertension, diabetes, heart failure and renal failure, the four that
 * prediction models of MIMIC usually have, are among Elixhauser's (`prior_hypertension`, `prior_diabetes_uncomplicated`
 * and `_complicated`, `prior_congestive_heart_failure`, `prior_renal_failure`). SAPS-II's are in no set, as
 * Elixhauser's tell models nearly the same.
 */
export function comorbidityFeatures(): readonly Feature[] {
  const earlier = 'DIAGNOSES_ICD of admissions that ended before ICU admission'
  return [
    ...COMORBIDITIES.map(({ name, label }) =>
      value({
        name: `prior_${name}`,
        kind: 'flag',
        description: `${label}, by codes of earlier admissions; missing if there is none`,
        source: `${earlier}, primary codes left out`,
        sets: FULL,
      }),
    ),
    ...SAPSII_DISEASES.map(({ name, label }) =>
      value({
        name: `prior_sapsii_${name}`,
        kind: 'flag',
        description: `${label} as SAPS-II counts it, by codes of earlier admissions; missing if there is none`,
        source: earlier,
        sets: [],
      }),
    ),
  ]
}

/** What only the end of the admission tells. */
export function dischargeFeatures(): readonly Feature[] {
  const known = { sets: RETROSPECTIVE, knownWhen: 'discharge', window: 'whole admission' } as const
  return [
    value({
      name: 'los_icu_days',
      kind: 'number',
      description: 'Length of the ICU stay',
      unit: 'd',
      source: 'ICUSTAYS.intime, ICUSTAYS.outtime',
      range: { low: 0, high: 365 },
      ...known,
    }),
    value({
      name: 'los_hospital_days',
      kind: 'number',
      description: 'Length of the hospital stay',
      unit: 'd',
      source: 'ADMISSIONS.admittime, ADMISSIONS.dischtime',
      range: { low: 0, high: 730 },
      ...known,
    }),
    value({
      name: 'discharge_location',
      kind: 'category',
      description: 'Where the patient went',
      source: 'ADMISSIONS.discharge_location',
      ...known,
    }),
    value({
      name: 'last_careunit',
      kind: 'category',
      description: 'Last care unit of the stay',
      source: 'ICUSTAYS.last_careunit',
      levels: ['CCU', 'CSRU', 'MICU', 'SICU', 'TSICU'],
      ...known,
    }),
    value({
      name: 'primary_diagnosis',
      kind: 'category',
      description: 'Primary diagnosis, ICD-9 code',
      source: 'DIAGNOSES_ICD of this admission, seq_num 1',
      ...known,
    }),
    ...COMORBIDITIES.map(({ name, label }) =>
      value({
        name: `diagnosis_${name}`,
        kind: 'flag',
        description: `${label}, by codes of this admission`,
        source: 'DIAGNOSES_ICD of this admission, primary codes left out',
        ...known,
      }),
    ),
    ...SAPSII_DISEASES.map(({ name, label }) =>
      value({
        name: `diagnosis_sapsii_${name}`,
        kind: 'flag',
        description: `${label} as SAPS-II counts it, by codes of this admission`,
        source: 'DIAGNOSES_ICD of this admission',
        ...known,
        sets: [],
      }),
    ),
  ]
}

/** A feature that is no statistic of a window. */
function value(described: Described): Feature {
  return {
    concept: described.name,
    statistic: 'value',
    unit: null,
    range: null,
    window: 'at ICU admission',
    knownWhen: 'icu-admission',
    ...described,
  }
}
