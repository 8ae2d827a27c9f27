import { checkKey, type Rows, type RowTable, type RowTableDefinition } from './rows.ts'

/** Table Storage in memory, rows kept as JSON text: for tests. */
export function memoryRows(): Rows {
  const tables = new Map<string, Map<string, Map<string, { text: string; etag: string }>>>()
  let versions = 0

  return {
    table<Row extends object>({ name, schema }: RowTableDefinition<Row>): RowTable<Row> {
      const table =
        tables.get(name) ?? new Map<string, Map<string, { text: string; etag: string }>>()
      tables.set(name, table)

      function put(partition: string, key: string, row: Row): void {
        versions += 1
        const rows =
          table.get(checkKey(partition)) ?? new Map<string, { text: string; etag: string }>()
        rows.set(checkKey(key), { text: JSON.stringify(row), etag: String(versions) })
        table.set(partition, rows)
      }

      return {
        async get(partition, key) {
          const stored = table.get(partition)?.get(key)
          return stored && { row: schema.parse(JSON.parse(stored.text)), etag: stored.etag }
        },
        async insert(partition, key, row) {
          if (table.get(partition)?.has(key)) return false
          put(partition, key, row)
          return true
        },
        async upsert(partition, key, row) {
          put(partition, key, row)
        },
        async replace(partition, key, row, etag) {
          if (table.get(partition)?.get(key)?.etag !== etag) return false
          put(partition, key, row)
          return true
        },
        async list(partition) {
          const rows = [...(table.get(partition) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1))
          return rows.map(([, stored]) => schema.parse(JSON.parse(stored.text)))
        },
        async partitions() {
          return [...table.keys()].sort()
        },
      }
    },
  }
}
