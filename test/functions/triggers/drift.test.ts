import { describe, expect, it } from 'vitest'
import { driftHandler, driftHistoryHandler } from '../../../functions/triggers/drift.ts'
import type { DriftSources } from '../../../shared/serving/drift.ts'
import { logisticArtifact } from '../../shared/serving/sampleModels.ts'
import { call, withChampion } from './servingSample.ts'

async function sources(): Promise<DriftSources> {
  const { lake, rows } = await withChampion(logisticArtifact())
  return {
    lake,
    rows,
    measure: async () => {
      throw new Error('without a baseline there is nothing to measure')
    },
  }
}

describe('GET /api/models/champion/drift', () => {
  it.each([
    ['2026-03-01', '2026-03-01T00:00:00.000Z'],
    ['2026-03-01T08:00:00+02:00', '2026-03-01T06:00:00.000Z'],
  ])('takes %s as %s', async (since, expected) => {
    const { status, body } = await call(driftHandler(sources), { query: { since } })
    expect(status).toBe(200)
    expect(JSON.parse(body)).toMatchObject({ since: expected, state: 'no-baseline', report: null })
  })

  it.each(['yesterday', '2026-02-30', '', '2999-01-01'])('refuses %s', async since => {
    const { status, json } = await call(driftHandler(sources), { query: { since } })
    expect([status, json.code]).toEqual([400, 'INVALID_INPUT'])
    expect(json.errors[0]?.pointer).toBe('?since')
  })
})

describe('GET /api/models/champion/drift?source=', () => {
  it.each([
    [{}, null],
    [{ source: 'batch' }, 'batch'],
  ])('of %j is about %s', async (query, source) => {
    const { status, body } = await call(driftHandler(sources), { query })
    expect([status, JSON.parse(body).source]).toEqual([200, source])
  })

  it.each(['scoring', ''])('refuses "%s"', async source => {
    const { status, json } = await call(driftHandler(sources), { query: { source } })
    expect([status, json.errors[0]?.pointer]).toEqual([400, '?source'])
    expect(json.errors[0]?.message).toContain('predict, batch, cds')
  })
})

describe('GET /api/models/champion/drift/history', () => {
  it('is empty where nothing was recorded', async () => {
    const { status, body } = await call(driftHistoryHandler(sources))
    expect([status, JSON.parse(body)]).toEqual([200, { records: [] }])
  })
})
