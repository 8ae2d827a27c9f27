import { describe, expect, it } from 'vitest'
import type { Lake } from '../../../shared/storage/lake.ts'
import { memoryLake } from '../../../shared/storage/memoryLake.ts'
import { CommitUnwanted, commitDelta } from '../../../shared/tables/deltaCommit.ts'
import { linesOf, pathsOf, TABLE, write } from './deltaTables.ts'

describe('writers at the same time', () => {
  it('loses none of 20 concurrent commits, across two checkpoints', async () => {
    const lake = memoryLake()
    const names = Array.from({ length: 20 }, (_, i) => `part-${i}`)
    const committed = await Promise.all(
      names.map(name => commitDelta(lake, TABLE, write('append', name))),
    )
    expect(committed.map(({ version }) => version).sort((a, b) => a - b)).toEqual([...names.keys()])
    expect((await pathsOf(lake)).sort()).toEqual([...names].sort())
    for (const [i, { version }] of committed.entries()) {
      expect((await linesOf(lake, version)).at(-1)).toMatchObject({ add: { path: `part-${i}` } })
    }
  })

  it('keeps one writer’s files whole when many overwrite at once', async () => {
    const lake = memoryLake()
    const committed = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        commitDelta(lake, TABLE, write('overwrite', `${i}-a`, `${i}-b`)),
      ),
    )
    const last = committed.findIndex(({ version }) => version === 9)
    expect(await pathsOf(lake)).toEqual([`${last}-a`, `${last}-b`])
  })

  it('removes what came first when an overwrite lost the race', async () => {
    const inner = memoryLake()
    await commitDelta(inner, TABLE, write('append', 'old'))
    let hasWinner = false
    const lake: Lake = {
      ...inner,
      async write(path, bytes, condition) {
        if (!hasWinner) {
          hasWinner = true
          await commitDelta(inner, TABLE, write('append', 'winner'))
        }
        return await inner.write(path, bytes, condition)
      },
    }
    expect(await commitDelta(lake, TABLE, write('overwrite', 'mine'))).toEqual({ version: 2 })
    expect(await pathsOf(inner)).toEqual(['mine'])
    expect(await linesOf(inner, 2)).toMatchObject([
      { commitInfo: {} },
      { txn: {} },
      { remove: { path: 'old' } },
      { remove: { path: 'winner' } },
      { add: { path: 'mine' } },
    ])
  })

  it('is not committed over what has made it unwanted, however late that came', async () => {
    const inner = memoryLake()
    let isWanted = true
    const slow = {
      ...write('overwrite', 'old'),
      application: { id: 'slow', version: 1 },
      isWanted: async () => isWanted,
    }
    const lake: Lake = {
      ...inner,
      async write(path, bytes, condition) {
        // between the question and the attempt
        if (isWanted) {
          isWanted = false
          await commitDelta(inner, TABLE, write('overwrite', 'new'))
        }
        return await inner.write(path, bytes, condition)
      },
    }
    await expect(commitDelta(lake, TABLE, slow)).rejects.toThrow(CommitUnwanted)
    expect(await pathsOf(inner)).toEqual(['new'])
    await expect(commitDelta(inner, TABLE, slow)).rejects.toThrow('"slow" is not committed')
    isWanted = true
    expect(await commitDelta(inner, TABLE, slow)).toEqual({ version: 1 })
    isWanted = false
    expect(await commitDelta(inner, TABLE, slow)).toEqual({ version: 1 })
  })
})
