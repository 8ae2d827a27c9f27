import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSettings } from '../../shared/settings.ts'
import { connect } from '../../shared/storage/connect.ts'
import type { Lake, LakePath } from '../../shared/storage/lake.ts'
import { readDelta } from '../../shared/tables/delta.ts'
import { commitDelta, type DeltaCommit } from '../../shared/tables/deltaCommit.ts'
import { checkpointPath, commitPath } from '../../shared/tables/deltaLogNames.ts'
import { type RunningAzurite, runAzurite } from '../emulator/azurite/testAzurite.ts'

const WRITERS = 24

let azurite: RunningAzurite
let lakes: readonly Lake[]
beforeAll(async () => {
  azurite = await runAzurite()
  await azurite.blobs.getContainerClient('silver').create()
  const settings = readSettings({ AzureWebJobsStorage: azurite.connectionString })
  // each writer has a connection of its own, as each instance of the app has
  lakes = await Promise.all(
    Array.from({ length: WRITERS }, async () => (await connect(settings)).lake),
  )
})
afterAll(async () => {
  await azurite.end()
})

function work(writer: number, mode: DeltaCommit['mode']): DeltaCommit {
  return {
    mode,
    schema: {
      type: 'struct',
      fields: [{ name: 'id', type: 'long', nullable: true, metadata: {} }],
    },
    files: ['a', 'b'].map(part => ({ path: `${writer}-${part}`, bytes: 1, rows: 1 })),
    application: { id: `writer-${writer}`, version: 1 },
    timestamp: 1_700_000_000_000 + writer,
  }
}

/** All writers at once, each from its own lake; the version that each was told, by writer. */
async function race(
  table: LakePath,
  modeOf: (writer: number) => DeltaCommit['mode'],
): Promise<readonly number[]> {
  const committed = await Promise.all(
    lakes.map((lake, writer) => commitDelta(lake, table, work(writer, modeOf(writer)))),
  )
  for (const { warning } of committed) expect(warning).toBeUndefined()
  return committed.map(({ version }) => version)
}

describe('writers at the same time on Azurite', () => {
  it.each([
    ['append', () => 'append' as const],
    ['overwrite', () => 'overwrite' as const],
    ['append or overwrite', (writer: number) => (writer % 3 === 0 ? 'overwrite' : 'append')],
  ] as const)('each commit once, in a log without gaps, when they %s', async (name, modeOf) => {
    const table = `silver/race/${name.replaceAll(' ', '-')}/`
    const [lake] = lakes
    if (lake === undefined) throw new Error('there is no lake')
    const versions = await race(table, modeOf)
    expect(versions.toSorted((a, b) => a - b)).toEqual([...lakes.keys()])

    // what a replay of the writers in the order of their versions leaves
    let live: string[] = []
    for (let version = 0; version < WRITERS; version++) {
      const writer = versions.indexOf(version)
      const added = [`${writer}-a`, `${writer}-b`]
      live = modeOf(writer) === 'overwrite' ? added : [...live, ...added]
      const { files } = await readDelta(lake, table, version)
      expect(files.map(({ path }) => path)).toEqual(live)
    }

    // the same by the checkpoints alone
    expect(await lake.stat(checkpointPath(table, 20))).toBeDefined()
    for (let version = 0; version < 20; version++) await lake.delete(commitPath(table, version))
    expect((await readDelta(lake, table)).files.map(({ path }) => path)).toEqual(live)

    // and who does the work again, from whichever instance, has done it already
    const late = versions.findIndex(version => version > 20)
    expect(await commitDelta(lake, table, work(late, modeOf(late)))).toEqual({
      version: versions[late],
    })
  })
})
