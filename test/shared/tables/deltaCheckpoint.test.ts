import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BlobNotFound, type Lake } from '../../../shared/storage/lake.ts'
import { memoryLake } from '../../../shared/storage/memoryLake.ts'
import { readDelta } from '../../../shared/tables/delta.ts'
import { commitDelta } from '../../../shared/tables/deltaCommit.ts'
import {
  checkpointPath,
  commitPath,
  lastCheckpointPath,
} from '../../../shared/tables/deltaLogNames.ts'
import { withDuckdb } from '../../../shared/tables/duckdb.ts'
import { literal, type Sql } from '../../../shared/tables/sql.ts'
import { commitOf, pathsOf, TABLE, TIMESTAMP, write } from './deltaTables.ts'

const SPARK = join(
  import.meta.dirname,
  '../../../../shared/reference/delta-golden/basic-with-inserts-deletes-checkpoint/_delta_log/00000000000000000010.checkpoint.parquet',
)
const hasSpark = existsSync(SPARK)
if (!hasSpark) console.warn('skipped: no ../shared/reference/delta-golden')

const DAY = 24 * 60 * 60 * 1000

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'checkpoint-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true })
})

async function withSql<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
  return await withDuckdb({ threads: 1, memoryMiB: 128, temporaryFolder: folder }, work)
}

/** A table of versions 0 … n-1, each of which adds a file `0`, `1`, …, `n-1`. */
async function grown(versions: number): Promise<Lake> {
  const lake = memoryLake()
  for (let i = 0; i < versions; i++) await commitDelta(lake, TABLE, write('append', `${i}`))
  return lake
}

async function deleteCommits(lake: Lake, to: number): Promise<void> {
  for (let version = 0; version <= to; version++) await lake.delete(commitPath(TABLE, version))
}

const names = (count: number): string[] => Array.from({ length: count }, (_, i) => String(i))

/** The fields of a checkpoint's columns, with their types. */
async function fieldsOf(path: string): Promise<string[]> {
  return await withSql(async sql => {
    const found: string[] = []
    for (const action of ['txn', 'add', 'remove', 'metaData', 'protocol']) {
      const rows = await sql.rows(
        `DESCRIBE SELECT unnest("${action}") FROM read_parquet(${literal(path)})`,
      )
      found.push(...rows.map(row => `${action}.${row['column_name']} ${row['column_type']}`))
    }
    return found
  })
}

