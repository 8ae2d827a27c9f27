import { afterEach, describe, expect, it, vi } from 'vitest'
import { closeWorkers, onWorker, WorkerDied } from '../../../shared/compute/pool.ts'
import { survive } from '../../../shared/compute/survive.ts'
import type { Trial } from '../../../shared/contracts/study.ts'
import { countAttempt } from '../../../shared/datasets/studies.ts'
import { memoryRows } from '../../../shared/storage/memoryRows.ts'
import { definition } from '../tuning/searchInMemory.ts'

afterEach(async () => {
  vi.unstubAllEnvs()
  await closeWorkers()
})

const sample: Trial = {
  number: 0,
  family: 'severity',
  featureSet: 'core',
  parameters: {},
  state: 'complete',
  value: 0.6,
  standardError: 0.05,
  steps: [],
  seconds: 1,
  predictions: null,
  error: null,
}

const deadly = (reason: string) => ({ failed: reason })

describe('a worker thread that runs out of memory', () => {
  it('dies alone: the task fails, and the process goes on', async () => {
    vi.stubEnv('WORKER_HEAP_MIB', '16')
    // some 30 MB of objects
    const history = Array.from({ length: 100_000 }, (_, number) => ({ ...sample, number }))
    const task = () => onWorker('planTrial', { definition, number: 0, history })
    await expect(task()).rejects.toThrow(WorkerDied)
    await expect(task()).rejects.toThrow(/planTrial: the worker thread ran out of memory/)
  })
})

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
