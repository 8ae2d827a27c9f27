import { describe, expect, it } from 'vitest'
import { TABLES } from '../../../shared/contracts/dataset.ts'
import { contractOf } from '../../../shared/mimic/tableContracts.ts'
import {
  deltaSchemaOf,
  deltaSchemaOfDuckdb,
  duckdbTypeOf,
} from '../../../shared/tables/deltaSchema.ts'
import { smallDataset, textOf } from '../../e2e/smallDataset.ts'
import { converted } from './convertBytes.ts'

const tables = smallDataset(3)

describe('deltaSchemaOf', () => {
  it.each(TABLES)('says of %s what its files hold', async table => {
    const { rows } = await converted(table, textOf(tables, table), {
      query: 'DESCRIBE SELECT * FROM silver',
    })
    const found = rows.map(row => [row['column_name'], row['column_type']])
    const { fields } = deltaSchemaOf(contractOf(table))
    expect(found).toEqual(fields.map(field => [field.name, duckdbTypeOf(field)]))
  })
})

describe('duckdbTypeOf', () => {
  it('undoes deltaSchemaOfDuckdb', () => {
    const types = [
      'BOOLEAN',
      'TINYINT',
      'SMALLINT',
      'INTEGER',
      'BIGINT',
      'FLOAT',
      'DOUBLE',
      'VARCHAR',
      'BLOB',
      'DATE',
      'TIMESTAMP WITH TIME ZONE',
      'DECIMAL(9,2)',
    ]
    const { fields } = deltaSchemaOfDuckdb(types.map((type, at) => ({ name: `${at}`, type })))
    expect(fields.map(duckdbTypeOf)).toEqual(types)
  })
})
