import { describe, expect, it } from 'vitest'
import { predictHandler } from '../../../functions/triggers/predict.ts'
import { getPredictionHandler } from '../../../functions/triggers/predictions.ts'
import { promote } from '../../../shared/registry/champion.ts'
import { logisticArtifact, oasisArtifact } from '../../shared/serving/sampleModels.ts'
import { call, published, withChampion } from './servingSample.ts'

describe('GET /api/predictions/{prediction}', () => {
  it('replays a prediction by the version that made it, whatever serves now', async () => {
    const serving = await withChampion(logisticArtifact())
    const connect = async () => serving
    const features = { age: 70, lactate_max: 4, mech_vent_any: true, gender: 'F' }
    const { json } = await call(predictHandler(connect), { body: { features } })
    const [answered] = json.predictions
    await serving.log.drained()
    const other = await published(serving, oasisArtifact())
    const decision = { by: 'me', reason: 'test', at: '2026-03-03T00:00:00.000Z' }
    await promote(serving.lake, serving.rows, other, decision)

    const params = { prediction: answered?.id ?? '' }
    const replayed = await call(getPredictionHandler(connect), { params })
    expect(replayed.json).toMatchObject({
      id: answered?.id,
      model: json.model,
      features: { ...features, mech_vent_any: 1 },
      probability: answered?.probability,
      replayed: { probability: answered?.probability, identical: true },
    })
  })

  it.each(['7', '00000000-0000-4000-8000-000000000000'])('knows no prediction %s', async id => {
    const serving = await withChampion(logisticArtifact())
    const params = { prediction: id }
    const { status, json } = await call(
      getPredictionHandler(async () => serving),
      { params },
    )
    expect([status, json.code]).toEqual([404, 'PREDICTION_NOT_FOUND'])
  })
})
