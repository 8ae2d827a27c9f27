import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { contractOf } from '../../../shared/mimic/tableContracts.ts'
import type { Lake } from '../../../shared/storage/lake.ts'
import { memoryLake } from '../../../shared/storage/memoryLake.ts'
import { commitDelta, DeltaTableMissing, readDelta } from '../../../shared/tables/delta.ts'
import { deltaSchemaOf } from '../../../shared/tables/deltaSchema.ts'

const GOLDEN = join(import.meta.dirname, '../../../../shared/reference/delta-golden')
const hasGolden = existsSync(GOLDEN)
if (!hasGolden) console.warn('skipped: no ../shared/reference/delta-golden')

const TABLE = 'silver/demo/services/'
const SCHEMA = deltaSchemaOf(contractOf('SERVICES'))
const file = (path: string, rows = 1) => ({ path, bytes: 100, rows })
const write = (mode: 'append' | 'overwrite', ...paths: string[]) => ({
  mode,
  schema: SCHEMA,
  files: paths.map(path => file(path)),
  timestamp: 1_700_000_000_000,
})

async function pathsOf(lake: Lake, version?: number): Promise<string[]> {
  return (await readDelta(lake, TABLE, version)).files.map(({ path }) => path)
}

function commitOf(...lines: object[]): string {
  return lines.map(line => `${JSON.stringify(line)}\n`).join('')
}

function log(version: number): string {
  return `${TABLE}_delta_log/${String(version).padStart(20, '0')}`
}

/** The files of a golden table's log in a lake; its data stay on disk. */
async function golden(name: string): Promise<Lake> {
  const lake = memoryLake()
  const root = join(GOLDEN, name)
  for (const path of await readdir(root, { recursive: true })) {
    if (path.endsWith('.json'))
      await lake.write(`golden/${name}/${path}`, await readFile(join(root, path)))
  }
  return lake
}

describe('what cannot be read or written', () => {
  const metaData = {
    id: 'x',
    format: { provider: 'parquet', options: {} },
    schemaString: JSON.stringify(SCHEMA),
    partitionColumns: [] as string[],
    configuration: {},
  }
  const protocol = { minReaderVersion: 1, minWriterVersion: 2 }

  it('says that there is no table', async () => {
    await expect(readDelta(memoryLake(), TABLE)).rejects.toThrow(DeltaTableMissing)
  })

  it.each([
    [
      'a newer reader',
      { ...protocol, minReaderVersion: 3, readerFeatures: ['deletionVectors'] },
      metaData,
      'needs Delta reader version 3 (deletionVectors)',
    ],
    ['other files', protocol, { ...metaData, format: { provider: 'orc' } }, 'its files are orc'],
    [
      'a schema that is none',
      protocol,
      { ...metaData, schemaString: '{"type":"x"}' },
      'schemaString cannot be read',
    ],
  ])('refuses to read %s', async (_, protocolAction, metaDataAction, message) => {
    const lake = memoryLake()
    const text = commitOf({ protocol: protocolAction }, { metaData: metaDataAction })
    await lake.write(`${log(0)}.json`, text)
    await expect(readDelta(lake, TABLE)).rejects.toThrow(message)
  })

  it.each([
    [
      'a newer writer',
      { ...protocol, minWriterVersion: 7 },
      metaData,
      'needs Delta writer version 7',
    ],
    ['partitions', protocol, { ...metaData, partitionColumns: ['year'] }, 'is partitioned by year'],
    [
      'an append-only table',
      protocol,
      { ...metaData, configuration: { 'delta.appendOnly': 'true' } },
      'is append-only',
    ],
    [
      'column invariants',
      protocol,
      {
        ...metaData,
        schemaString: metaData.schemaString
          .replace('"metadata":{}', '"metadata":{"delta.invariants":"x"}')
          .replace('"comment"', '"delta.invariants"'),
      },
      'has column invariants',
    ],
  ])('refuses to overwrite %s', async (_, protocolAction, metaDataAction, message) => {
    const lake = memoryLake()
    const text = commitOf({ protocol: protocolAction }, { metaData: metaDataAction })
    await lake.write(`${log(0)}.json`, text)
    expect((await readDelta(lake, TABLE)).version).toBe(0)
    await expect(commitDelta(lake, TABLE, write('overwrite', 'a'))).rejects.toThrow(message)
    expect((await readDelta(lake, TABLE)).version).toBe(0)
  })

  it('refuses a log with a gap, a damaged line, or its beginning in a checkpoint only', async () => {
    const lake = memoryLake()
    for (let i = 0; i < 3; i++) await commitDelta(lake, TABLE, write('append', `${i}`))
    await lake.write(`${log(2)}.checkpoint.parquet`, 'PAR1')
    // a checkpoint beside a whole log is not needed
    expect(await pathsOf(lake)).toEqual(['0', '1', '2'])

    await lake.write(`${log(3)}.json`, '{"add":\n')
    await expect(readDelta(lake, TABLE)).rejects.toThrow('00003.json: line 1 is no JSON')
    await lake.write(`${log(3)}.json`, '{"add":{"path":7}}\n')
    await expect(readDelta(lake, TABLE)).rejects.toThrow('00003.json: line 1 is no Delta action')
    await lake.delete(`${log(3)}.json`)

    await lake.delete(`${log(1)}.json`)
    await expect(readDelta(lake, TABLE)).rejects.toThrow('version 1 is missing from the Delta log')
    await lake.delete(`${log(0)}.json`)
    await expect(readDelta(lake, TABLE)).rejects.toThrow(
      'only the checkpoint of version 2 tells of them; checkpoints are not read yet',
    )
    await expect(commitDelta(lake, TABLE, write('append', 'x'))).rejects.toThrow('checkpoint')
  })

  it('ignores files that the log does not list, and actions that it does not know', async () => {
    const lake = memoryLake()
    await commitDelta(lake, TABLE, write('append', 'a'))
    await lake.write(`${TABLE}stray.parquet`, 'PAR1')
    await lake.write(
      `${log(1)}.json`,
      commitOf(
        { somethingNew: { x: 1 } },
        { add: { path: 'b', partitionValues: {}, size: 1, modificationTime: 1, dataChange: true } },
      ),
    )
    expect((await readDelta(lake, TABLE)).files).toEqual([
      { path: 'a', bytes: 100, rows: 1, statistics: expect.anything(), partitionValues: {} },
      { path: 'b', bytes: 1, statistics: {}, partitionValues: {} },
    ])
  })
})

describe.skipIf(!hasGolden)('tables written by Spark', () => {
  it.each([
    ['snapshot-data0'],
    ['snapshot-data1'],
    ['snapshot-data2'],
    ['snapshot-data3'],
    ['data-reader-primitives'],
    ['data-reader-partition-values'],
    ['data-reader-escaped-chars'],
  ])('lists files of %s that are there, with the sizes that they have', async name => {
    const { files } = await readDelta(await golden(name), `golden/${name}/`)
    expect(files.length).toBeGreaterThan(0)
    for (const { path, bytes } of files) {
      expect(await readFile(join(GOLDEN, name, path)).then(data => data.length)).toBe(bytes)
    }
  })

  it('refuses a protocol that is newer and versions that are not contiguous', async () => {
    const newer = 'deltalog-invalid-protocol-version'
    await expect(readDelta(await golden(newer), `golden/${newer}/`)).rejects.toThrow(
      /needs Delta reader version \d+/,
    )
    const gap = 'versions-not-contiguous'
    await expect(readDelta(await golden(gap), `golden/${gap}/`)).rejects.toThrow(
      'version 1 is missing from the Delta log',
    )
  })
})
