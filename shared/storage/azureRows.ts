import { odata, RestError, type TableClient } from '@azure/data-tables'
import { checkKey, type Rows, type RowTable, type RowTableDefinition } from './rows.ts'

/**
 * Azure Table Storage, or Azurite. The row is the property `json`; its plain fields stand beside it as properties of
 * their own, for people and for queries in the portal, and are never read back.
 */
export function azureRows(client: (table: string) => TableClient): Rows {
  return {
    table<Row extends object>({ name, schema }: RowTableDefinition<Row>): RowTable<Row> {
      const table = client(name)

      return {
        async get(partition, key) {
          try {
            const entity = await table.getEntity<{ json: string }>(
              checkKey(partition),
              checkKey(key),
            )
            return { row: schema.parse(JSON.parse(entity.json)), etag: entity.etag }
          } catch (error) {
            if (statusOf(error) === 404) return undefined
            throw error
          }
        },
        async insert(partition, key, row) {
          try {
            await table.createEntity(entityOf(partition, key, row))
            return true
          } catch (error) {
            if (statusOf(error) === 409) return false
            throw error
          }
        },
        async upsert(partition, key, row) {
          await table.upsertEntity(entityOf(partition, key, row), 'Replace')
        },
        async replace(partition, key, row, etag) {
          try {
            await table.updateEntity(entityOf(partition, key, row), 'Replace', { etag })
            return true
          } catch (error) {
            if (statusOf(error) === 412 || statusOf(error) === 404) return false
            throw error
          }
        },
        async list(partition) {
          const rows: Row[] = []
          const filter = odata`PartitionKey eq ${partition}`
          for await (const entity of table.listEntities<{ json: string }>({
            queryOptions: { filter },
          })) {
            rows.push(schema.parse(JSON.parse(entity.json)))
          }
          return rows
        },
        async partitions() {
          const names = new Set<string>()
          const queryOptions = { select: ['PartitionKey'] }
          for await (const entity of table.listEntities({ queryOptions })) {
            if (entity.partitionKey !== undefined) names.add(entity.partitionKey)
          }
          return [...names].sort()
        },
      }
    },
  }
}

/** Azure refuses a property of more than 32,000 characters. */
const MAXIMUM_PROPERTY = 32_000

function entityOf(partition: string, key: string, row: object) {
  const json = JSON.stringify(row)
  if (json.length > MAXIMUM_PROPERTY) {
    throw new Error(
      `row ${partition}/${key} is ${json.length} characters as JSON; Table Storage takes ${MAXIMUM_PROPERTY}: put the bulk into a blob`,
    )
  }
  const plain = Object.fromEntries(
    Object.entries(row).filter(
      ([, value]) =>
        ['string', 'boolean'].includes(typeof value) ||
        (typeof value === 'number' && Number.isFinite(value)),
    ),
  )
  return { ...plain, partitionKey: checkKey(partition), rowKey: checkKey(key), json }
}

function statusOf(error: unknown): number | undefined {
  return error instanceof RestError ? error.statusCode : undefined
}