describe('writing checkpoints', () => {
  it('writes one every ten versions, after the commit, and says where the newest one is', async () => {
    const inner = memoryLake()
    const order: string[] = []
    const lake: Lake = {
      ...inner,
      async write(path, bytes, condition) {
        order.push(path)
        return await inner.write(path, bytes, condition)
      },
      async upload(file, path, condition) {
        order.push(path)
        return await inner.upload(file, path, condition)
      },
    }
    for (let i = 0; i < 22; i++) await commitDelta(lake, TABLE, write('append', `${i}`))
    const expected = names(22).flatMap(name => {
      const version = Number(name)
      const isDue = version === 10 || version === 20
      return [
        commitPath(TABLE, version),
        ...(isDue ? [checkpointPath(TABLE, version), lastCheckpointPath(TABLE)] : []),
      ]
    })
    expect(order).toEqual(expected)
    const hint = JSON.parse(new TextDecoder().decode(await lake.read(lastCheckpointPath(TABLE))))
    // protocol, metaData, 21 transactions, 21 files
    expect(hint).toMatchObject({ version: 20, size: 44, numOfAddFiles: 21 })
    expect(hint.sizeInBytes).toBe((await lake.stat(checkpointPath(TABLE, 20)))?.bytes)
  })

  it('keeps tombstones for a week, and only of files that are not back', async () => {
    const lake = memoryLake()
    const at = (days: number) => ({ timestamp: TIMESTAMP + days * DAY })
    await commitDelta(lake, TABLE, { ...write('overwrite', 'a', 'b', 'c'), ...at(0) })
    await commitDelta(lake, TABLE, { ...write('overwrite', 'b', 'c'), ...at(1) }) // a goes
    await commitDelta(lake, TABLE, { ...write('overwrite', 'd'), ...at(5) }) // b and c go
    await commitDelta(lake, TABLE, { ...write('append', 'b'), ...at(6) }) // b is back
    for (let i = 4; i <= 10; i++) {
      await commitDelta(lake, TABLE, { ...write('append', `${i}`), ...at(9) })
    }
    const file = join(folder, 'tombstones.parquet')
    await lake.download(checkpointPath(TABLE, 10), file)
    const rows = await withSql(sql =>
      sql.rows(`SELECT "remove".path AS path, "remove".deletionTimestamp AS at, "remove".size AS size
        FROM read_parquet(${literal(file)}) WHERE "remove" IS NOT NULL`),
    )
    expect(rows).toEqual([{ path: 'c', at: TIMESTAMP + 5 * DAY, size: 100 }])
    expect((await pathsOf(lake)).slice(0, 2)).toEqual(['d', 'b'])
  })

  it.skipIf(!hasSpark)('has columns that Spark’s have, of the same types', async () => {
    const lake = await grown(11)
    const file = join(folder, 'schema.parquet')
    await lake.download(checkpointPath(TABLE, 10), file)
    const spark = await fieldsOf(SPARK)
    const ours = await fieldsOf(file)
    expect(ours.length).toBeGreaterThan(25)
    expect(spark).toEqual(expect.arrayContaining(ours))
  })

  it('is Parquet that another reader than the one that wrote it reads, maps and nulls too', async () => {
    const lake = memoryLake()
    const partitionColumns = ['curr_service']
    for (let i = 0; i <= 10; i++) {
      const file = { path: `${i} %`, bytes: i, rows: i, partitionValues: { curr_service: `s${i}` } }
      await commitDelta(lake, TABLE, {
        ...write(i === 9 ? 'overwrite' : 'append'),
        partitionColumns,
        files: [file],
        application: { id: `run-${i}`, version: i },
      })
    }
    const bytes = await lake.read(checkpointPath(TABLE, 10))
    const { readParquet } = await import('parquet-wasm')
    const { tableFromIPC } = await import('apache-arrow')
    const rows: Record<string, unknown>[] = JSON.parse(
      JSON.stringify(tableFromIPC(readParquet(bytes).intoIPCStream()).toArray(), (_, value) =>
        typeof value === 'bigint' ? Number(value) : value,
      ),
    )
    const of = (action: string) => rows.flatMap(row => row[action] ?? [])
    expect(rows).toHaveLength(2 + 11 + 2 + 9)
    expect(of('protocol')).toMatchObject([
      { minReaderVersion: 1, minWriterVersion: 2, readerFeatures: null, writerFeatures: null },
    ])
    expect(of('metaData')).toMatchObject([
      { format: { provider: 'parquet', options: {} }, partitionColumns, configuration: {} },
    ])
    expect(of('txn')).toEqual(
      names(11).map(i => ({ appId: `run-${i}`, version: Number(i), lastUpdated: TIMESTAMP })),
    )
    expect(of('add')).toMatchObject(
      [9, 10].map(i => ({
        path: `${i}%20%25`,
        partitionValues: { curr_service: `s${i}` },
        size: i,
        dataChange: false,
        stats: expect.stringContaining(`"numRecords":${i}`),
      })),
    )
    expect(of('remove')).toMatchObject(
      names(9).map(i => ({ path: `${i}%20%25`, deletionTimestamp: TIMESTAMP, dataChange: false })),
    )
  })

  it('does not fail a commit whose checkpoint cannot be written, and says so', async () => {
    const inner = await grown(10)
    const lake: Lake = {
      ...inner,
      async upload() {
        throw new Error('no more space')
      },
    }
    const committed = await commitDelta(lake, TABLE, write('append', '10'))
    expect(committed).toEqual({
      version: 10,
      warning: `${TABLE}: version 10 is committed, but its checkpoint could not be written: no more space`,
    })
    expect(await pathsOf(inner)).toEqual(names(11))
  })
})

/** A file of the checkpoint of version 10 in three parts. */
function part(number: number): string {
  return checkpointPath(TABLE, 10).replace(
    'checkpoint.',
    `checkpoint.000000000${number}.0000000003.`,
  )
}

