import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { featureTable } from '../../../shared/serving/featureTable.ts'
import {
  featureHasher,
  type PredictionLogEntry,
  predictionLog,
} from '../../../shared/serving/predictionLog.ts'
import { parsePredictRequest } from '../../../shared/serving/predictRequest.ts'
import { memoryRows } from '../../../shared/storage/memoryRows.ts'
import type { Rows } from '../../../shared/storage/rows.ts'
import { logisticArtifact, VOCABULARY } from './sampleModels.ts'

const { features } = logisticArtifact()

function entryOf(instances: readonly object[]): PredictionLogEntry {
  const { frame } = featureTable(parsePredictRequest({ instances }), features, VOCABULARY)
  return {
    version: '0123456789ab',
    features,
    frame,
    probabilities: instances.map((_, row) => row / instances.length),
    at: '2026-03-02T00:00:00.000Z',
  }
}

function hashesOf(instances: readonly object[]): string[] {
  const { frame } = entryOf(instances)
  return instances.map((_, row) => featureHasher(features, frame)(row))
}

const stored = { name: 'predictions', schema: z.object({ predictions: z.array(z.unknown()) }) }

async function storedCount(rows: Rows): Promise<number> {
  const found = await rows.table(stored).list('0123456789ab')
  return found.reduce((sum, row) => sum + row.predictions.length, 0)
}

/** Storage whose inserts never come back. */
function hangingRows(): Rows {
  const inner = memoryRows()
  return {
    table: definition => ({
      ...inner.table(definition),
      insert: async () => await new Promise<never>(() => {}),
    }),
  }
}

describe('predictionLog', () => {
  it('writes every prediction of a call, a large one in several rows that each fit', async () => {
    const rows = memoryRows()
    const log = predictionLog(rows)
    log.add(entryOf(Array.from({ length: 1_000 }, (_, age) => ({ age }))))
    await log.drained()

    expect(await storedCount(rows)).toBe(1_000)
    expect(log.status()).toEqual({ written: 1_000, waiting: 0, dropped: 0 })
    for (const row of await rows.table(stored).list('0123456789ab')) {
      expect(JSON.stringify(row).length).toBeLessThan(32_000)
    }
  })

  it('holds no more than its bound while storage hangs, and counts what it dropped', () => {
    const log = predictionLog(hangingRows(), 10)
    for (let call = 0; call < 8; call++) log.add(entryOf([{}, {}, {}]))
    expect(log.status()).toEqual({ written: 0, waiting: 9, dropped: 15 })
  })

  it('counts what storage refused and goes on', async () => {
    const inner = memoryRows()
    let refusals = 1
    const rows: Rows = {
      table: definition => {
        const table = inner.table(definition)
        return {
          ...table,
          insert: async (partition, key, row) => {
            if (refusals-- > 0) throw new Error('503')
            return await table.insert(partition, key, row)
          },
        }
      },
    }
    const log = predictionLog(rows)
    log.add(entryOf([{ age: 1 }]))
    log.add(entryOf([{ age: 2 }]))
    await log.drained()
    expect(log.status()).toEqual({ written: 1, waiting: 0, dropped: 1 })
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
})
