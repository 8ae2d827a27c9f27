import { describe, expect, it } from 'vitest'
import type { Lake } from '../../../shared/storage/lake.ts'
import { memoryLake } from '../../../shared/storage/memoryLake.ts'
import { checkFiles, DeltaTableMissing, readDelta } from '../../../shared/tables/delta.ts'
import { commitDelta } from '../../../shared/tables/deltaCommit.ts'
import { commitPath } from '../../../shared/tables/deltaLogNames.ts'
import { commitOf, pathsOf, SCHEMA, TABLE, write } from './deltaTables.ts'

const metaData = {
  id: 'x',
  format: { provider: 'parquet', options: {} },
  schemaString: JSON.stringify(SCHEMA),
  partitionColumns: [] as string[],
  configuration: {},
}
const protocol = { minReaderVersion: 1, minWriterVersion: 2 }
const add = { partitionValues: {}, size: 1, modificationTime: 1, dataChange: true }

/** The protocol of a table whose readers must know features. */
const newer = (...readerFeatures: string[]) => ({
  minReaderVersion: 3,
  minWriterVersion: 7,
  readerFeatures,
})

async function tableOf(...actions: object[]): Promise<Lake> {
  const lake = memoryLake()
  await lake.write(commitPath(TABLE, 0), commitOf(...actions))
  return lake
}

