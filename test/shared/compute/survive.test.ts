import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { closeWorkers, onWorker, WorkerDied } from '../../../shared/compute/pool.ts'
import { survive } from '../../../shared/compute/survive.ts'
import { withTemporaryFolder } from '../../../shared/compute/temporaryFolder.ts'
import type { TrialPlan } from '../../../shared/contracts/study.ts'
import { countAttempt } from '../../../shared/datasets/studies.ts'
import { featureSets } from '../../../shared/features/catalogue.ts'
import { seededRandom } from '../../../shared/random.ts'
import { memoryRows } from '../../../shared/storage/memoryRows.ts'
import type { Column, Frame } from '../../../shared/tables/frame.ts'
import { writeFrame } from '../../../shared/tables/parquetFrame.ts'
import { definition } from '../tuning/searchInMemory.ts'

afterEach(async () => {
  vi.unstubAllEnvs()
  await closeWorkers()
})

const deadly = (reason: string) => ({ failed: reason })

describe('a worker thread that runs out of memory', () => {
  // its trees take seconds to grow, and many more on a busy machine
  it('dies alone: the task fails, and the process goes on', { timeout: 240_000 }, async () => {
    vi.stubEnv('WORKER_HEAP_MIB', '64')
    await withTemporaryFolder(tmpdir(), async folder => {
      const gold = join(folder, 'gold.parquet')
      await writeFile(gold, await writeFrame(madeUpCore(60)))
      const output = join(folder, 'predictions.parquet')
      const run = (plan: TrialPlan) =>
        onWorker('runTrial', { gold, definition, plan, bars: [], output })
      const death: unknown = await run(LARGE).catch((error: unknown) => error)
      expect(death).toBeInstanceOf(WorkerDied)
      expect(String(death)).toMatch(/runTrial: the worker thread ran out of memory/)

      const small = { ...LARGE, parameters: { ...LARGE.parameters, nEstimators: 10 } }
      expect(await run(small)).toMatchObject({ state: 'complete' })
    })
  })
})

/**
 * A forest of the npm package, whose trees are JavaScript objects: its memory grows tree by tree, as that of real work does.
 * (A single message that is too large is another matter: Node 24 ends the process.)
 */
const LARGE: TrialPlan = {
  number: 0,
  family: 'ml-random-forest',
  featureSet: 'core',
  parameters: {
    nEstimators: 2000,
    maxDepth: 100,
    minNumSamples: 1,
    maxFeatures: 0.2,
    'preprocessing.outliers': 'none',
    'preprocessing.fill': 'median',
    'preprocessing.missingIndicators': false,
    'preprocessing.skew': 'none',
    'preprocessing.scale': 'none',
    'preprocessing.categories': 'one-hot',
    'preprocessing.oneHotLevels': 10,
    'preprocessing.maxCorrelation': null,
    'preprocessing.selectK': null,
    'preprocessing.rfe': null,
  },
}

/** Gold of the feature set `core` in which nothing predicts death: trees have to grow deep. */
function madeUpCore(rows: number): Frame {
  const random = seededRandom(1, 'gold')
  const numbers = (draw: (row: number) => number): Column => ({
    kind: 'number',
    values: Float64Array.from({ length: rows }, (_, row) => draw(row)),
  })
  const text = (value: string): Column => ({ kind: 'text', values: Array(rows).fill(value) })
  const features = featureSets(24).core.map(({ name, kind }): [string, Column] => {
    if (kind === 'category') return [name, text('one level')]
    return [name, numbers(() => (kind === 'flag' ? random.int(2) : random.normal()))]
  })
  const columns = {
    ...Object.fromEntries(features),
    subject_id: numbers(row => row),
    hospital_expire_flag: numbers(() => random.int(2)),
    split: text('train'),
  }
  return { rows, columns }
}

/** Counts the attempts of a trial that nobody has begun. */
function begin(): () => Promise<number> {
  const rows = memoryRows()
  return () => countAttempt(rows, 'train-a-0123456789abcdef', 7)
}

describe('survive', () => {
  it('answers what the work does', async () => {
    expect(await survive(begin(), async () => ({ failed: '' }), deadly)).toEqual({ failed: '' })
  })

  it('has a thread die twice of it, and then says so', async () => {
    let runs = 0
    const work = async () => {
      runs += 1
      throw new WorkerDied('the thread ran out of memory')
    }
    expect(await survive(begin(), work, deadly)).toEqual({
      failed: 'the thread ran out of memory, 2 times',
    })
    expect(runs).toBe(2)
  })

  it('forgives a thread that died once', async () => {
    let runs = 0
    const work = async () => {
      runs += 1
      if (runs === 1) throw new WorkerDied('once')
      return { failed: '' }
    }
    expect(await survive(begin(), work, deadly)).toEqual({ failed: '' })
  })

  it('throws what is no death, as storage that is away: Durable tries again later', async () => {
    const away = Promise.reject(new Error('ECONNREFUSED'))
    await expect(survive(begin(), () => away, deadly)).rejects.toThrow('ECONNREFUSED')
  })

  it('gives up what the process has died of ten times, without another try', async () => {
    const count = begin()
    // ten processes began it and came to no end
    for (let process = 0; process < 10; process += 1) await count()
    let runs = 0
    const work = async () => {
      runs += 1
      return { failed: '' }
    }
    expect(await survive(count, work, deadly)).toEqual({
      failed: expect.stringMatching(/the process ended while it ran, 10 times/),
    })
    expect(runs).toBe(0)
  })
})
