import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DeltaTable } from '../../../shared/tables/delta.ts'
import { deltaQuery } from '../../../shared/tables/deltaRows.ts'
import type { DeltaField } from '../../../shared/tables/deltaSchema.ts'
import { withDuckdb } from '../../../shared/tables/duckdb.ts'
import { literal, type SqlRow } from '../../../shared/tables/sql.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rows-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true })
})

const field = (name: string, type: string | object): DeltaField => ({
  name,
  type,
  nullable: true,
  metadata: {},
})

interface Part {
  readonly select: string
  readonly partitionValues?: Record<string, string | null>
}

/** Reads a table whose files hold what the queries select. */
async function rowsOf(
  fields: readonly DeltaField[],
  parts: readonly Part[],
  options: { partitionColumns?: string[]; columns?: string[] } = {},
): Promise<readonly SqlRow[]> {
  const table: DeltaTable = {
    version: 0,
    schema: { type: 'struct', fields },
    metadata: {
      id: 'x',
      name: undefined,
      description: undefined,
      format: { provider: 'parquet', options: {} },
      schemaString: '',
      partitionColumns: options.partitionColumns ?? [],
      configuration: {},
      createdTime: undefined,
    },
    files: parts.map(({ partitionValues = {} }, at) => ({
      path: `${at}`,
      bytes: 1,
      statistics: {},
      partitionValues,
    })),
  }
  const files = parts.map((_, at) => join(folder, `${at}.parquet`))
  return await withDuckdb({ threads: 1, memoryMiB: 128, temporaryFolder: folder }, async sql => {
    for (const [at, { select }] of parts.entries()) {
      await sql.run(`COPY (${select}) TO ${literal(files[at] ?? '')} (FORMAT parquet)`)
    }
    return await sql.rows(await deltaQuery(sql, table, files, options.columns))
  })
}

describe('deltaQuery', () => {
  it('gives the columns of the schema, whatever each file has', async () => {
    const rows = await rowsOf(
      [field('Id', 'long'), field('added later', 'string'), field('x', 'double')],
      [
        { select: `SELECT 1::INTEGER AS id, 2.5::FLOAT AS x, 'none of the table’s' AS dropped` },
        { select: `SELECT 'a' AS "added later", 3::BIGINT AS "ID"` },
      ],
    )
    expect(rows).toEqual([
      { Id: 1, 'added later': null, x: 2.5 },
      { Id: 3, 'added later': 'a', x: null },
    ])
    expect(Object.keys(rows[0] ?? {})).toEqual(['Id', 'added later', 'x'])
  })

  it('takes partition columns from the log, of any type, and never from the file', async () => {
    const fields = [
      field('n', 'integer'),
      field('day', 'date'),
      field('at', 'timestamp'),
      field('wall', 'timestamp_ntz'),
      field('flag', 'boolean'),
      field('amount', 'decimal(5,2)'),
      field('text', 'string'),
    ]
    const day = Date.UTC(2150, 0, 2)
    const values = {
      day: '2150-01-02',
      at: '2150-01-02 03:04:05.678',
      wall: '2150-01-02 03:04:05',
      flag: 'true',
      amount: '-1.50',
      text: "it's",
    }
    const nothing = Object.fromEntries(Object.keys(values).map(name => [name, null]))
    const partitionColumns = Object.keys(values)
    const rows = await rowsOf(
      fields,
      [
        { select: `SELECT 1::INTEGER AS n, 'of the file' AS "text"`, partitionValues: values },
        { select: 'SELECT 2::INTEGER AS n', partitionValues: nothing },
        { select: 'SELECT 3::INTEGER AS n', partitionValues: { ...nothing, text: '', day: '' } },
        {
          select: 'SELECT 4::INTEGER AS n',
          partitionValues: { ...nothing, at: '2150-01-02T03:04:05.678000Z' },
        },
      ],
      { partitionColumns },
    )
    const at = day + ((3 * 60 + 4) * 60 + 5) * 1000
    expect(rows).toEqual([
      { n: 1, day, at: at + 678, wall: at, flag: true, amount: -1.5, text: "it's" },
      { n: 2, ...nothing },
      { n: 3, ...nothing },
      { n: 4, ...nothing, at: at + 678 },
    ])
  })

  it('gives no rows of a table without files, and the columns asked for', async () => {
    expect(await rowsOf([field('a', 'integer')], [])).toEqual([])
    const rows = await rowsOf(
      [field('a', 'integer'), field('b', 'integer'), field('c', { type: 'array' })],
      [{ select: 'SELECT 1::INTEGER AS a, 2::INTEGER AS b' }],
      { columns: ['B', 'a'] },
    )
    expect(rows.map(row => Object.entries(row))).toEqual([
      [
        ['b', 2],
        ['a', 1],
      ],
    ])
  })

  it.each([
    [
      'an array',
      field('a', { type: 'array', elementType: 'integer' }),
      'column "a" is nested (array)',
    ],
    ['a struct', field('a', { type: 'struct', fields: [] }), 'column "a" is nested (struct)'],
    ['a type of the future', field('a', 'variant'), 'column "a" has the type variant'],
  ])('refuses %s by name', async (_, wrong, message) => {
    await expect(rowsOf([wrong], [{ select: 'SELECT 1 AS a' }])).rejects.toThrow(message)
    await expect(rowsOf([wrong], [])).rejects.toThrow(message)
  })

  it('refuses a binary partition column and a column that is not there', async () => {
    const part = { select: 'SELECT 1 AS x', partitionValues: { b: 'x' } }
    await expect(
      rowsOf([field('b', 'binary')], [part], { partitionColumns: ['b'] }),
    ).rejects.toThrow('partition column "b" is binary')
    await expect(rowsOf([field('x', 'integer')], [part], { columns: ['y'] })).rejects.toThrow(
      'column "y" is not in the table; found: x',
    )
  })
})
