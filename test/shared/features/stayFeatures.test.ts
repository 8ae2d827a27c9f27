import { describe, expect, it } from 'vitest'
import { handMadeGold } from './handMadeGold.ts'
import { HandMadeSilver, hour } from './handMadeSilver.ts'

const SECOND = 1 / 3600

describe('what is known of a stay', () => {
  const silver = new HandMadeSilver()
  const old = silver.stay(16, { patient: { dob: '1850-01-10 00:00:00' } })
  const emergency = silver.stay(17, {
    admission: {
      edregtime: hour(-5),
      edouttime: hour(3),
      ethnicity: 'BLACK/HAITIAN',
      admission_type: 'ELECTIVE',
    },
  })
  silver.add('services', { hadm_id: 1017, transfertime: hour(-2), curr_service: 'CSURG' })
  silver.add('services', { hadm_id: 1017, transfertime: hour(10), curr_service: 'MED' })
  const lateService = silver.stay(18)
  silver.add('services', { hadm_id: 1018, transfertime: hour(24 + SECOND), curr_service: 'MED' })
  const diesAtTheMark = silver.stay(19, {
    admission: { deathtime: hour(24), hospital_expire_flag: 1 },
  })
  const diesAfter = silver.stay(20, {
    admission: { deathtime: hour(24 + SECOND), hospital_expire_flag: 1 },
    icustay: { outtime: hour(24) },
  })
  const leavesBefore = silver.stay(21, { icustay: { outtime: hour(24 - SECOND) } })
  const known = silver.stay(22)
  const earlier = { subject_id: 22, hospital_expire_flag: 0 }
  silver.add('admissions', {
    ...earlier,
    hadm_id: 5001,
    admittime: hour(-900),
    dischtime: hour(-800),
  })
  silver.add('admissions', {
    ...earlier,
    hadm_id: 5002,
    admittime: hour(500),
    dischtime: hour(600),
  })
  for (const [hadm_id, seq_num, icd9_code] of [
    [5001, 1, '4280'],
    [5001, 2, '25000'],
    [5001, 3, '25040'],
    [5001, 4, '1629'],
    [5001, 5, ' 496'],
    [5002, 2, '5859'],
    [1022, 2, '5715'],
    [5001, 6, '20410'],
    [1022, 1, ' 1983'],
  ] as const) {
    silver.add('diagnoses_icd', { subject_id: 22, hadm_id, seq_num, icd9_code })
  }
  const beating = silver.stay(3)
  silver.chart(beating, 211, 1, 60)
  silver.chart(beating, 211, 2, 70)
  const pressed = silver.stay(14)
  silver.chart(pressed, 762, 1, 80)
  silver.add('inputevents_cv', {
    icustay_id: pressed,
    itemid: 30047,
    charttime: hour(2),
    rate: 8,
    rateuom: 'mcgmin',
  })
  const row = handMadeGold(silver)

  it('knows what the admission tells', () => {
    expect(row(old)['age']).toBe(91.4)
    expect(row(emergency)).toMatchObject({
      ed_hours: 5,
      ethnicity: 'BLACK',
      pre_icu_hours: 2,
      first_service: 'CSURG',
      elective_surgery: 1,
    })
    expect(row(old)).toMatchObject({ ed_hours: null, elective_surgery: null, first_service: null })
  })

  it('does not know a service that begins after the window', () => {
    expect(row(lateService)).toMatchObject({ first_service: null, elective_surgery: null })
  })

  it('leaves out who is dead or gone at the mark', () => {
    expect(() => row(diesAtTheMark)).toThrow(/no stay/)
    expect(() => row(leavesBefore)).toThrow(/no stay/)
    expect(row(diesAfter)['hospital_expire_flag']).toBe(1)
  })

  it('takes comorbidities from earlier admissions, by Elixhauser’s rules', () => {
    expect(row(known)).toMatchObject({
      prior_congestive_heart_failure: 0, // the primary diagnosis
      prior_diabetes_complicated: 1,
      prior_diabetes_uncomplicated: 0, // switched off
      prior_solid_tumor: 1,
      prior_chronic_pulmonary: 1,
      prior_renal_failure: 0, // coded later
      prior_liver_disease: 0, // coded at the end of this admission
      diagnosis_liver_disease: 1,
      diagnosis_renal_failure: 0,
    })
    // SAPS-II's diseases may be the primary diagnosis
    expect(row(known)).toMatchObject({
      prior_sapsii_hematologic_malignancy: 1,
      prior_sapsii_metastatic_cancer: 0,
      diagnosis_sapsii_metastatic_cancer: 1,
      diagnosis_metastatic_cancer: 0,
      primary_diagnosis: '1983',
    })
    expect(row(old)).toMatchObject({ prior_renal_failure: null, diagnosis_renal_failure: null })
  })

  it('adds the scores of the row', () => {
    // OASIS: pre-ICU 2 h: 3, age 60: 6; heart rate 60 to 70, nothing else known
    // SAPS-II: age 59.9999, in years of 365.242 days: 7, heart rate 60: 2
    expect(row(beating)).toMatchObject({ oasis: 9, sapsii: 9, sapsii_retrospective: 9, sofa: 0 })
    // the age; and leukaemia before this admission: 10, or metastases found in it: 9
    expect(row(known)).toMatchObject({ sapsii: 17, sapsii_retrospective: 16 })
    // norepinephrine at 0.1 mcg/kg/min
    expect(row(pressed)['sofa']).toBe(3)
  })
})
