import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Lake } from '../../../shared/storage/lake.ts'
import { localCopies } from '../../../shared/storage/localCopies.ts'
import { memoryLake } from '../../../shared/storage/memoryLake.ts'
import { checkFiles, readDelta } from '../../../shared/tables/delta.ts'
import { checkpointPath, commitPath } from '../../../shared/tables/deltaLogNames.ts'
import { deltaQuery } from '../../../shared/tables/deltaRows.ts'
import { withDuckdb } from '../../../shared/tables/duckdb.ts'
import type { SqlRow, SqlValue } from '../../../shared/tables/sql.ts'

const GOLDEN = join(import.meta.dirname, '../../../../shared/reference/delta-golden')
const hasGolden = existsSync(GOLDEN)
if (!hasGolden) console.warn('skipped: no ../shared/reference/delta-golden')

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'golden-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true })
})

/** A golden table as it is on disk, in a lake. */
async function golden(name: string): Promise<Lake> {
  const lake = memoryLake()
  const root = join(GOLDEN, name)
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    await lake.write(`golden/${name}/${path.slice(root.length + 1)}`, await readFile(path))
  }
  return lake
}

/** Reads a table whole, as the product does, and sorts its rows. */
async function rowsOf(
  lake: Lake,
  name: string,
  options: { readonly version?: number; readonly columns?: readonly string[] } = {},
): Promise<readonly SqlRow[]> {
  const table = `golden/${name}/`
  const delta = await readDelta(lake, table, options.version)
  await checkFiles(lake, table, delta)
  const files = await localCopies(
    lake,
    delta.files.map(({ path }) => `${table}${path}`),
    folder,
  )
  return await withDuckdb({ threads: 1, memoryMiB: 256, temporaryFolder: folder }, async sql => {
    const query = await deltaQuery(sql, delta, files, options.columns)
    return await sql.rows(`SELECT * FROM (${query}) ORDER BY ALL NULLS FIRST`)
  })
}

function upTo<T>(count: number, of: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => of(i))
}

/** What the snapshot tables' commits write: numbers beside `data-<commit>-<number>`. */
function snapshotRows(commits: readonly number[], count = 10): SqlRow[] {
  const rows = commits.flatMap(commit =>
    upTo(commit === 3 ? 20 : count, i => ({ col1: i, col2: `data-${commit}-${i}` })),
  )
  return rows.toSorted((a, b) => a.col1 - b.col1 || (a.col2 < b.col2 ? -1 : 1))
}

/** The rows of a table whose only column is `id`. */
async function idsOf(lake: Lake, name: string, version?: number): Promise<SqlValue[]> {
  const rows = await rowsOf(lake, name, version === undefined ? {} : { version })
  return rows.map(({ id }) => id ?? null)
}

/**
 * What basic-with-inserts-deletes-checkpoint's operations leave: five commits insert ten ids each, five delete the
 * upper half of one of them, three insert ten more, one deletes from 66 on.
 */
function idsAfter(version: number): number[] {
  const later = Math.min(Math.max(version - 9, 0), 3)
  const inserted = Math.min(version + 1, 5) * 10 + later * 10
  const halved = Math.min(Math.max(version - 4, 0), 5) * 10
  return upTo(inserted, id => id).filter(
    id => !(id < halved && id % 10 >= 5) && !(version === 13 && id >= 66),
  )
}

/** What data-reader-partition-values holds in its flat columns. */
function partitionedRow(i: number): Record<string, SqlValue> {
  const numbers = ['int', 'long', 'byte', 'short', 'float', 'double', 'big_decimal']
  return {
    value: String(i),
    ...Object.fromEntries(numbers.map(type => [`as_${type}`, i])),
    as_boolean: i % 2 === 0,
    as_string: String(i),
    as_string_lit_null: 'null',
    as_date: Date.UTC(2021, 8, 8),
    as_timestamp: Date.UTC(2021, 8, 8, 11, 11, 11),
  }
}