describe('reading by way of checkpoints', () => {
  it('reads on when early commits are gone, and says which versions cannot be read any more', async () => {
    const lake = await grown(14)
    await deleteCommits(lake, 9)
    expect(await pathsOf(lake)).toEqual(names(14))
    expect(await pathsOf(lake, 10)).toEqual(names(11))
    expect(await pathsOf(lake, 12)).toEqual(names(13))
    await expect(pathsOf(lake, 7)).rejects.toThrow(
      'version 7 can no longer be read: the Delta log begins with the checkpoint of version 10',
    )
    await deleteCommits(lake, 13)
    expect(await pathsOf(lake)).toEqual(names(11))
    expect(await commitDelta(lake, TABLE, write('append', '11'))).toEqual({ version: 11 })
    expect(await pathsOf(lake)).toEqual(names(12))
  })

  it('takes the newest checkpoint up to the version that is wanted', async () => {
    const inner = await grown(25)
    const read: string[] = []
    const lake: Lake = {
      ...inner,
      async read(path, range) {
        read.push(path)
        return await inner.read(path, range)
      },
      async download(path, file, options) {
        read.push(path)
        await inner.download(path, file, options)
      },
    }
    await pathsOf(lake)
    expect(read).toEqual([
      checkpointPath(TABLE, 20),
      ...[21, 22, 23, 24].map(version => commitPath(TABLE, version)),
    ])
    read.length = 0
    await pathsOf(lake, 12)
    expect(read).toEqual([checkpointPath(TABLE, 10), commitPath(TABLE, 11), commitPath(TABLE, 12)])
  })

  it('does without a damaged checkpoint where the commits are there, and is loud where they are not', async () => {
    const lake = await grown(22)
    await lake.write(checkpointPath(TABLE, 20), 'PAR1 is not all')
    expect(await pathsOf(lake)).toEqual(names(22))
    await deleteCommits(lake, 9)
    expect(await pathsOf(lake)).toEqual(names(22))
    await deleteCommits(lake, 19)
    await expect(pathsOf(lake)).rejects.toThrow(
      /20\.checkpoint\.parquet: the checkpoint cannot be read/,
    )
  })

  it.each([
    ['damaged', '{"version":'],
    ['of a version that is not there', '{"version":30,"size":3}'],
    ['stale', '{"version":10,"size":3}'],
  ])('is not misled by a hint that is %s', async (_, hint) => {
    const lake = await grown(22)
    await lake.write(lastCheckpointPath(TABLE), hint)
    await deleteCommits(lake, 19)
    expect(await pathsOf(lake)).toEqual(names(22))
  })

  it('reads checkpoints of many parts, if they are all there', async () => {
    const lake = await grown(12)
    const whole = join(folder, 'whole.parquet')
    await lake.download(checkpointPath(TABLE, 10), whole)
    for (const number of [1, 2, 3]) {
      const file = join(folder, `part-${number}.parquet`)
      await withSql(sql =>
        sql.run(`COPY (SELECT * EXCLUDE n FROM (SELECT *, file_row_number AS n FROM read_parquet(${literal(whole)}, file_row_number = true))
          WHERE n % 3 = ${number - 1}) TO ${literal(file)} (FORMAT parquet)`),
      )
      await lake.upload(file, part(number))
    }
    await lake.delete(checkpointPath(TABLE, 10))
    await deleteCommits(lake, 9)
    expect((await pathsOf(lake)).map(Number).sort((a, b) => a - b)).toEqual(names(12).map(Number))
    await lake.delete(part(2))
    await expect(pathsOf(lake)).rejects.toThrow('version 0 is missing from the Delta log')
  })

  it('names the feature of checkpoints that it cannot read', async () => {
    const lake = await grown(3)
    const uuid = '80a083e8-7026-4e79-81be-64bd76c43a11'
    for (const kind of ['json', 'parquet']) {
      await lake.write(commitPath(TABLE, 1).replace('json', `checkpoint.${uuid}.${kind}`), '')
    }
    // not needed as long as the commits are there
    expect(await pathsOf(lake)).toEqual(names(3))
    await lake.delete(commitPath(TABLE, 0))
    await expect(pathsOf(lake)).rejects.toThrow(
      'of the feature v2Checkpoint, which is not supported',
    )

    // one with a classic name
    const json = join(folder, 'v2.json')
    const file = join(folder, 'v2.parquet')
    const v2 = memoryLake()
    await v2.write(json, commitOf({ checkpointMetadata: { version: 0 } }))
    await v2.download(json, json)
    await withSql(sql =>
      sql.run(`COPY (FROM read_json(${literal(json)})) TO ${literal(file)} (FORMAT parquet)`),
    )
    await v2.upload(file, checkpointPath(TABLE, 0))
    await expect(pathsOf(v2)).rejects.toThrow('it is of the feature v2Checkpoint')
  })

  it('passes errors of storage on', async () => {
    const inner = await grown(12)
    const lake: Lake = {
      ...inner,
      async download(path) {
        throw new BlobNotFound(path)
      },
    }
    await expect(pathsOf(lake)).rejects.toThrow(BlobNotFound)
  })

  it('tells the same as the commits, of any commits', async () => {
    const anyCommit = fc.record({
      mode: fc.constantFrom('append' as const, 'append' as const, 'overwrite' as const),
      names: fc.uniqueArray(fc.stringMatching(/^[ -~äé€]{1,6}$/), { maxLength: 3 }),
    })
    const commits = fc.array(anyCommit, { minLength: 11, maxLength: 13 })
    await fc.assert(
      fc.asyncProperty(commits, async list => {
        const lake = memoryLake()
        for (const { mode, names: some } of list) {
          const paths = some.map(name => name.replaceAll('/', '_').replaceAll('..', '__'))
          const fresh = new Set(mode === 'append' ? await livePaths(lake) : [])
          await commitDelta(lake, TABLE, write(mode, ...paths.filter(path => !fresh.has(path))))
        }
        const last = list.length - 1
        const byCheckpoint = await readDelta(lake, TABLE, last)
        await lake.delete(checkpointPath(TABLE, 10))
        expect(byCheckpoint).toEqual(await readDelta(lake, TABLE, last))
      }),
      { numRuns: 15 },
    )
  })
})

async function livePaths(lake: Lake): Promise<string[]> {
  return (await lake.stat(commitPath(TABLE, 0))) === undefined ? [] : await pathsOf(lake)
}
