import { describe, expect, it } from 'vitest'
import { handMadeGold } from './handMadeGold.ts'
import { HandMadeSilver, hour } from './handMadeSilver.ts'

describe('oxygen and ventilation', () => {
  const silver = new HandMadeSilver()
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
  const ventilator = silver.stay(11)
  silver.chart(ventilator, 467, 1, null, { value: 'Ventilator ' })
  const cannula = silver.stay(12)
  silver.chart(cannula, 467, 1, null, { value: 'Nasal Cannula' })
  silver.chart(cannula, 720, 1, null, { value: 'Other/Remarks' })
  silver.chart(cannula, 445, 1, null)
  const row = handMadeGold(silver)

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

  it('knows a ventilator from other oxygen devices', () => {
    expect(row(ventilator)['mech_vent_any']).toBe(1)
    expect(row(cannula)['mech_vent_any']).toBe(0)
  })
})
