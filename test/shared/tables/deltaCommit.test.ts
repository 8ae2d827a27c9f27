import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Lake, PreconditionFailed } from '../../../shared/storage/lake.ts'
import { memoryLake } from '../../../shared/storage/memoryLake.ts'
import { readDelta } from '../../../shared/tables/delta.ts'
import { commitDelta } from '../../../shared/tables/deltaCommit.ts'
import { commitPath } from '../../../shared/tables/deltaLogNames.ts'
import type { DeltaSchema } from '../../../shared/tables/deltaSchema.ts'
import { linesOf, pathsOf, SCHEMA, TABLE, write } from './deltaTables.ts'

describe('commitDelta', () => {
  it('makes a table with all that the protocol requires of commit 0', async () => {
    const lake = memoryLake()
    const { version } = await commitDelta(lake, TABLE, {
      mode: 'overwrite',
      schema: SCHEMA,
      files: [
        {
          path: 'part-00000-a b.parquet',
          bytes: 1234,
          rows: 7,
          columns: {
            row_id: { nulls: 0, min: 1, max: 9 },
            transfertime: {
              nulls: 0,
              min: '2150-01-02T03:04:05.000Z',
              max: '2151-01-01T00:00:00.000Z',
            },
            prev_service: { nulls: 5 },
          },
        },
      ],
      application: { id: 'promote-x', version: 1 },
      timestamp: 1_700_000_000_000,
    })
    expect(version).toBe(0)

    const lines = await linesOf(lake, 0)
    expect(lines.map(line => Object.keys(line))).toEqual([
      ['commitInfo'],
      ['protocol'],
      ['metaData'],
      ['txn'],
      ['add'],
    ])
    const [, protocol, metadata, txn, add] = lines
    expect(protocol).toEqual({ protocol: { minReaderVersion: 1, minWriterVersion: 2 } })
    expect(txn).toEqual({
      txn: { appId: 'promote-x', version: 1, lastUpdated: 1_700_000_000_000 },
    })
    expect(metadata).toMatchObject({
      metaData: {
        id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/),
        format: { provider: 'parquet', options: {} },
        partitionColumns: [],
        configuration: {},
        createdTime: 1_700_000_000_000,
      },
    })
    const { schemaString } = (metadata as { metaData: { schemaString: string } }).metaData
    expect(JSON.parse(schemaString)).toMatchObject({
      type: 'struct',
      fields: [
        { name: 'row_id', type: 'integer', nullable: false },
        { name: 'subject_id', type: 'integer', nullable: false },
        { name: 'hadm_id', type: 'integer', nullable: false },
        { name: 'transfertime', type: 'timestamp', nullable: false },
        { name: 'prev_service', type: 'string', nullable: true },
        { name: 'curr_service', type: 'string', nullable: true },
      ],
    })
    expect(add).toMatchObject({
      add: {
        path: 'part-00000-a%20b.parquet',
        partitionValues: {},
        size: 1234,
        modificationTime: 1_700_000_000_000,
        dataChange: true,
      },
    })
    const { stats } = (add as { add: { stats: string } }).add
    expect(JSON.parse(stats)).toEqual({
      numRecords: 7,
      minValues: { row_id: 1, transfertime: '2150-01-02T03:04:05.000Z' },
      maxValues: { row_id: 9, transfertime: '2151-01-01T00:00:00.000Z' },
      nullCount: { row_id: 0, transfertime: 0, prev_service: 5 },
    })

    const { files } = await readDelta(lake, TABLE)
    expect(files).toMatchObject([{ path: 'part-00000-a b.parquet', bytes: 1234, rows: 7 }])
  })

  it('adds files on append, replaces them on overwrite, and still tells the past', async () => {
    const lake = memoryLake()
    await commitDelta(lake, TABLE, write('append', 'a'))
    await commitDelta(lake, TABLE, write('append', 'b'))
    await commitDelta(lake, TABLE, write('overwrite', 'c', 'd'))
    await commitDelta(lake, TABLE, write('append', 'e'))

    expect(await pathsOf(lake)).toEqual(['c', 'd', 'e'])
    expect(await pathsOf(lake, 1)).toEqual(['a', 'b'])
    expect(await pathsOf(lake, 2)).toEqual(['c', 'd'])
    await expect(pathsOf(lake, 4)).rejects.toThrow('there is no version 4, the newest is 3')
    expect(await linesOf(lake, 2)).toMatchObject([
      { commitInfo: {} },
      { txn: {} },
      { remove: { path: 'a', deletionTimestamp: 1_700_000_000_000, dataChange: true } },
      { remove: { path: 'b', deletionTimestamp: 1_700_000_000_000, dataChange: true } },
      { add: { path: 'c' } },
      { add: { path: 'd' } },
    ])
  })

  it('never names a file twice in a commit', async () => {
    const lake = memoryLake()
    await commitDelta(lake, TABLE, write('overwrite', 'a', 'b'))
    await commitDelta(lake, TABLE, write('overwrite', 'b', 'c'))
    expect((await pathsOf(lake)).sort()).toEqual(['b', 'c'])
    const named = (await linesOf(lake, 1)).flatMap(line =>
      [line['add'], line['remove']].flatMap(
        action => (action as { path: string } | undefined)?.path ?? [],
      ),
    )
    expect(named.sort()).toEqual(['a', 'b', 'c'])
  })

  it('commits once what is committed twice', async () => {
    const lake = memoryLake()
    const first = { ...write('overwrite', 'a'), application: { id: 'run-1', version: 1 } }
    const second = { ...write('overwrite', 'b'), application: { id: 'run-2', version: 1 } }
    expect(await commitDelta(lake, TABLE, first)).toEqual({ version: 0 })
    expect(await commitDelta(lake, TABLE, second)).toEqual({ version: 1 })
    expect(await commitDelta(lake, TABLE, first)).toEqual({ version: 0 })
    expect(await pathsOf(lake)).toEqual(['b'])
    const third = { ...first, application: { id: 'run-1', version: 2 } }
    expect(await commitDelta(lake, TABLE, third)).toEqual({ version: 2 })
  })

  it('takes the commit for done when its answer was lost on the way', async () => {
    const inner = memoryLake()
    let isLost = true
    const lake: Lake = {
      ...inner,
      async write(path, bytes, condition) {
        const etag = await inner.write(path, bytes, condition)
        // the service has it, the client's second try then finds it there
        if (isLost) throw new PreconditionFailed(path, { ifAbsent: true })
        return etag
      },
    }
    const commit = { ...write('append', 'a'), application: { id: 'run-1', version: 1 } }
    expect(await commitDelta(lake, TABLE, commit)).toEqual({ version: 0 })
    isLost = false
    expect(await commitDelta(lake, TABLE, commit)).toEqual({ version: 0 })
    expect(await pathsOf(lake)).toEqual(['a'])
  })

  it('changes the schema on overwrite and refuses another one on append', async () => {
    const lake = memoryLake()
    await commitDelta(lake, TABLE, write('overwrite', 'a'))
    const schema: DeltaSchema = {
      type: 'struct',
      fields: [{ name: 'x', type: 'double', nullable: true, metadata: {} }],
    }
    await expect(commitDelta(lake, TABLE, { ...write('append', 'b'), schema })).rejects.toThrow(
      'the files to append have another schema or other partition columns than the table',
    )
    await commitDelta(lake, TABLE, { ...write('overwrite', 'b'), schema })

    const before = await readDelta(lake, TABLE, 0)
    const after = await readDelta(lake, TABLE)
    expect(after.schema).toEqual(schema)
    expect(before.schema).toEqual(SCHEMA)
    expect(after.metadata.id).toBe(before.metadata.id)
  })

  it('writes partition values, and nothing without them', async () => {
    const lake = memoryLake()
    const partitioned = { ...write('overwrite'), partitionColumns: ['curr_service'] }
    const file = { path: 'curr_service=MED/a', bytes: 100, rows: 1 }
    await commitDelta(lake, TABLE, {
      ...partitioned,
      files: [{ ...file, partitionValues: { curr_service: 'MED' } }],
    })
    const { metadata, files } = await readDelta(lake, TABLE)
    expect(metadata.partitionColumns).toEqual(['curr_service'])
    expect(files).toMatchObject([{ partitionValues: { curr_service: 'MED' } }])
    expect(await linesOf(lake, 0)).toContainEqual({
      add: expect.objectContaining({ path: 'curr_service%3DMED/a' }),
    })

    await expect(
      commitDelta(lake, TABLE, { ...partitioned, ...write('append'), files: [file] }),
    ).rejects.toThrow('has values for the partition columns "" instead of "curr_service"')
    await expect(commitDelta(lake, TABLE, write('append', 'b'))).rejects.toThrow(
      'other partition columns than the table',
    )
    // who replaces all files may divide them in another way
    await commitDelta(lake, TABLE, write('overwrite', 'b'))
    expect((await readDelta(lake, TABLE)).metadata.partitionColumns).toEqual([])
  })

  it('takes a transaction for done whose commit is behind a checkpoint', async () => {
    const lake = memoryLake()
    const run = { ...write('append', 'run'), application: { id: 'run', version: 1 } }
    for (let i = 0; i < 12; i++) {
      await commitDelta(lake, TABLE, i === 4 ? run : write('append', `${i}`))
    }
    const before = await pathsOf(lake)
    expect(await commitDelta(lake, TABLE, { ...run, files: [] })).toEqual({ version: 4 })
    expect(await pathsOf(lake)).toEqual(before)

    for (let version = 0; version < 10; version++) await lake.delete(commitPath(TABLE, version))
    await expect(commitDelta(lake, TABLE, run)).rejects.toThrow(
      '"run" has committed already, but the commit that says as which version is no longer',
    )
  })

  it('agrees with a plain replay of any commits', async () => {
    const anyCommit = fc.record({
      mode: fc.constantFrom('append' as const, 'overwrite' as const),
      names: fc.uniqueArray(fc.stringMatching(/^[ -~äé]{1,8}$/), { maxLength: 3 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(anyCommit, { minLength: 1, maxLength: 6 }), async commits => {
        const lake = memoryLake()
        let expected: string[] = []
        for (const [i, { mode, names }] of commits.entries()) {
          const paths = names.map(name => `${i}/${name.replaceAll('/', '_')}`)
          await commitDelta(lake, TABLE, write(mode, ...paths))
          expected = mode === 'overwrite' ? paths : [...expected, ...paths]
        }
        expect(await pathsOf(lake)).toEqual(expected)
      }),
    )
  })
})
