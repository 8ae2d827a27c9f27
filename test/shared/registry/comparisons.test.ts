import { describe, expect, it } from 'vitest'
import { countLook } from '../../../shared/registry/comparisons.ts'
import { memoryRows } from '../../../shared/storage/memoryRows.ts'
import type { Rows } from '../../../shared/storage/rows.ts'

async function look(rows: Rows, challenger: string, patients = 800, dataset = 'demo') {
  const at = '2026-03-02T00:00:00.000Z'
  const runId = `train-${challenger}`
  return await countLook(rows, { dataset, patients, challenger, champion: 'a', runId, at })
}

describe('countLook', () => {
  it('numbers the comparisons on the held-out patients of each dataset', async () => {
    const rows = memoryRows()
    const numbers = [
      (await look(rows, 'b')).number,
      (await look(rows, 'c', 820)).number,
      (await look(rows, 'd', 820, 'other')).number,
      (await look(rows, 'e')).number,
    ]
    expect(numbers).toEqual([1, 2, 1, 3])
  })

  it('counts the same two models once: they compare as they did', async () => {
    const rows = memoryRows()
    await look(rows, 'b')
    await look(rows, 'c')
    expect((await look(rows, 'b')).number).toBe(1)
    expect((await look(rows, 'd')).number).toBe(3)
  })

  it('begins anew when at least half of the patients are new', async () => {
    const rows = memoryRows()
    await look(rows, 'b', 800)
    await look(rows, 'c', 1_599)
    expect((await look(rows, 'd', 1_600)).number).toBe(1)
    expect((await look(rows, 'e', 1_700)).number).toBe(2)
  })

  it('gives no two runs at once the same number', async () => {
    const rows = memoryRows()
    const counted = await Promise.all(['b', 'c', 'd', 'e', 'f'].map(name => look(rows, name)))
    expect(counted.map(({ number }) => number).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5])
  })
})
