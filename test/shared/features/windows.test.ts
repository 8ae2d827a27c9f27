import { describe, expect, it } from 'vitest'
import { buildGold, goldRow, readGold } from './buildGold.ts'
import { handMadeGold, withGoldFolder } from './handMadeGold.ts'
import { HandMadeSilver, hour } from './handMadeSilver.ts'

const SECOND = 1 / 3600

describe('the windows of a stay', () => {
  const silver = new HandMadeSilver()
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
  const row = handMadeGold(silver)

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
})

describe('gold of another horizon', () => {
  it('ends its windows with the prediction hour', async () => {
    const silver = new HandMadeSilver()
    silver.stay(1)
    silver.chart(1, 211, 6, 60)
    silver.chart(1, 211, 6 + SECOND, 70)
    silver.chart(1, 211, 48, 80)
    silver.lab(1, 50813, 48, 2)
    const counts = await withGoldFolder(async (sql, folder) => {
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
    const rows = await withGoldFolder(async (sql, folder) => {
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
