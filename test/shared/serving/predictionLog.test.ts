import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CATALOGUE } from '../../../shared/features/catalogue.ts'
import { featureTable } from '../../../shared/serving/featureTable.ts'
import {
  encodePart,
  featureHasher,
  findPrediction,
  LOG_COLUMNS,
  listParts,
  newPart,
  newPredictionId,
  PREDICTIONS_PER_PART,
  partOf,
  readPart,
  storePart,
} from '../../../shared/serving/loggedPredictions.ts'
import { type PredictionLogEntry, predictionLog } from '../../../shared/serving/predictionLog.ts'
import { parsePredictRequest } from '../../../shared/serving/predictRequest.ts'
import { replay } from '../../../shared/serving/replay.ts'
import { score } from '../../../shared/serving/score.ts'
import type { Lake } from '../../../shared/storage/lake.ts'
import { memoryLake } from '../../../shared/storage/memoryLake.ts'
import { memoryRows } from '../../../shared/storage/memoryRows.ts'
import { logisticArtifact, served, VOCABULARY } from './sampleModels.ts'

const model = served(logisticArtifact())
const { features, version } = model
const AT = '2026-03-02T00:00:00.000Z'

function entryOf(instances: readonly object[], at = AT): PredictionLogEntry {
  const table = featureTable(parsePredictRequest({ instances }), features, VOCABULARY)
  const probabilities = score(model, table, { explain: false }).map(p => p.probability)
  return { version, source: 'predict', features, frame: table.frame, probabilities, at }
}

function hashesOf(instances: readonly object[]): string[] {
  const { frame } = entryOf(instances)
  return instances.map((_, row) => featureHasher(features, frame)(row))
}

const patients = fc.record(
  {
    age: fc.option(fc.double({ min: -1e9, max: 1e9, noNaN: true })),
    lactate_max: fc.option(fc.double({ min: 0, max: 40, noNaN: true })),
    mech_vent_any: fc.constantFrom(0, 1, true, false, null),
    gender: fc.constantFrom('F', 'M', 'other', '', 'é', null),
  },
  { requiredKeys: [] },
)

