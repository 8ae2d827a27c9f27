import { describe, expect, it } from 'vitest'
import {
  getModelFileHandler,
  getModelHandler,
  historyHandler,
  listModelsHandler,
  promoteHandler,
} from '../../../functions/triggers/models.ts'
import { predictHandler } from '../../../functions/triggers/predict.ts'
import { readCard } from '../../../shared/registry/versions.ts'
import { logisticArtifact, oasisArtifact } from '../../shared/serving/sampleModels.ts'
import { call, memoryServing, published, withChampion } from './servingSample.ts'

describe('the registry over HTTP', () => {
  it('is empty, not wrong, before anything is published', async () => {
    const serving = memoryServing()
    const connect = async () => serving
    expect((await call(listModelsHandler(connect))).json).toEqual({
      name: 'in-hospital-mortality',
      champion: null,
      versions: [],
    })
    expect((await call(historyHandler(connect))).json.promotions).toEqual([])
    const champion = await call(getModelHandler(connect), { params: { version: 'champion' } })
    expect([champion.status, champion.json.code]).toEqual([404, 'MODEL_NOT_FOUND'])
  })

  it('promotes a version, serves it at once, and keeps who did it and why', async () => {
    const serving = await withChampion(logisticArtifact())
    const connect = async () => serving
    const before = (await serving.champion.current()).model.version
    const challenger = await published(serving, oasisArtifact())

    const promoted = await call(promoteHandler(connect), {
      params: { version: challenger },
      body: { by: 'Dr. Who', reason: 'simpler' },
    })
    expect(promoted.json).toMatchObject({ version: challenger, previous: before, sequence: 2 })

    const scored = await call(predictHandler(connect), { body: { features: {} } })
    expect(scored.json.model.version).toBe(challenger)

    const history = await call(historyHandler(connect))
    expect(history.json.promotions).toMatchObject([
      { version: challenger, by: 'Dr. Who', reason: 'simpler' },
      { version: before, by: 'me', reason: 'test' },
    ])
  })

  it('shows the champion’s card under its version and under `champion`', async () => {
    const serving = await withChampion(logisticArtifact())
    const connect = async () => serving
    const { version } = (await call(getModelHandler(connect), { params: { version: 'champion' } }))
      .json
    const card = await call(getModelHandler(connect), { params: { version } })
    expect(card.json).toMatchObject({
      version,
      isChampion: true,
      metrics: { basis: 'bbc-cv' },
      // beside the card, not in it
      lineage: { dataset: 'demo', silver: { ADMISSIONS: 0 } },
    })
    expect(await readCard(serving.lake, version)).not.toHaveProperty('lineage')
  })

  it('gives the files of a version byte for byte, and nothing else of storage', async () => {
    const serving = await withChampion(logisticArtifact())
    const { version } = (await serving.champion.current()).model
    const file = (name: string) =>
      call(
        getModelFileHandler(async () => serving),
        { params: { version: 'champion', name } },
      )
    for (const name of ['model.json', 'card.json', 'card.md', 'lineage.json']) {
      const { status, body, headers } = await file(name)
      const stored = await serving.lake.read(`models/in-hospital-mortality/${version}/${name}`)
      expect({ status, body }).toEqual({ status: 200, body: new TextDecoder().decode(stored) })
      expect(headers['content-disposition']).toBe(`attachment; filename="${version}-${name}"`)
    }
    // a logistic model has no form that XGBoost loads, and the rest is no file of a version
    for (const name of ['xgboost.json', '../champion.json', '', 'card']) {
      const { status, json } = await file(name)
      expect({ name, status, code: json.code }).toEqual({
        name,
        status: 404,
        code: 'MODEL_FILE_NOT_FOUND',
      })
    }
  })

  it.each(['nosuch', '0123456789ab', '..%2Fchampion'])('knows no version %s', async version => {
    const serving = await withChampion(logisticArtifact())
    const connect = async () => serving
    const card = await call(getModelHandler(connect), { params: { version } })
    const promoted = await call(promoteHandler(connect), {
      params: { version },
      body: { by: 'me', reason: 'try' },
    })
    expect([card.status, promoted.status]).toEqual([404, 404])
  })

  it.each([
    [{ reason: 'x' }, '/by'],
    [{ by: ' ', reason: 'x' }, '/by'],
    [{ by: 'me', reason: '' }, '/reason'],
    [{ by: 'me', reason: 'x', force: true }, '/force'],
  ])('refuses the promotion %j', async (body, pointer) => {
    const serving = await withChampion(logisticArtifact())
    const version = await published(serving, oasisArtifact())
    const answer = await call(
      promoteHandler(async () => serving),
      { params: { version }, body },
    )
    expect(answer.status).toBe(400)
    expect(answer.json.errors.map(error => error.pointer)).toEqual([pointer])
  })
})
