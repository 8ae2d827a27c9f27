import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { promote } from '../../shared/registry/champion.ts'
import { publishVersion } from '../../shared/registry/versions.ts'
import { health } from '../../shared/serving/health.ts'
import { predictResponse } from '../../shared/serving/score.ts'
import { samplePublication } from '../shared/registry/sampleVersion.ts'
import { logisticArtifact, oasisArtifact } from '../shared/serving/sampleModels.ts'
import { type RunningSystem, runSystem } from './runningSystem.ts'

/** What a promotion may take until it is seen. */
const SEEN_WITHIN_MS = 10_000

const PATIENT = { features: { age: 70, gcs_min: 3, mech_vent_any: 1, elective_surgery: 0 } }

let system: RunningSystem
let logistic: string
let oasis: string

beforeAll(async () => {
  system = await runSystem()
  const { lake, rows } = system
  const artifacts = [logisticArtifact(), oasisArtifact()]
  const versions = artifacts.map(
    async (artifact, seed) =>
      (await publishVersion(lake, rows, { ...samplePublication(seed), artifact })).version,
  )
  ;[logistic = '', oasis = ''] = await Promise.all(versions)
})

afterAll(async () => await system?.stop())

async function makeChampion(version: string): Promise<void> {
  const at = new Date().toISOString()
  await promote(system.lake, system.rows, version, { by: 'me', reason: 'test', at })
}

async function servedVersion(): Promise<string> {
  return (await system.api.post('/api/predict', PATIENT, predictResponse)).model.version
}

async function healthNow() {
  const found = await system.api.get('/api/health', health)
  if (found === undefined) throw new Error('health is not there')
  return found
}

describe('the champion of a host', () => {
  it('gives way to a promoted version within ten seconds, while requests go on', async () => {
    await makeChampion(logistic)
    expect(await servedVersion()).toBe(logistic)

    await makeChampion(oasis)
    const deadline = Date.now() + SEEN_WITHIN_MS
    let version = await servedVersion()
    while (version !== oasis && Date.now() < deadline) {
      await wait(100)
      version = await servedVersion()
    }
    expect(version).toBe(oasis)
  })

  it('goes on serving when storage is gone, and health says so', async () => {
    const before = await system.api.post('/api/predict', PATIENT, predictResponse)
    const { host, azurite } = system.processes
    // stopped, not killed: it would be started again at once, and an answer that waits for it would never come
    azurite.kill('SIGSTOP')
    try {
      const deadline = Date.now() + 60_000
      let told = await healthNow()
      while (told.status === 'ok' && Date.now() < deadline) {
        await wait(250)
        told = await healthNow()
      }
      expect(told).toMatchObject({
        status: 'degraded',
        storage: 'unreachable',
        champion: { version: oasis },
      })

      const during = await system.api.post('/api/predict', PATIENT, predictResponse)
      expect(during.model.version).toBe(oasis)
      expect(during.predictions[0]?.probability).toBe(before.predictions[0]?.probability)
      expect(system.processes.host.pid).toBe(host.pid)
    } finally {
      azurite.kill('SIGCONT')
    }

    const deadline = Date.now() + 60_000
    let again = await healthNow()
    while (again.status !== 'ok' && Date.now() < deadline) {
      await wait(250)
      again = await healthNow()
    }
    expect(again).toMatchObject({
      status: 'ok',
      storage: 'reachable',
      champion: { version: oasis },
    })
  })
})
