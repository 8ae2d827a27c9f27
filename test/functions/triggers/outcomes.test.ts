import { describe, expect, it } from 'vitest'
import { performanceHandler, recordOutcomesHandler } from '../../../functions/triggers/outcomes.ts'
import { predictHandler } from '../../../functions/triggers/predict.ts'
import { logisticArtifact } from '../../shared/serving/sampleModels.ts'
import { call, memoryServing, withChampion } from './servingSample.ts'

/** Serves, and has predicted for patients of these ages. */
async function servedPatients(ages: readonly number[]) {
  const serving = await withChampion(logisticArtifact())
  const connect = async () => serving
  const instances = ages.map(age => ({ age }))
  const { json } = await call(predictHandler(connect), { body: { instances } })
  await serving.log.drained()
  return {
    predictions: json.predictions,
    tell: async (outcomes: readonly object[]) =>
      await call(recordOutcomesHandler(connect), { body: { outcomes } }),
    performance: async () =>
      (await call(performanceHandler(connect), { params: { version: 'champion' } })).json,
  }
}

describe('POST /api/outcomes', () => {
  it('says what the predictions were worth', async () => {
    const { predictions, tell, performance } = await servedPatients([40, 50, 60, 70])
    const died = [false, true, false, true]
    const told = await tell(predictions.map(({ id }, row) => ({ id, died: died[row] })))
    expect(told.json).toEqual({ recorded: 4, unknown: [] })

    // the older, the likelier: of the pairs (50, 40), (50, 60), (70, 40), (70, 60) three are in order
    const squares = predictions.map(({ probability: p }, row) =>
      died[row] ? (1 - p) * (1 - p) : p * p,
    )
    const right = predictions.filter(({ label }, row) => (label === 1) === died[row])
    expect(await performance()).toMatchObject({
      name: 'in-hospital-mortality',
      outcomes: 4,
      deaths: 2,
      threshold: 0.3,
      auroc: { value: 0.75 },
      brier: { value: expect.closeTo(squares.reduce((sum, square) => sum + square, 0) / 4, 12) },
      accuracy: { value: right.length / 4 },
    })
  })

  it('counts an outcome once, and the later of two', async () => {
    const { predictions, tell, performance } = await servedPatients([40, 90])
    const [young, old] = predictions.map(({ id }) => id)
    await tell([{ id: young, died: true }])
    await tell([
      { id: young, died: true },
      { id: old?.toUpperCase(), died: true },
    ])
    expect(await performance()).toMatchObject({ outcomes: 2, deaths: 2, auroc: null })
    await tell([{ id: young, died: false }])
    expect(await performance()).toMatchObject({ outcomes: 2, deaths: 1, auroc: { value: 1 } })
  })

  it("takes MIMIC's flags, 1 and 0, as well, and nothing else", async () => {
    const { predictions, tell, performance } = await servedPatients([40, 90])
    const [young, old] = predictions.map(({ id }) => id)
    await tell([
      { id: young, died: 0 },
      { id: old, died: 1 },
    ])
    expect(await performance()).toMatchObject({ outcomes: 2, deaths: 1, auroc: { value: 1 } })
    const { status, json } = await tell([{ id: young, died: 2 }])
    expect(status).toBe(400)
    expect(json.errors).toEqual([
      { pointer: '/outcomes/0/died', message: 'must be true or false, or 1 or 0' },
    ])
  })

  it('names the ids that it does not know, and keeps the others', async () => {
    const { predictions, tell, performance } = await servedPatients([40])
    const id = predictions[0]?.id ?? ''
    const never = '00000000-0000-4000-8000-000000000000'
    const neighbour = `${id.slice(0, -1)}${id.endsWith('0') ? '1' : '0'}`
    const told = await tell([never, neighbour, id].map(one => ({ id: one, died: true })))
    expect(told.json).toEqual({ recorded: 1, unknown: [never, neighbour].sort() })
    expect(await performance()).toMatchObject({ outcomes: 1 })
  })

  it('refuses what is no outcome, by its place', async () => {
    const { tell } = await servedPatients([40])
    const { status, json } = await tell([{ id: 'x', died: 'yes' }])
    expect(status).toBe(400)
    expect(json.errors.map(({ pointer }) => pointer)).toEqual([
      '/outcomes/0/id',
      '/outcomes/0/died',
    ])
  })

  it('has no figures before any outcome, and none of a version that is not there', async () => {
    const { performance } = await servedPatients([40])
    expect(await performance()).toMatchObject({
      outcomes: 0,
      auroc: null,
      brier: null,
      accuracy: null,
    })
    const serving = memoryServing()
    const params = { version: 'champion' }
    const { status, json } = await call(
      performanceHandler(async () => serving),
      { params },
    )
    expect(status).toBe(404)
    expect(json.detail).toBe('No version is the champion yet.')
  })
})