const calls = fc.array(fc.array(patients, { minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 4,
})

describe('predictionLog', () => {
  it('keeps what is needed to replay every prediction to the bit', async () => {
    await fc.assert(
      fc.asyncProperty(calls, async sent => {
        const lake = memoryLake()
        const log = predictionLog(lake, memoryRows())
        const answered = sent.map(instances => {
          const entry = entryOf(instances)
          return { ids: log.add(entry), entry }
        })
        await log.drained()
        for (const { ids, entry } of answered) {
          for (const [row, id] of ids.entries()) {
            const found = await findPrediction(lake, id)
            expect(found?.prediction).toMatchObject({ id, version, at: AT })
            expect(found?.prediction.probability).toBe(entry.probabilities[row])
            expect(found && replay(model, found.inputs)[0]).toBe(entry.probabilities[row])
          }
        }
      }),
      { numRuns: 10 },
    )
  })

  it('writes a large call in several parts, whose replays are the answers, too', async () => {
    const [lake, rows] = [memoryLake(), memoryRows()]
    const log = predictionLog(lake, rows)
    const count = 2 * PREDICTIONS_PER_PART + 1
    const entry = entryOf(Array.from({ length: count }, (_, row) => ({ age: 20 + (row % 70) })))
    const ids = log.add(entry)
    await log.drained()

    expect(log.status()).toEqual({ written: count, waiting: 0, dropped: 0 })
    expect(new Set(ids).size).toBe(count)
    const parts = await listParts(rows, version)
    expect(parts.map(({ predictions }) => predictions).toSorted((a, b) => a - b)).toEqual([
      1,
      PREDICTIONS_PER_PART,
      PREDICTIONS_PER_PART,
    ])
    const replayed = new Map<string, number | undefined>()
    for (const { part } of parts) {
      const logged = await readPart(lake, part)
      if (logged === undefined) throw new Error(`part ${part} is not there`)
      const probabilities = replay(model, logged.inputs)
      logged.predictions.forEach(({ id }, row) => replayed.set(id, probabilities[row]))
    }
    expect(ids.map(id => replayed.get(id))).toEqual(entry.probabilities)
  })

  it('gathers calls in one part, and lists parts by the time they reach to', async () => {
    const [lake, rows] = [memoryLake(), memoryRows()]
    const log = predictionLog(lake, rows)
    const [first] = log.add(entryOf([{ age: 1 }]))
    const [second] = log.add(entryOf([{ age: 2 }]))
    await log.drained()
    log.add(entryOf([{ age: 3 }], '2026-03-03T00:00:00.000Z'))
    await log.drained()

    expect(partOf(first ?? '')).toBe(partOf(second ?? ''))
    expect(await listParts(rows, version)).toMatchObject([{ predictions: 2 }, { predictions: 1 }])
    expect(await listParts(rows, version, { since: '2026-03-02T12:00:00.000Z' })).toMatchObject([
      { predictions: 1 },
    ])
  })

  it('gathers anew what comes while parts are written', async () => {
    const [lake, rows] = [memoryLake(), memoryRows()]
    let isFirst = true
    const slow: Lake = {
      ...lake,
      async write(...given) {
        if (isFirst) {
          isFirst = false
          log.add(entryOf([{ age: 2 }]))
          setTimeout(() => log.add(entryOf([{ age: 3 }])), 20)
        }
        return await lake.write(...given)
      },
    }
    const log = predictionLog(slow, rows)
    log.add(entryOf([{ age: 1 }]))

    await expect.poll(() => log.status().written, { timeout: 20_000 }).toBe(3)
    expect(
      (await listParts(rows, version))
        .map(({ predictions }) => predictions)
        .toSorted((a, b) => a - b),
    ).toEqual([1, 2])
  })

  it('keeps what asked, each source in parts of its own', async () => {
    const [lake, rows] = [memoryLake(), memoryRows()]
    const log = predictionLog(lake, rows)
    const sent = ['predict', 'cds', 'predict'] as const
    const ids = sent.flatMap(source => log.add({ ...entryOf([{ age: 50 }]), source }))
    await log.drained()

    const found = await Promise.all(ids.map(async id => await findPrediction(lake, id)))
    expect(found.map(prediction => prediction?.source)).toEqual(sent)
    expect(await listParts(rows, version)).toHaveLength(2)
    expect(await listParts(rows, version, { source: 'cds' })).toMatchObject([
      { source: 'cds', predictions: 1 },
    ])
  })

  it('reads parts of the time before sources were kept', async () => {
    const [lake, rows] = [memoryLake(), memoryRows()]
    const part = newPart()
    const id = newPredictionId(part)
    const { frame: inputs, probabilities } = entryOf([{ age: 50 }])
    const [probability = Number.NaN] = probabilities
    const predictions = [{ id, version, at: AT, featureHash: '', probability }]
    await storePart(lake, rows, await encodePart(part, { source: undefined, predictions, inputs }))
    const found = await findPrediction(lake, id)
    expect(found).toMatchObject({ source: undefined, prediction: { id, probability } })
    expect(await listParts(rows, version)).toHaveLength(1)
    expect(await listParts(rows, version, { source: 'predict' })).toEqual([])
  })

  it('holds no more than its bound while storage hangs, and counts what it dropped', () => {
    const hanging: Lake = { ...memoryLake(), write: async () => await new Promise<never>(() => {}) }
    const log = predictionLog(hanging, memoryRows(), 10 * features.length)
    for (let call = 0; call < 8; call++) expect(log.add(entryOf([{}, {}, {}]))).toHaveLength(3)
    expect(log.status()).toEqual({ written: 0, waiting: 9, dropped: 15 })
  })

  it('counts what storage refused and goes on', async () => {
    const lake = memoryLake()
    let refusals = 1
    const failing: Lake = {
      ...lake,
      write: async (...parameters) => {
        if (refusals-- > 0) throw new Error('503')
        return await lake.write(...parameters)
      },
    }
    const log = predictionLog(failing, memoryRows())
    log.add(entryOf([{ age: 1 }]))
    await log.drained()
    log.add(entryOf([{ age: 2 }]))
    await log.drained()
    expect(log.status()).toEqual({ written: 1, waiting: 0, dropped: 1 })
  })

  describe('while storage does not answer', () => {
    const outage = Object.assign(new Error('connect ECONNREFUSED'), { name: 'RestError' })

    it('keeps what waits, and writes it when storage is back', async () => {
      const lake = memoryLake()
      let refusals = 1
      const log = predictionLog(
        {
          ...lake,
          async write(...given) {
            if (refusals-- > 0) throw outage
            return await lake.write(...given)
          },
        },
        memoryRows(),
      )
      const [id = ''] = log.add(entryOf([{ age: 1 }]))
      await expect.poll(() => log.status().written, { timeout: 20_000 }).toBe(1)
      expect(log.status()).toEqual({ written: 1, waiting: 0, dropped: 0 })
      expect(await findPrediction(lake, id)).toBeDefined()
    })

    it('gives up when it is told to end', async () => {
      const away: Lake = {
        ...memoryLake(),
        async write() {
          throw outage
        },
      }
      const log = predictionLog(away, memoryRows())
      log.add(entryOf([{ age: 1 }]))
      await log.drained()
      expect(log.status()).toEqual({ written: 0, waiting: 0, dropped: 1 })
    })
  })

  it('hashes the model’s inputs, not how they were sent', () => {
    const [one, other, different] = hashesOf([
      { age: 70, mech_vent_any: true, sodium_min: 140 },
      { mech_vent_any: 1, gender: null, age: 70 },
      { age: 71, mech_vent_any: 1 },
    ])
    expect(other).toBe(one)
    expect(different).not.toBe(one)
  })

  it('has columns of its own that no feature is called like', () => {
    const names = new Set(CATALOGUE.map(({ name }) => name))
    expect(LOG_COLUMNS.filter(name => names.has(name))).toEqual([])
  })
})
