import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withDuckdb } from '../../../shared/tables/duckdb.ts'
import type { Frame } from '../../../shared/tables/frame.ts'
import type { Sql } from '../../../shared/tables/sql.ts'
import { buildGold, goldRow, readGold } from './buildGold.ts'
import { temporaryFolder } from './demoSilver.ts'
import { HandMadeSilver, hour } from './handMadeSilver.ts'

const { folder, remove } = temporaryFolder()
const duckdb = <T>(work: (sql: Sql) => Promise<T>) =>
  withDuckdb({ threads: 1, memoryMiB: 512, temporaryFolder: folder }, work)
const SECOND = 1 / 3600

afterAll(remove)

describe('gold of hand-made stays', () => {
  const silver = new HandMadeSilver()
  let gold: Frame
  const build = async () => {
    gold = await duckdb(async sql =>
      readGold(await buildGold(sql, await silver.write(sql, folder), folder)),
    )
  }
  const row = (stay: number) => goldRow(gold, stay)

  // windows
  const chartWindow = silver.stay(1)
  silver.chart(chartWindow, 211, 0, 10)
  silver.chart(chartWindow, 211, SECOND, 20)
  silver.chart(chartWindow, 220045, 24, 30)
  silver.chart(chartWindow, 211, 24 + SECOND, 40)
  silver.chart(chartWindow, 184, 0, 2)
  const labWindow = silver.stay(2)
  silver.lab(labWindow, 50813, -6 - SECOND, 1)
  silver.lab(labWindow, 50813, -6, 2)
  silver.lab(labWindow, 50813, 24, 3, { hadm_id: 999 })
  silver.lab(labWindow, 50813, 24 + SECOND, 4)

  // what counts
  const errors = silver.stay(3)
  silver.chart(errors, 211, 1, 60, { error: null })
  silver.chart(errors, 211, 2, 70, { error: 0 })
  silver.chart(errors, 211, 3, 80, { error: 1 })
  silver.chart(errors, 211, 4, 300)
  silver.chart(errors, 211, 5, null)
  const units = silver.stay(4)
  silver.chart(units, 678, 1, 98.6)
  silver.chart(units, 676, 2, 38)
  silver.chart(units, 678, 3, 37)
  silver.chart(units, 1394, -3, 70)
  silver.chart(units, 763, 1, 90)
  silver.chart(units, 762, 2, 80)
  const simultaneous = silver.stay(5)
  silver.chart(simultaneous, 51, 1, 100)
  silver.chart(simultaneous, 455, 1, 130)
  silver.chart(simultaneous, 455, 2, 120)
  silver.chart(simultaneous, 51, 3, 90)
  silver.chart(simultaneous, 455, 3, 95)
  silver.chart(simultaneous, 455, 3, 95)

  // oxygen
  const fractions = silver.stay(6)
  silver.chart(fractions, 223835, 1, 0.5)
  silver.chart(fractions, 223835, 2, 60)
  silver.chart(fractions, 223835, 3, 10)
  silver.chart(fractions, 190, 4, 1)
  silver.chart(fractions, 190, 5, 0.2)
  silver.lab(fractions, 50816, 6, 90)
  const gases = silver.stay(7)
  silver.lab(gases, 50800, 1, null, { value: 'ART' })
  silver.lab(gases, 50821, 1, 100)
  silver.lab(gases, 50816, 1, 50)
  silver.lab(gases, 50800, 2, null, { value: 'VEN' })
  silver.lab(gases, 50821, 2, 40)
  silver.lab(gases, 50821, 3, 45)
  silver.chart(gases, 3420, 6, 40)
  silver.lab(gases, 50800, 10, null, { value: 'ART' })
  silver.lab(gases, 50821, 10, 80)
  silver.lab(gases, 50800, 11, null, { value: 'ART' })
  silver.lab(gases, 50821, 11, 90)

  // a gas each while ventilated, after the last setting, on CPAP, and after an extubation
  const breathing = silver.stay(23)
  silver.chart(breathing, 3420, 0.5, 50)
  silver.chart(breathing, 720, 1, null, { value: 'CMV' })
  silver.chart(breathing, 445, 9, 8)
  for (const [hours, pao2] of [
    [1, 90],
    [9.5, 40],
    [14, 60],
    [19, 50],
  ] as const) {
    silver.chart(breathing, 3420, hours, 50)
    silver.lab(breathing, 50800, hours, null, { value: 'ART' })
    silver.lab(breathing, 50821, hours, pao2)
  }
  silver.chart(breathing, 467, 10, null, { value: 'CPAP Mask' })
  silver.chart(breathing, 445, 18, 8)
  silver.chart(breathing, 640, 18.5, null, { value: 'Extubated' })
  const weaned = silver.stay(24, { icustay: { dbsource: 'metavision' } })
  silver.chart(weaned, 223849, 2, null, { value: 'CMV' })
  silver.chart(weaned, 223849, 3, null, { value: 'CPAP/PSV' })
  silver.chart(weaned, 226732, 4, null, { value: 'High flow neb ' })
  silver.chart(weaned, 223849, 5, null, { value: 'CMV' })
  silver.chart(weaned, 3420, 2.5, 100)
  for (const [hours, pao2] of [
    [2.5, 80],
    [4.5, 70],
    [5, 60],
  ] as const) {
    silver.lab(weaned, 50800, hours, null, { value: 'ART' })
    silver.lab(weaned, 50821, hours, pao2)
  }
  silver.add('procedureevents_mv', {
    icustay_id: weaned,
    itemid: 227194,
    starttime: hour(6),
    endtime: hour(6 + 1 / 60),
    statusdescription: 'FinishedRunning',
  })

  const tiny = silver.stay(26)
  silver.chart(tiny, 3420, 1, 1e-9)
  silver.lab(tiny, 50800, 1, null, { value: 'ART' })
  silver.lab(tiny, 50821, 1, 80)
  silver.chart(tiny, 762, 1, 1e-9)
  silver.add('inputevents_cv', {
    icustay_id: tiny,
    itemid: 30047,
    charttime: hour(2),
    rate: 8,
    rateuom: 'mcgmin',
  })

  // trends
  const rising = silver.stay(25)
  silver.lab(rising, 50813, 2, 1)
  silver.lab(rising, 50813, 4, 5)
  silver.lab(rising, 50813, 6, 3)
  silver.chart(rising, 211, 1, 80)
  silver.chart(rising, 220045, 1, 90)

  // consciousness
  const intubated = silver.stay(8)
  silver.chart(intubated, 184, 1, 1)
  silver.chart(intubated, 723, 1, 1, { value: '1.0 ET/Trach' })
  silver.chart(intubated, 454, 1, 1)
  silver.chart(intubated, 454, 2, 4)
  silver.chart(intubated, 723, 3, 4)
  const carried = silver.stay(9)
  silver.chart(carried, 220739, 1, 2)
  silver.chart(carried, 223900, 1, 3)
  silver.chart(carried, 223901, 1, 4)
  silver.chart(carried, 220739, 7 - SECOND, 1)
  const tooOld = silver.stay(10)
  silver.chart(tooOld, 220739, 1, 2)
  silver.chart(tooOld, 223901, 7, 5)

  // treatments
  const ventilator = silver.stay(11)
  silver.chart(ventilator, 467, 1, null, { value: 'Ventilator ' })
  const cannula = silver.stay(12)
  silver.chart(cannula, 467, 1, null, { value: 'Nasal Cannula' })
  silver.chart(cannula, 720, 1, null, { value: 'Other/Remarks' })
  silver.chart(cannula, 445, 1, null)
  const irrigated = silver.stay(13, { icustay: { dbsource: 'metavision' } })
  silver.output(irrigated, 226559, 0, 100)
  silver.output(irrigated, 227489, 5, 500.1)
  silver.output(irrigated, 227488, 5, 400.2)
  silver.output(irrigated, 226559, 6, 1000, { iserror: 1 })
  silver.output(irrigated, 226559, 24, 0.3)
  silver.output(irrigated, 226559, 24 + SECOND, 7)
  const careVueDrugs = silver.stay(14)
  silver.chart(careVueDrugs, 762, 1, 80)
  for (const [itemid, rate, rateuom] of [
    [30047, 8, 'mcgmin'],
    [30120, 0.05, 'mcgkgmin'],
    [30051, 0.04, 'Umin'],
    [30043, 0, 'mcgkgmin'],
  ] as const) {
    silver.add('inputevents_cv', { icustay_id: 14, itemid, charttime: hour(2), rate, rateuom })
  }
  const metaVisionDrugs = silver.stay(15, { icustay: { dbsource: 'metavision' } })
  const infusion = { icustay_id: 15, statusdescription: 'Stopped', rateuom: 'mcg/kg/min' }
  for (const drug of [
    { itemid: 222315, starttime: hour(23), endtime: hour(30), rate: 2.4, rateuom: 'units/hour' },
    { itemid: 221906, starttime: hour(-2), endtime: hour(1), rate: 0.3 },
    { itemid: 221289, starttime: hour(24), endtime: hour(30), rate: 1 },
    { itemid: 221662, starttime: hour(2), endtime: hour(2), rate: 1 },
    { itemid: 221662, starttime: hour(5), endtime: hour(3), rate: 1 },
    {
      itemid: 221749,
      starttime: hour(2),
      endtime: hour(3),
      rate: 1,
      statusdescription: 'Rewritten',
    },
  ]) {
    silver.add('inputevents_mv', { ...infusion, ...drug })
  }

  // admission
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

  // cohort
  const diesAtTheMark = silver.stay(19, {
    admission: { deathtime: hour(24), hospital_expire_flag: 1 },
  })
  const diesAfter = silver.stay(20, {
    admission: { deathtime: hour(24 + SECOND), hospital_expire_flag: 1 },
    icustay: { outtime: hour(24) },
  })
  const leavesBefore = silver.stay(21, { icustay: { outtime: hour(24 - SECOND) } })

  // earlier admissions
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

  beforeAll(build, 60_000)

  it('takes chart events of (0, 24] h, and the coma scale from 0 h on', () => {
    expect(row(chartWindow)).toMatchObject({
      heart_rate_first: 20,
      heart_rate_last: 30,
      heart_rate_mean: 25,
      heart_rate_count: 2,
      gcs_eye_count: 1,
      gcs_min: 13,
    })
  })

  it('takes labs of [−6, 24] h of the patient, whatever their admission', () => {
    expect(row(labWindow)).toMatchObject({ lactate_min: 2, lactate_max: 3, lactate_count: 2 })
  })

  it('drops errors and impossible values, but not rows whose error is unknown', () => {
    expect(row(errors)).toMatchObject({
      heart_rate_min: 60,
      heart_rate_max: 70,
      heart_rate_count: 2,
    })
  })

  it('unites units, after checking the range in the unit of the range', () => {
    expect(row(units)).toMatchObject({
      temp_c_first: 37,
      temp_c_max: 38,
      temp_c_count: 2,
      height_mean: 177.8,
      weight_mean: 80,
    })
  })

  it('averages simultaneous readings for first and last only', () => {
    expect(row(simultaneous)).toMatchObject({
      sbp_first: 115,
      sbp_last: 93.333333,
      sbp_min: 90,
      sbp_max: 130,
      sbp_mean: 105,
      sbp_count: 6,
    })
  })

  it('reads oxygen as a fraction or as percent, and of gases only arterial ones', () => {
    expect(row(fractions)).toMatchObject({
      fio2_first: 50,
      fio2_max: 100,
      fio2_mean: 70,
      fio2_count: 3,
    })
    expect(row(gases)).toMatchObject({
      pao2_min: 80,
      pao2_max: 100,
      pao2_count: 3,
      fio2_count: 2,
      // 100 / 0.5 by the gas; 80 / 0.4 by what was charted 4 h before; nothing 5 h after
      pf_ratio_first: 200,
      pf_ratio_last: 200,
      pf_ratio_count: 2,
    })
  })

  it('tells gases of a ventilated patient from others, and from those with CPAP', () => {
    expect(row(breathing)).toMatchObject({
      pf_ratio_count: 4,
      pf_ratio_min: 80,
      // from the first setting on to the next within 8 h; what comes 9 h later stands alone until the extubation
      pf_ratio_ventilated_min: 180,
      pf_ratio_unventilated_min: 80,
      // and 10 h to 14 h on CPAP, from 1 h before to 4 h after it was charted
      pf_ratio_supported_min: 80,
      cpap_any: 1,
    })
    expect(row(weaned)).toMatchObject({
      // oxygen without a ventilator ends a period, an extubation is its end
      pf_ratio_ventilated_min: 60,
      pf_ratio_unventilated_min: 70,
      pf_ratio_supported_min: 60,
      cpap_any: 0,
    })
  })

  it('says how a reading moved: last less first, and the slope of the line through all', () => {
    // from numpy: polyfit([2, 4, 6], [1, 5, 3], 1)[0] = 0.5
    expect(row(rising)).toMatchObject({ lactate_delta: 2, lactate_slope: 0.5 })
    // readings at one time have no trend
    expect(row(rising)).toMatchObject({
      heart_rate_count: 2,
      heart_rate_delta: null,
      heart_rate_slope: null,
    })
  })

  it('calls an intubated patient normal, as mimic-code does', () => {
    expect(row(intubated)).toMatchObject({
      intubated_any: 1,
      gcs_first: 15,
      gcs_count: 3,
      // verbal 4 + motor 4 of an hour ago + normal eyes
      gcs_last: 12,
      gcs_verbal_min: 4,
      gcs_verbal_count: 1,
    })
  })

  it('carries the coma scale forward for less than six hours', () => {
    expect(row(carried)).toMatchObject({ gcs_first: 9, gcs_last: 8, intubated_any: 0 })
    expect(row(tooOld)).toMatchObject({ gcs_first: 13, gcs_last: 14 })
  })

  it('knows a ventilator from other oxygen devices', () => {
    expect(row(ventilator)['mech_vent_any']).toBe(1)
    expect(row(cannula)['mech_vent_any']).toBe(0)
  })

  it('subtracts irrigation from urine, exactly', () => {
    expect(row(irrigated)).toMatchObject({ urine_output_sum: 200.2, urine_output_count: 4 })
    expect(row(cannula)).toMatchObject({ urine_output_sum: null, urine_output_count: 0 })
  })

  it('brings rates of drugs to one unit', () => {
    expect(row(careVueDrugs)).toMatchObject({
      norepinephrine_any: 1,
      norepinephrine_max: 0.1,
      vasopressin_max: 0.04,
      dopamine_any: 0,
      dopamine_max: null,
      vasopressor_any: 1,
    })
    expect(row(metaVisionDrugs)).toMatchObject({ vasopressin_any: 1, vasopressin_max: 0.04 })
  })

  it('gives no ratio or rate by a value so small that it rounds to 0', () => {
    expect(row(tiny)).toMatchObject({
      fio2_count: 1,
      fio2_min: 0,
      pf_ratio_count: 0,
      norepinephrine_any: 1,
      norepinephrine_max: null,
    })
  })

  it('counts infusions that overlap the window, and no rewritten or reversed one', () => {
    expect(row(metaVisionDrugs)).toMatchObject({
      norepinephrine_any: 1,
      epinephrine_any: 0,
      dopamine_any: 0,
      phenylephrine_any: 0,
    })
  })

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
    expect(row(errors)).toMatchObject({ oasis: 9, sapsii: 9, sapsii_retrospective: 9, sofa: 0 })
    // the age; and leukaemia before this admission: 10, or metastases found in it: 9
    expect(row(known)).toMatchObject({ sapsii: 17, sapsii_retrospective: 16 })
    // norepinephrine at 0.1 mcg/kg/min
    expect(row(careVueDrugs)['sofa']).toBe(3)
  })
})

