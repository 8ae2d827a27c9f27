import { describe, expect, it } from 'vitest'
import { handMadeGold } from './handMadeGold.ts'
import { HandMadeSilver, hour } from './handMadeSilver.ts'

const SECOND = 1 / 3600

describe('urine and drugs', () => {
  const silver = new HandMadeSilver()
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
  const row = handMadeGold(silver)

  it('subtracts irrigation from urine, exactly', () => {
    expect(row(irrigated)).toMatchObject({ urine_output_sum: 200.2, urine_output_count: 4 })
    expect(row(tiny)).toMatchObject({ urine_output_sum: null, urine_output_count: 0 })
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

  it('counts infusions that overlap the window, and no rewritten or reversed one', () => {
    expect(row(metaVisionDrugs)).toMatchObject({
      norepinephrine_any: 1,
      epinephrine_any: 0,
      dopamine_any: 0,
      phenylephrine_any: 0,
    })
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
})
