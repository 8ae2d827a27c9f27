import { describe, expect, it } from 'vitest'
import { handMadeGold } from './handMadeGold.ts'
import { HandMadeSilver } from './handMadeSilver.ts'

const SECOND = 1 / 3600

describe('readings of a stay', () => {
  const silver = new HandMadeSilver()
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
  const rising = silver.stay(25)
  silver.lab(rising, 50813, 2, 1)
  silver.lab(rising, 50813, 4, 5)
  silver.lab(rising, 50813, 6, 3)
  silver.chart(rising, 211, 1, 80)
  silver.chart(rising, 220045, 1, 90)
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
  const row = handMadeGold(silver)

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
})