// what the tables hold is told by their names, their logs' predicates and partition values, and the scheme of their rows
describe.skipIf(!hasGolden)('tables written by Spark', () => {
  it.each([
    ['snapshot-data0', [0]],
    ['snapshot-data1', [0, 1]],
    ['snapshot-data2', [2]],
    ['snapshot-data3', [2, 3]],
    ['snapshot-data2-deleted', [3]],
    ['snapshot-vacuumed', [3]],
  ])('reads %s', async (name, commits) => {
    expect(await rowsOf(await golden(name), name)).toEqual(snapshotRows(commits))
  })

  it('reads the past of snapshot-data3 as snapshot-data0 to 2 have it', async () => {
    const lake = await golden('snapshot-data3')
    for (const [version, commits] of [[0], [0, 1], [2], [2, 3]].entries()) {
      expect(await rowsOf(lake, 'snapshot-data3', { version })).toEqual(snapshotRows(commits))
    }
  })

  it('is loud about the past of snapshot-vacuumed, whose files are gone', async () => {
    const lake = await golden('snapshot-vacuumed')
    await expect(rowsOf(lake, 'snapshot-vacuumed', { version: 3 })).rejects.toThrow(
      /the file part-0000.*\.parquet of version 3 is missing: the table is damaged/,
    )
  })

  it('reads time-travel tables', async () => {
    const start = await golden('time-travel-start')
    expect(await idsOf(start, 'time-travel-start')).toEqual(upTo(10, id => id))
    const start20 = await golden('time-travel-start-start20')
    expect(await idsOf(start20, 'time-travel-start-start20', 0)).toEqual(upTo(10, id => id))
    expect(await idsOf(start20, 'time-travel-start-start20', 1)).toEqual(upTo(20, id => id))
  })

  it('reads basic-with-inserts-deletes-checkpoint at every version, by its checkpoint and without it', async () => {
    const name = 'basic-with-inserts-deletes-checkpoint'
    const lake = await golden(name)
    for (let version = 0; version <= 13; version++) {
      expect(await idsOf(lake, name, version), `version ${version}`).toEqual(idsAfter(version))
    }
    await lake.delete(checkpointPath(`golden/${name}/`, 10))
    for (const version of [10, 13]) {
      expect(await idsOf(lake, name, version)).toEqual(idsAfter(version))
    }
  })

  it('reads the log of checkpoint, whole and when its early commits are gone', async () => {
    const lake = await golden('checkpoint')
    const table = 'golden/checkpoint/'
    const files = async (version?: number) =>
      (await readDelta(lake, table, version)).files.map(({ path, bytes }) => ({ path, bytes }))
    for (let version = 0; version < 11; version++) {
      expect(await files(version)).toEqual([{ path: `${version + 1}`, bytes: 1 }])
    }
    const [tenth, newest] = [await files(10), await files()]
    for (let version = 0; version < 11; version++) await lake.delete(commitPath(table, version))
    expect(await files(10)).toEqual(tenth)
    expect(await files()).toEqual(newest)
  })

  it('reads data-reader-primitives', async () => {
    const columns = ['integer', 'long', 'byte', 'short', 'float', 'double', 'big_decimal']
    const numbers = (i: SqlValue) =>
      Object.fromEntries(columns.map(name => [`as_${name === 'integer' ? 'int' : name}`, i]))
    const row = (i: number) => ({
      ...numbers(i),
      as_boolean: i % 2 === 0,
      as_string: String(i),
      as_binary: `\\x0${i}\\x0${i}`,
    })
    const nothing = { ...numbers(null), as_boolean: null, as_string: null, as_binary: null }
    expect(await rowsOf(await golden('data-reader-primitives'), 'data-reader-primitives')).toEqual([
      nothing,
      ...upTo(10, row),
    ])
  })

  it('reads data-reader-date-types-UTC, whose times are of the old 96 bits', async () => {
    const name = 'data-reader-date-types-UTC'
    expect(await rowsOf(await golden(name), name)).toEqual([
      { timestamp: Date.UTC(2020, 0, 1, 8, 9, 10), date: Date.UTC(2020, 0, 1) },
    ])
  })

  it('reads data-reader-timestamp_ntz, whose partitions are times without a zone', async () => {
    const name = 'data-reader-timestamp_ntz'
    // three rows for each of three partitions
    const times = [
      Date.UTC(2021, 10, 18, 2, 30) + 0.123456e3,
      Date.UTC(2013, 6, 5, 17, 1) + 0.123456e3,
      null,
    ]
    expect(await rowsOf(await golden(name), name)).toEqual(
      upTo(9, id => ({ id, tsNtz: times[id % 3], tsNtzPartition: times[Math.floor(id / 3)] })),
    )
  })

  it('reads data-reader-escaped-chars', async () => {
    const name = 'data-reader-escaped-chars'
    expect(await rowsOf(await golden(name), name)).toEqual(
      [1, 2, 3].map(i => ({ _1: `foo${i}`, _2: `bar+%2${i}` })),
    )
  })

  it('reads the flat columns of data-reader-partition-values, and refuses the nested ones by name', async () => {
    const name = 'data-reader-partition-values'
    const lake = await golden(name)
    const columns = Object.keys(partitionedRow(0))
    const nothing = { ...Object.fromEntries(columns.map(column => [column, null])), value: '2' }
    expect(await rowsOf(lake, name, { columns })).toEqual([
      partitionedRow(0),
      partitionedRow(1),
      nothing,
    ])
    await expect(rowsOf(lake, name)).rejects.toThrow(
      'column "as_list_of_records" is nested (array); only flat columns are read here',
    )
  })

  it('refuses a protocol that is newer and versions that are not contiguous', async () => {
    const newer = 'deltalog-invalid-protocol-version'
    await expect(readDelta(await golden(newer), `golden/${newer}/`)).rejects.toThrow(
      'needs Delta reader version 99, which is not supported here',
    )
    const gap = 'versions-not-contiguous'
    await expect(readDelta(await golden(gap), `golden/${gap}/`)).rejects.toThrow(
      'version 1 is missing from the Delta log',
    )
  })

  it('leaves no table out', async () => {
    const source = await readFile(import.meta.filename, 'utf8')
    const folders = (await readdir(GOLDEN, { withFileTypes: true })).filter(entry =>
      entry.isDirectory(),
    )
    for (const { name } of folders) expect(source).toContain(`'${name}'`)
  })
})
