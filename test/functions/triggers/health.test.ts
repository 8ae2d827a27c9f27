import { describe, expect, it } from 'vitest'
import { healthHandler } from '../../../functions/triggers/health.ts'
import type { Lake } from '../../../shared/storage/lake.ts'
import { memoryLake } from '../../../shared/storage/memoryLake.ts'
import { logisticArtifact } from '../../shared/serving/sampleModels.ts'
import { call, memoryServing, withChampion } from './servingSample.ts'

describe('GET /api/health', () => {
  it('is well before the first model', async () => {
    const serving = memoryServing()
    expect((await call(healthHandler(async () => serving))).json).toMatchObject({
      status: 'ok',
      storage: 'reachable',
      champion: null,
      versions: { node: process.versions.node },
    })
  })

  it('names the champion even in a process that has scored nothing', async () => {
    const serving = await withChampion(logisticArtifact())
    const answer = await call(healthHandler(async () => serving))
    expect(answer.json).toMatchObject({
      status: 'ok',
      champion: { version: expect.stringMatching(/^[0-9a-f]{12}$/), by: 'me' },
      predictionLog: { dropped: 0 },
    })
  })

  it('stays alive and says so when storage is away', async () => {
    const lake: Lake = {
      ...memoryLake(),
      stat: async () => {
        throw new Error('connect ECONNREFUSED')
      },
    }
    const answer = await call(healthHandler(async () => memoryServing(lake)))
    expect(answer.status).toBe(200)
    expect(answer.json).toMatchObject({ status: 'degraded', storage: 'unreachable' })
  })
})
