import { describe, expect, it } from 'vitest'
import { featuresHandler } from '../../../functions/triggers/features.ts'
import { call } from './servingSample.ts'

describe('GET features', () => {
  it('says of every feature where it comes from, over which window, and when it is known', async () => {
    const { status, json: body } = await call(featuresHandler, {})
    expect(status).toBe(200)
    expect(body.predictionHours).toBe(24)
    expect(body.features.length).toBeGreaterThan(400)
    const silent = body.features.filter(({ description, source, window, statistic }) =>
      [description, source, window, statistic].includes(''),
    )
    expect(silent).toEqual([])
    expect(body.features).toContainEqual(
      expect.objectContaining({
        name: 'lactate_slope',
        unit: 'mmol/L/h',
        source: 'LABEVENTS 50813',
        window: '[−6, 24] h',
        statistic: 'slope',
        knownWhen: 'window-end',
      }),
    )
  })

  it('answers with the windows of another horizon', async () => {
    const { json: body } = await call(featuresHandler, { query: { predictionHours: '6' } })
    expect(body.predictionHours).toBe(6)
    expect(body.features.find(({ name }) => name === 'lactate_slope')?.window).toBe('[−6, 6] h')
  })

  it.each(['7', '', '24h', '-6'])('refuses the horizon %j, naming those there are', async hours => {
    const { status, json: body } = await call(featuresHandler, {
      query: { predictionHours: hours },
    })
    expect(status).toBe(400)
    expect(body.errors).toEqual([
      { pointer: '?predictionHours', message: 'must be one of 6, 12, 24, 48' },
    ])
  })
})
