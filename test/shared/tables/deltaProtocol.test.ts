import { describe, expect, it } from 'vitest'
import { memoryLake } from '../../../shared/storage/memoryLake.ts'
import { readDelta } from '../../../shared/tables/delta.ts'
import { commitDelta } from '../../../shared/tables/deltaCommit.ts'
import { commitPath } from '../../../shared/tables/deltaLogNames.ts'
import { commitOf, pathsOf, SCHEMA, TABLE, write } from './deltaTables.ts'

/** The schema's string, with a key in the metadata of each column. */
const withField = (key: string): string =>
  JSON.stringify({
    ...SCHEMA,
    fields: SCHEMA.fields.map(field => ({ ...field, metadata: { [key]: 'x' } })),
  })

describe('what is not written', () => {
  const metaData = {
    id: 'x',
    format: { provider: 'parquet', options: {} },
    schemaString: JSON.stringify(SCHEMA),
    partitionColumns: [],
    configuration: {},
  }
  const protocol = { minReaderVersion: 1, minWriterVersion: 2 }
  it.each([
    [
      'writer 3',
      { ...protocol, minWriterVersion: 3 },
      metaData,
      'needs Delta writer version 3 (checkConstraints)',
    ],
    [
      'writer 6',
      { ...protocol, minWriterVersion: 6 },
      metaData,
      'version 6 (checkConstraints, changeDataFeed, generatedColumns, columnMapping, identityColumns)',
    ],
    [
      'a writer feature',
      { ...protocol, minWriterVersion: 7, writerFeatures: ['appendOnly', 'rowTracking'] },
      metaData,
      'needs Delta writer version 7 (rowTracking)',
    ],
    ['writer 8', { ...protocol, minWriterVersion: 8 }, metaData, 'needs Delta writer version 8'],
    [
      'an append-only table',
      protocol,
      { ...metaData, configuration: { 'delta.appendOnly': 'true' } },
      'is append-only',
    ],
    [
      'column invariants',
      protocol,
      { ...metaData, schemaString: withField('delta.invariants') },
      'has delta.invariants',
    ],
    [
      'generated columns',
      protocol,
      { ...metaData, schemaString: withField('delta.generationExpression') },
      'has delta.generationExpression',
    ],
    [
      'constraints',
      protocol,
      { ...metaData, configuration: { 'delta.constraints.positive': 'x > 0' } },
      'has delta.constraints.positive',
    ],
    [
      'a change data feed',
      protocol,
      { ...metaData, configuration: { 'delta.enableChangeDataFeed': 'true' } },
      'has delta.enableChangeDataFeed',
    ],
  ])('refuses to overwrite %s', async (_, protocolAction, metaDataAction, message) => {
    const lake = memoryLake()
    const text = commitOf({ protocol: protocolAction }, { metaData: metaDataAction })
    await lake.write(commitPath(TABLE, 0), text)
    expect((await readDelta(lake, TABLE)).version).toBe(0)
    await expect(commitDelta(lake, TABLE, write('overwrite', 'a'))).rejects.toThrow(message)
    expect((await readDelta(lake, TABLE)).version).toBe(0)
  })

  it('appends to an append-only table, and keeps what it does not know of a table', async () => {
    const lake = memoryLake()
    const foreign = {
      ...metaData,
      name: 'theirs',
      description: 'of theirs',
      configuration: { 'delta.appendOnly': 'false', mine: 'kept' },
    }
    const features = { minReaderVersion: 1, minWriterVersion: 7, writerFeatures: ['appendOnly'] }
    const grows = { ...foreign, configuration: { 'delta.appendOnly': 'true' } }
    await lake.write(commitPath(TABLE, 0), commitOf({ protocol: features }, { metaData: grows }))
    await commitDelta(lake, TABLE, write('append', 'a'))
    expect(await pathsOf(lake)).toEqual(['a'])

    await lake.write(commitPath(TABLE, 2), commitOf({ metaData: foreign }))
    const schema = { ...SCHEMA, fields: SCHEMA.fields.slice(1) }
    await commitDelta(lake, TABLE, { ...write('overwrite', 'b'), schema })
    const { metadata } = await readDelta(lake, TABLE)
    expect(metadata).toMatchObject({ ...foreign, schemaString: JSON.stringify(schema) })
  })
})
