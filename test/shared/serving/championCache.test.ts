import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ModelArtifact } from '../../../shared/registry/artifact.ts'
import { promote } from '../../../shared/registry/champion.ts'
import { publishVersion } from '../../../shared/registry/versions.ts'
import { championCache } from '../../../shared/serving/championCache.ts'
import { familyScorer } from '../../../shared/serving/familyScorer.ts'
import type { Lake } from '../../../shared/storage/lake.ts'
import { memoryLake } from '../../../shared/storage/memoryLake.ts'
import { memoryRows } from '../../../shared/storage/memoryRows.ts'
import { versionFolder } from '../../../shared/storage/paths.ts'
import { samplePublication } from '../registry/sampleVersion.ts'
import { logisticArtifact, oasisArtifact } from './sampleModels.ts'

/** A registry whose reads are counted and whose storage can go away. */
function registry() {
  const inner = memoryLake()
  const rows = memoryRows()
  const reads = new Map<string, number>()
  const state = { away: false, hanging: false }

  async function asked<T>(path: string, answer: () => Promise<T>): Promise<T> {
    if (state.hanging) await new Promise<never>(() => {})
    if (state.away) throw new Error('connect ECONNREFUSED')
    reads.set(path, (reads.get(path) ?? 0) + 1)
    return await answer()
  }
  const lake: Lake = {
    ...inner,
    read: async (path, range) => await asked(path, async () => await inner.read(path, range)),
    stat: async path => await asked(`stat ${path}`, async () => await inner.stat(path)),
  }

  async function publish(artifact: ModelArtifact): Promise<string> {
    const sample = samplePublication(0)
    return (await publishVersion(inner, rows, { ...sample, artifact })).version
  }
  async function makeChampion(version: string): Promise<void> {
    const at = '2026-03-02T00:00:00.000Z'
    await promote(inner, rows, version, { by: 'me', reason: 'test', at })
  }
  const readsOf = (version: string) => reads.get(`${versionFolder(version)}model.json`) ?? 0
  return { inner, lake, state, publish, makeChampion, readsOf }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('championCache', () => {
  it('reads a version once, however many ask, at once and later', async () => {
    const { lake, publish, makeChampion, readsOf } = registry()
    const version = await publish(logisticArtifact())
    await makeChampion(version)
    const cache = championCache(lake, familyScorer)

    await Promise.all(Array.from({ length: 20 }, async () => await cache.current()))
    for (let second = 0; second < 60; second++) {
      await vi.advanceTimersByTimeAsync(1_000)
      await cache.current()
    }
    expect(readsOf(version)).toBe(1)
  })

  it('sees a promotion within ten seconds, reading only the new version', async () => {
    const { lake, publish, makeChampion, readsOf } = registry()
    const [first, second] = [await publish(logisticArtifact()), await publish(oasisArtifact())]
    await makeChampion(first)
    const cache = championCache(lake, familyScorer)
    await cache.current()

    await makeChampion(second)
    await vi.advanceTimersByTimeAsync(10_000)

    expect((await cache.current()).model.version).toBe(second)
    expect([readsOf(first), readsOf(second)]).toEqual([1, 1])
  })

  it('sees at once a promotion that came while no one asked for long', async () => {
    const { lake, publish, makeChampion } = registry()
    const [first, second] = [await publish(logisticArtifact()), await publish(oasisArtifact())]
    await makeChampion(first)
    const cache = championCache(lake, familyScorer)
    await cache.current()
    await vi.advanceTimersByTimeAsync(3_600_000)

    await makeChampion(second)
    expect((await cache.current()).model.version).toBe(second)
  })

  it('makes no request wait for storage that hangs, once warm', async () => {
    const { lake, state, publish, makeChampion } = registry()
    const version = await publish(logisticArtifact())
    await makeChampion(version)
    const cache = championCache(lake, familyScorer)
    await cache.current()

    state.hanging = true
    await vi.advanceTimersByTimeAsync(30_000)
    // no timer is advanced here: an answer that needed one would never come
    expect((await cache.current()).model.version).toBe(version)
  })

  it('serves the cached champion while storage is away, and says so', async () => {
    const { lake, state, publish, makeChampion } = registry()
    const version = await publish(logisticArtifact())
    await makeChampion(version)
    const cache = championCache(lake, familyScorer)
    await cache.current()
    expect(cache.status().problem).toBeNull()

    state.away = true
    await vi.advanceTimersByTimeAsync(10_000)
    expect((await cache.current()).model.version).toBe(version)
    expect(cache.status()).toMatchObject({
      pointer: { version },
      secondsSinceValidated: 10,
      problem: 'The model registry could not be read.',
    })

    state.away = false
    await vi.advanceTimersByTimeAsync(5_000)
    expect(cache.status().problem).toBeNull()
  })

  it('asks to come back while there is no champion, and has the first one as soon as it is promoted', async () => {
    const { lake, publish, makeChampion } = registry()
    const cache = championCache(lake, familyScorer)
    await expect(cache.current()).rejects.toMatchObject({
      code: 'NO_CHAMPION',
      retryAfterSeconds: 30,
    })
    const version = await publish(logisticArtifact())
    await makeChampion(version)
    expect((await cache.current()).model.version).toBe(version)
  })

  it('answers that storage is away when it never had a champion', async () => {
    const { lake, state } = registry()
    state.away = true
    await expect(championCache(lake, familyScorer).current()).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
      retryAfterSeconds: 5,
    })
  })

  it('keeps the old champion when the new one cannot be read', async () => {
    const { inner, lake, publish, makeChampion } = registry()
    const [first, second] = [await publish(logisticArtifact()), await publish(oasisArtifact())]
    await makeChampion(first)
    const cache = championCache(lake, familyScorer)
    await cache.current()

    await inner.write(`${versionFolder(second)}model.json`, '{ "format": 2 }')
    await makeChampion(second)
    await cache.revalidate()

    expect((await cache.current()).model.version).toBe(first)
    expect(cache.status().problem).toBe(`Version ${second} is no model this app knows.`)
  })

  it.each([
    ['of the retrospective feature set', { featureSet: 'retrospective' as const }],
    [
      'with an input known only at discharge',
      {
        features: logisticArtifact().features.map(feature => ({
          ...feature,
          knownWhen: 'discharge' as const,
        })),
      },
    ],
  ])('never serves a model %s, even if the pointer names it', async (_, changes) => {
    const { inner, lake, publish, makeChampion } = registry()
    const version = await publish(logisticArtifact())
    await makeChampion(version)
    const bytes = JSON.stringify(logisticArtifact(changes))
    await inner.write(`${versionFolder(version)}model.json`, bytes)
    await expect(championCache(lake, familyScorer).current()).rejects.toMatchObject({
      code: 'RETROSPECTIVE_MODEL',
    })
  })
})
