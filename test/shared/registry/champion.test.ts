import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { promote, promotionHistory } from '../../../shared/registry/champion.ts'
import { readChampion } from '../../../shared/registry/championPointer.ts'
import { publishVersion } from '../../../shared/registry/versions.ts'
import type { Lake } from '../../../shared/storage/lake.ts'
import { memoryLake } from '../../../shared/storage/memoryLake.ts'
import { memoryRows } from '../../../shared/storage/memoryRows.ts'
import { CHAMPION_PATH } from '../../../shared/storage/paths.ts'
import { samplePublication } from './sampleVersion.ts'

async function registryWith(count: number, lake: Lake = memoryLake()) {
  const rows = memoryRows()
  const versions: string[] = []
  for (let seed = 0; seed < count; seed++) {
    versions.push((await publishVersion(lake, rows, samplePublication(seed))).version)
  }
  return { lake, rows, versions }
}

function decision(order: number) {
  return {
    by: `person-${order}`,
    reason: 'it is better',
    at: `2026-03-02T00:00:0${order}.000Z`,
  }
}

describe('promote', () => {
  it('makes a version the champion and says which it replaced', async () => {
    const { lake, rows, versions } = await registryWith(2)
    const [first = '', second = ''] = versions

    await promote(lake, rows, first, decision(1))
    await promote(lake, rows, second, decision(2))

    expect((await readChampion(lake))?.pointer).toEqual({
      name: 'in-hospital-mortality',
      version: second,
      sequence: 2,
      since: '2026-03-02T00:00:02.000Z',
      by: 'person-2',
      reason: 'it is better',
      previous: first,
    })
  })

  it('remembers the run that brought it about, so that its gate, run again, finds its own decision', async () => {
    const { lake, rows, versions } = await registryWith(1)
    await promote(lake, rows, versions[0] ?? '', { ...decision(1), runId: 'train-demo-1' })
    const again = { ...decision(2), runId: 'train-demo-2' }
    await promote(lake, rows, versions[0] ?? '', again)

    expect((await readChampion(lake))?.pointer.runId).toBe('train-demo-1')
  })

  it('leads back to an earlier version, and the history shows all three moves, newest first', async () => {
    const { lake, rows, versions } = await registryWith(2)
    const [first = '', second = ''] = versions
    await promote(lake, rows, first, decision(1))
    await promote(lake, rows, second, decision(2))
    await promote(lake, rows, first, decision(3))

    const history = await promotionHistory(lake, rows)
    expect(history.map(({ version, by }) => [version, by])).toEqual([
      [first, 'person-3'],
      [second, 'person-2'],
      [first, 'person-1'],
    ])
  })

  it('changes nothing when the version serves already', async () => {
    const { lake, rows, versions } = await registryWith(1)
    const [version = ''] = versions
    const before = await promote(lake, rows, version, decision(1))
    expect(await promote(lake, rows, version, decision(2))).toEqual(before)
    expect(await promotionHistory(lake, rows)).toHaveLength(1)
  })

  it('lets one of several promotions at once win; the others are told of the winner', async () => {
    const { lake, rows, versions } = await registryWith(5)
    const [serving = '', ...challengers] = versions
    await promote(lake, rows, serving, decision(0))

    const outcomes = await Promise.allSettled(
      challengers.map((version, order) => promote(lake, rows, version, decision(order + 1))),
    )

    const won = outcomes.filter(outcome => outcome.status === 'fulfilled')
    const lost = outcomes.filter(outcome => outcome.status === 'rejected')
    expect(won).toHaveLength(1)
    for (const outcome of lost) {
      expect(outcome.reason).toMatchObject({ code: 'PROMOTION_CONFLICT' })
    }
    const history = await promotionHistory(lake, rows)
    expect(history.map(({ version }) => version)).toEqual([won[0]?.value.version, serving])
  })

  it('keeps a history without gaps, in any interleaving of promotions', async () => {
    const attempts = fc.array(fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 4 }), {
      minLength: 1,
      maxLength: 6,
    })
    await fc.assert(
      fc.asyncProperty(attempts, async rounds => {
        const { lake, rows, versions } = await registryWith(4)
        for (const [order, round] of rounds.entries()) {
          await Promise.allSettled(
            round.map(choice => promote(lake, rows, versions[choice] ?? '', decision(order))),
          )
        }
        const history = [...(await promotionHistory(lake, rows))].reverse()
        expect(history.map(({ sequence }) => sequence)).toEqual(history.map((_, i) => i + 1))
        expect(history.map(({ previous }) => previous)).toEqual([
          null,
          ...history.slice(0, -1).map(({ version }) => version),
        ])
      }),
      { numRuns: 40 },
    )
  })

  it('refuses a decision made against a champion that no longer serves', async () => {
    const { lake, rows, versions } = await registryWith(3)
    const [first = '', second = '', third = ''] = versions
    await promote(lake, rows, first, decision(1))
    await promote(lake, rows, second, decision(2))

    const late = promote(lake, rows, third, { ...decision(3), insteadOf: first })
    await expect(late).rejects.toMatchObject({
      code: 'PROMOTION_CONFLICT',
      message: `The decision was made against champion ${first}; by now ${second} serves, promoted by person-2.`,
    })
    expect((await readChampion(lake))?.pointer.version).toBe(second)
  })

  it('counts as done a write that succeeded although its answer was lost', async () => {
    const inner = memoryLake()
    const { rows, versions } = await registryWith(1, inner)
    const lossy: Lake = {
      ...inner,
      async write(path, bytes, condition) {
        const etag = await inner.write(path, bytes, condition)
        // the client tries again by itself and meets its own write
        return path === CHAMPION_PATH ? await inner.write(path, bytes, condition) : etag
      },
    }
    const pointer = await promote(lossy, rows, versions[0] ?? '', decision(1))
    expect((await readChampion(inner))?.pointer).toEqual(pointer)
  })

  it.each(['champion', 'ffffffffffff', '../x', ''])('knows no version "%s"', async version => {
    const { lake, rows } = await registryWith(1)
    const attempt = promote(lake, rows, version, decision(1))
    await expect(attempt).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' })
  })

  it('never promotes a retrospective model', async () => {
    const lake = memoryLake()
    const rows = memoryRows()
    const publication = samplePublication(1, { artifact: { featureSet: 'retrospective' } })
    const { version } = await publishVersion(lake, rows, publication)
    await expect(promote(lake, rows, version, decision(1))).rejects.toMatchObject({
      code: 'RETROSPECTIVE_MODEL',
    })
    expect(await readChampion(lake)).toBeUndefined()
  })
})