describe('gold of another horizon', () => {
  it('ends its windows with the prediction hour', async () => {
    const silver = new HandMadeSilver()
    silver.stay(1)
    silver.chart(1, 211, 6, 60)
    silver.chart(1, 211, 6 + SECOND, 70)
    silver.chart(1, 211, 48, 80)
    silver.lab(1, 50813, 48, 2)
    const counts = await duckdb(async sql => {
      const files = await silver.write(sql, folder)
      const of = async (predictionHours: number) => {
        const gold = await readGold(await buildGold(sql, files, folder, { predictionHours }))
        const { heart_rate_count, lactate_count } = goldRow(gold, 1)
        return [heart_rate_count, lactate_count]
      }
      return [await of(6), await of(48)]
    })
    expect(counts).toEqual([
      [1, 0],
      [3, 1],
    ])
  })
})

describe('events known by the time they were stored', () => {
  it('leave out what was measured in the window and stored after it, but for the laboratory', async () => {
    const silver = new HandMadeSilver()
    silver.stay(1)
    silver.chart(1, 211, 1, 60, { storetime: hour(24) })
    silver.chart(1, 211, 2, 70, { storetime: hour(24 + SECOND) })
    silver.chart(1, 211, 3, 80)
    silver.lab(1, 50813, 23, 2)
    silver.output(1, 40055, 5, 100, { storetime: hour(30) })
    const rows = await duckdb(async sql => {
      const files = await silver.write(sql, folder)
      const of = async (availability: 'charttime' | 'storetime') =>
        goldRow(await readGold(await buildGold(sql, files, folder, { availability })), 1)
      return { charttime: await of('charttime'), storetime: await of('storetime') }
    })
    expect(rows.charttime).toMatchObject({
      heart_rate_count: 3,
      lactate_count: 1,
      urine_output_sum: 100,
    })
    expect(rows.storetime).toMatchObject({
      heart_rate_count: 1,
      heart_rate_max: 60,
      lactate_count: 1,
      urine_output_sum: null,
    })
  })
})
