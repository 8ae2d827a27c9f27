import type { TableName } from '../../../shared/contracts/dataset.ts'
import type { Promotion } from '../../../shared/contracts/promotion.ts'

/** The promotion of a table of the dataset `demo` that is in silver, or what `changes` make of it. */
export function samplePromotion(table: TableName, changes: Partial<Promotion> = {}): Promotion {
  return {
    dataset: 'demo',
    table,
    file: `bronze/demo/${table}.csv`,
    etag: '1',
    bytes: 1,
    state: 'promoted',
    instanceId: table,
    updated: '2026-01-01T00:00:00.000Z',
    deltaVersion: 0,
    ...changes,
  }
}
