import type { z } from 'zod'
import type { Etag } from './lake.ts'

export interface StoredRow<Row> {
  readonly row: Row
  readonly etag: Etag
}

/**
 * One table of Table Storage as the rest of the code sees it. A row lives under a partition key and a row key, which
 * may not hold `/ \ # ?` nor control characters.
 */
export interface RowTable<Row> {
  get(partition: string, key: string): Promise<StoredRow<Row> | undefined>
  /** Only the first insert of a key wins: answers whether this one did. */
  insert(partition: string, key: string, row: Row): Promise<boolean>
  upsert(partition: string, key: string, row: Row): Promise<void>
  /** Writes over the version that was read: answers whether it still was that version. */
  replace(partition: string, key: string, row: Row, etag: Etag): Promise<boolean>
  /** In key order. */
  list(partition: string): Promise<readonly Row[]>
  partitions(): Promise<readonly string[]>
}

/** A table's name and the shape of its rows; what comes back from storage is parsed by it. */
export interface RowTableDefinition<Row> {
  readonly name: string
  readonly schema: z.ZodType<Row>
}

/** Makes tables by definition: `azureRows()` on Azure and Azurite, `memoryRows()` in tests. */
export interface Rows {
  table<Row extends object>(definition: RowTableDefinition<Row>): RowTable<Row>
}

/** Throws where a key holds a character that Table Storage refuses. */
export function checkKey(key: string): string {
  if (key === '' || /[/\\#?\p{Cc}]/u.test(key)) {
    throw new Error(
      `"${key}" can't be a key of Table Storage: it is empty or holds one of / \\ # ?`,
    )
  }
  return key
}
