import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { buildBaseline } from '../../shared/drift/baseline.ts'
import { type Random, seededRandom } from '../../shared/random.ts'
import { championDrift } from '../../shared/serving/drift.ts'
import { driftRecord } from '../../shared/serving/driftHistory.ts'
import { featureTable } from '../../shared/serving/featureTable.ts'
import { parsePredictRequest } from '../../shared/serving/predictRequest.ts'
import { predictResponse, score } from '../../shared/serving/score.ts'
import { publishChampion } from '../shared/registry/publishChampion.ts'
import { logisticArtifact, served, VOCABULARY } from '../shared/serving/sampleModels.ts'
import { type RunningSystem, runSystem } from './runningSystem.ts'

const TRAINING_STAYS = 2_000

let system: RunningSystem

beforeAll(async () => {
  system = await runSystem({ settings: { DRIFT_SCHEDULE: '*/2 * * * * *' } })

  // as publishing keeps it: how the training rows were distributed
  const artifact = logisticArtifact()
  const model = served(artifact)
  const instances = patients(TRAINING_STAYS, 1)
  const table = featureTable(parsePredictRequest({ instances }), model.features, VOCABULARY)
  const rows = Int32Array.from(instances.keys())
  const baseline = buildBaseline({
    features: artifact.features,
    frame: table.frame,
    rows,
    patients: Float64Array.from(rows),
    probabilities: Float64Array.from(
      score(model, table, { explain: false }),
      ({ probability }) => probability,
    ),
  })
  await publishChampion(system, { artifact, baseline })
})

afterAll(async () => await system?.stop())

/** Patients of one hospital, all below the age that is hidden; `older` by so many years than those whom the model learned from. */
function patients(count: number, seed: number, older = 0) {
  const random = seededRandom(seed, 'drift end to end')
  return Array.from({ length: count }, () => ({
    age: 50 + older + 7 * random.normal(),
    ...(random.uniform() < 0.6 && { lactate_max: 1 + 3 * random.uniform() }),
    mech_vent_any: flag(random),
    gender: random.uniform() < 0.5 ? 'F' : 'M',
  }))
}

function flag(random: Random): number {
  return random.uniform() < 0.4 ? 1 : 0
}

async function predict(instances: readonly object[]): Promise<void> {
  await system.api.post('/api/predict?explain=false', { instances }, predictResponse)
}

async function drift(query = '') {
  const answer = await system.api.get(`/api/models/champion/drift${query}`, championDrift)
  if (answer === undefined) throw new Error('there is no champion')
  return answer
}

/** The endpoint's answer once it has seen so many predictions: they are logged behind the answers. */
async function driftOf(rows: number) {
  const deadline = Date.now() + 60_000
  for (;;) {
    const answer = await drift()
    if (answer.report?.rows === rows) return answer
    if (Date.now() > deadline) throw new Error(`never ${rows} rows: ${JSON.stringify(answer)}`)
    await wait(250)
  }
}

/** What the timer has recorded, oldest first, once the last record is in this state and was made from so many rows. */
async function recorded(last: string, rows: number) {
  const deadline = Date.now() + 60_000
  for (;;) {
    const answer = await system.api.get(
      '/api/models/champion/drift/history',
      z.object({ records: z.array(driftRecord) }),
    )
    const records = answer?.records.toReversed() ?? []
    const newest = records.at(-1)
    if (newest?.state === last && newest.rows === rows) return records
    if (Date.now() > deadline) throw new Error(`never ${last}: ${JSON.stringify(records)}`)
    await wait(250)
  }
}

function told(): number {
  const log = readFileSync(join(system.stateFolder, 'system.log'), 'utf8')
  return log.split('\n').filter(line => line.includes('DriftDetected models/')).length
}

it('drift is insufficient, then none, then there and told once, as predictions come', async () => {
  expect(await drift()).toMatchObject({ state: 'insufficient', source: null })
  await predict(patients(400, 2))
  expect(await driftOf(400)).toMatchObject({
    state: 'stable',
    report: { baselineRows: TRAINING_STAYS, drifted: [] },
  })
  await recorded('stable', 400)
  expect(told()).toBe(0)

  await predict(patients(400, 3, 15))
  const drifted = await driftOf(800)
  expect(drifted).toMatchObject({ state: 'drifted', report: { drifted: ['prediction', 'age'] } })
  const first = await recorded('drifted', 800)
  expect(first.at(-1)).toMatchObject({ drifted: ['prediction', 'age'] })
  // a line of the host gets here in its own time
  await expect.poll(told).toBe(1)

  // it is recorded again, and told no more
  const { length } = first
  await vi.waitFor(
    async () => expect((await recorded('drifted', 800)).length).toBeGreaterThan(length + 1),
    { timeout: 60_000, interval: 500 },
  )
  expect(told()).toBe(1)

  expect(await drift('?source=predict')).toMatchObject({ source: 'predict', state: 'drifted' })
  expect(await drift('?source=batch')).toMatchObject({ state: 'insufficient', report: { rows: 0 } })
  const since = new Date().toISOString()
  expect(await drift(`?since=${since}`)).toMatchObject({ since, state: 'insufficient' })
})
