import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { predictHandler } from '../../../functions/triggers/predict.ts'
import { listParts } from '../../../shared/serving/loggedPredictions.ts'
import type { Serving } from '../../../shared/serving/serving.ts'
import type { Lake } from '../../../shared/storage/lake.ts'
import { memoryLake } from '../../../shared/storage/memoryLake.ts'
import { logisticArtifact } from '../../shared/serving/sampleModels.ts'
import { call, memoryServing, withChampion } from './servingSample.ts'

const handlerOn = (serving: Serving) => predictHandler(async () => serving)
const patient = { age: 70, lactate_max: 4, mech_vent_any: 1, gender: 'F' }

describe('POST /api/predict', () => {
  it('answers the model and one prediction per patient', async () => {
    const answer = await call(handlerOn(await withChampion(logisticArtifact())), {
      body: { features: patient },
    })
    expect(answer.status).toBe(200)
    expect(answer.json.model).toEqual({
      name: 'in-hospital-mortality',
      version: expect.stringMatching(/^[0-9a-f]{12}$/),
    })
    expect(answer.json.riskBands).toEqual(logisticArtifact().riskBands)
    expect(answer.json.predictions).toHaveLength(1)
    expect(answer.json.predictions[0]?.probability).toBeCloseTo(0.6456563062257954, 12)
  })

  it('scores 10,000 patients in a call, each as alone', async () => {
    const handler = handlerOn(await withChampion(logisticArtifact()))
    const instances = Array.from({ length: 10_000 }, (_, row) => ({
      ...patient,
      age: 20 + (row % 70),
    }))
    const answer = await call(handler, { body: { instances } })
    expect(answer.json.predictions).toHaveLength(10_000)
    const alone = await call(handler, { body: { features: instances[4_711] } })
    const { id, ...scored } = answer.json.predictions[4_711] ?? {}
    expect(alone.json.predictions[0]).toMatchObject(scored)
    expect(alone.json.predictions[0]?.id).not.toBe(id)
  })

  it('leaves the explanation out on request', async () => {
    const handler = handlerOn(await withChampion(logisticArtifact()))
    const answer = await call(handler, { query: { explain: 'false' }, body: { features: {} } })
    expect(answer.json.predictions[0]).toMatchObject({ contributions: [], baseValue: null })
  })

  it('writes down what it predicted, without making anyone wait', async () => {
    const serving = await withChampion(logisticArtifact())
    await call(handlerOn(serving), { body: { instances: [patient, {}] } })
    await serving.log.drained()
    expect(serving.log.status()).toEqual({ written: 2, waiting: 0, dropped: 0 })
  })

  it('keeps what is asked of no patient out of the log, where drift would see it', async () => {
    const serving = await withChampion(logisticArtifact())
    const handler = handlerOn(serving)
    const logged = await call(handler, { body: { features: patient } })
    const asked = { query: { log: 'false' }, body: { instances: [patient, patient] } }
    const { predictions } = (await call(handler, asked)).json
    const { id, ...scored } = logged.json.predictions[0] ?? {}
    expect(id).toBeTypeOf('string')
    expect(predictions).toEqual([
      { ...scored, id: null },
      { ...scored, id: null },
    ])

    await serving.log.drained()
    const parts = await listParts(serving.rows, logged.json.model.version)
    expect(parts.map(part => part.predictions)).toEqual([1])
  })

  it.each([
    ['', 400, 'INVALID_JSON'],
    ['{', 400, 'INVALID_JSON'],
    ['{"features":{"age":NaN}}', 400, 'INVALID_JSON'],
    [Buffer.from([0x7b, 0xff, 0x7d]), 400, 'INVALID_JSON'],
    ['null', 400, 'INVALID_INPUT'],
    ['{"features":{"age":1e999}}', 400, 'INVALID_INPUT'],
    ['{"features":{"los":3}}', 400, 'INVALID_INPUT'],
  ])('%s is a problem, %i %s', async (body, status, code) => {
    const answer = await call(handlerOn(await withChampion(logisticArtifact())), { body })
    expect(answer.status).toBe(status)
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8')
    expect(answer.json).toMatchObject({ status, code, remedy: expect.any(String) })
  })

  it('answers whatever JSON it is sent with a prediction or a 400, never with an error of its own', async () => {
    const handler = handlerOn(await withChampion(logisticArtifact()))
    const names = fc.constantFrom('age', 'lactate_max', 'mech_vent_any', 'gender', 'sodium_min')
    const instance = fc.dictionary(fc.oneof(names, fc.string()), fc.jsonValue())
    const body = fc.oneof(
      fc.jsonValue(),
      fc.record({ features: instance }),
      fc.record({ instances: fc.array(fc.oneof(instance, fc.jsonValue())) }),
    )
    await fc.assert(
      fc.asyncProperty(body, async sent => {
        const answer = await call(handler, { body: JSON.stringify(sent) })
        expect([200, 400]).toContain(answer.status)
        for (const { probability } of answer.json.predictions ?? []) {
          expect(probability).toBeGreaterThanOrEqual(0)
          expect(probability).toBeLessThanOrEqual(1)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('names the place of malformed JSON, but quotes nothing of it', async () => {
    const answer = await call(handlerOn(await withChampion(logisticArtifact())), {
      body: '{"features": {"name": Jane}}',
    })
    expect(answer.json.detail).toMatch(/no JSON document/)
    expect(answer.body).not.toContain('Jane')
  })

  it.each(['explain', 'log'])('names a wrong query parameter, %s', async name => {
    const answer = await call(handlerOn(await withChampion(logisticArtifact())), {
      query: { [name]: 'yes' },
      body: { features: {} },
    })
    const message = 'must be true or false'
    expect(answer.json.errors).toEqual([{ pointer: `?${name}`, message }])
  })

  it('asks to come back while there is no champion', async () => {
    const answer = await call(handlerOn(memoryServing()), { body: { features: {} } })
    expect(answer.status).toBe(503)
    expect(answer.headers['retry-after']).toBe('30')
    expect(answer.json.code).toBe('NO_CHAMPION')
  })

  it('says that storage is away where that is so, and no more than that', async () => {
    const lake: Lake = {
      ...memoryLake(),
      stat: async () => {
        throw new Error('connect ECONNREFUSED 10.0.0.1:10000 AccountKey=secret')
      },
    }
    const answer = await call(handlerOn(memoryServing(lake)), { body: { features: {} } })
    expect(answer.status).toBe(503)
    expect(answer.json.code).toBe('STORAGE_UNAVAILABLE')
    expect(answer.body).not.toMatch(/10\.0\.0\.1|secret/)
  })

  it('answers an error of our own with an id, which the log explains', async () => {
    const answer = await call(
      predictHandler(async () => {
        throw new Error('app settings are wrong')
      }),
      { body: { features: {} } },
    )
    expect(answer.status).toBe(500)
    expect(answer.json.code).toBe('INTERNAL')
    expect(answer.body).not.toContain('app settings')
    expect(answer.logged.join()).toContain(answer.json.id)
    expect(answer.logged.join()).toContain('app settings are wrong')
  })
})