describe('readDelta', () => {
  it('says that there is no table', async () => {
    await expect(readDelta(memoryLake(), TABLE)).rejects.toThrow(DeltaTableMissing)
  })

  const mapped = { ...metaData, configuration: { 'delta.columnMapping.mode': 'name' } }
  it.each([
    ['deletion vectors', newer('timestampNtz', 'deletionVectors'), metaData, '(deletionVectors)'],
    ['V2 checkpoints', newer('v2Checkpoint'), metaData, '(v2Checkpoint)'],
    ['a feature of the future', newer('x', 'y'), metaData, 'version 3 (x, y), which is not'],
    ['reader 4', { ...newer(), minReaderVersion: 4 }, metaData, 'needs Delta reader version 4'],
    ['mapped columns', { ...protocol, minReaderVersion: 2 }, mapped, 'uses columnMapping'],
    ['mapped columns by name', newer('columnMapping'), mapped, 'uses columnMapping'],
    ['other files', protocol, { ...metaData, format: { provider: 'orc' } }, 'its files are orc'],
    ['no schema', protocol, { ...metaData, schemaString: '{"type":"x"}' }, 'schemaString cannot'],
  ])('refuses %s', async (_, protocolAction, metaDataAction, message) => {
    const lake = await tableOf({ protocol: protocolAction }, { metaData: metaDataAction })
    await expect(readDelta(lake, TABLE)).rejects.toThrow(message)
    await expect(readDelta(lake, TABLE)).rejects.toThrow(TABLE)
  })

  it.each([
    ['reader 2 without a mapping', { ...protocol, minReaderVersion: 2 }],
    ['features without a duty for readers', newer('vacuumProtocolCheck', 'columnMapping')],
    ['times without a zone', newer('timestampNtz')],
  ])('reads %s', async (_, protocolAction) => {
    const lake = await tableOf({ protocol: protocolAction }, { metaData })
    expect((await readDelta(lake, TABLE)).files).toEqual([])
  })

  it.each([
    ['no protocol', [{ metaData }], 'has no protocol action'],
    ['no metaData', [{ protocol }], 'has no metaData action'],
    [
      'a file elsewhere',
      [{ protocol }, { metaData }, { add: { ...add, path: 'abfss://c@a/t/b.parquet' } }],
      '"abfss://c@a/t/b.parquet", which is outside the table\'s folder',
    ],
    [
      'a file at the root',
      [{ protocol }, { metaData }, { add: { ...add, path: '/t/b.parquet' } }],
      "outside the table's folder",
    ],
    [
      'a file above',
      [{ protocol }, { metaData }, { add: { ...add, path: '..%2Fb.parquet' } }],
      "outside the table's folder",
    ],
    [
      'a path that is no URI',
      [{ protocol }, { metaData }, { add: { ...add, path: '100%.parquet' } }],
      'no valid URI',
    ],
    [
      'rows deleted by a vector',
      [
        { protocol },
        { metaData },
        { add: { ...add, path: 'a', deletionVector: { storageType: 'u' } } },
      ],
      'rows of a are deleted by a vector (deletionVectors)',
    ],
  ])('refuses %s', async (_, actions, message) => {
    await expect(readDelta(await tableOf(...actions), TABLE)).rejects.toThrow(message)
  })

  it('refuses a damaged line and a log with a gap', async () => {
    const lake = memoryLake()
    for (let i = 0; i < 3; i++) await commitDelta(lake, TABLE, write('append', `${i}`))

    await lake.write(commitPath(TABLE, 3), '{"add":\n')
    await expect(readDelta(lake, TABLE)).rejects.toThrow('00003.json: line 1 is no JSON')
    await lake.write(commitPath(TABLE, 3), '{"add":{"path":7}}\n')
    await expect(readDelta(lake, TABLE)).rejects.toThrow('00003.json: line 1 is no Delta action')
    await lake.delete(commitPath(TABLE, 3))

    await lake.delete(commitPath(TABLE, 1))
    expect(await pathsOf(lake, 0)).toEqual(['0'])
    await expect(readDelta(lake, TABLE)).rejects.toThrow('version 1 is missing from the Delta log')
    await lake.delete(commitPath(TABLE, 0))
    await expect(readDelta(lake, TABLE)).rejects.toThrow('version 0 is missing from the Delta log')
    await expect(commitDelta(lake, TABLE, write('append', 'x'))).rejects.toThrow('is missing')
  })

  it('takes a file that was removed and added again for one, however its URI is spelled', async () => {
    const lake = await tableOf(
      { protocol },
      { metaData },
      { add: { ...add, path: 'a%20b' } },
      { add: { ...add, path: 'c' } },
    )
    await lake.write(commitPath(TABLE, 1), commitOf({ remove: { path: 'a b', dataChange: true } }))
    await lake.write(commitPath(TABLE, 2), commitOf({ add: { ...add, size: 2, path: 'a b' } }))
    expect(await pathsOf(lake, 1)).toEqual(['c'])
    expect((await readDelta(lake, TABLE)).files).toMatchObject([
      { path: 'c', bytes: 1 },
      { path: 'a b', bytes: 2 },
    ])
  })

  it('ignores files that the log does not list, and actions and fields that it does not know', async () => {
    const lake = memoryLake()
    await commitDelta(lake, TABLE, write('append', 'a'))
    await lake.write(`${TABLE}stray.parquet`, 'PAR1')
    for (const name of [
      '00000000000000000000.crc',
      '00000000000000000000.00000000000000000001.compacted.json',
      '_staged_commits/00000000000000000002.x.json',
      '.00000000000000000009.json.tmp',
    ]) {
      await lake.write(`${TABLE}_delta_log/${name}`, '{}')
    }
    const text = commitOf(
      { somethingNew: { x: 1 } },
      { add: { ...add, path: 'b', stats: null, tags: null, somethingNew: 1 } },
    )
    await lake.write(commitPath(TABLE, 1), text)
    expect((await readDelta(lake, TABLE)).files).toEqual([
      { path: 'a', bytes: 100, rows: 1, statistics: expect.anything(), partitionValues: {} },
      { path: 'b', bytes: 1, statistics: {}, partitionValues: {} },
    ])
  })
})

describe('checkFiles', () => {
  it('holds where every listed file is there, whatever else lies about', async () => {
    const lake = memoryLake()
    await commitDelta(lake, TABLE, write('append', 'a b', 'c'))
    const table = await readDelta(lake, TABLE)
    await lake.write(`${TABLE}a b`, new Uint8Array(100))
    await lake.write(`${TABLE}stray.parquet`, 'PAR1')

    await expect(checkFiles(lake, TABLE, table)).rejects.toThrow(
      `${TABLE}: the file c of version 0 is missing: the table is damaged`,
    )
    await lake.write(`${TABLE}c`, new Uint8Array(99))
    await expect(checkFiles(lake, TABLE, table)).rejects.toThrow(
      `${TABLE}: the file c of version 0 has 99 bytes instead of 100`,
    )
    await lake.write(`${TABLE}c`, new Uint8Array(100))
    await expect(checkFiles(lake, TABLE, table)).resolves.toBeUndefined()
  })
})
