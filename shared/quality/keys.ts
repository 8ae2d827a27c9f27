import { TABLES, type TableName } from '../contracts/dataset.ts'
import type { StoredQuality } from '../contracts/quality.ts'
import type { ForeignKey, TableContract } from '../mimic/contract.ts'
import { contractOf } from '../mimic/tableContracts.ts'

/** A foreign key with the table that has it. */
export interface Reference extends ForeignKey {
  readonly child: TableName
}

/** Every foreign key between the 26 tables. */
export const REFERENCES: readonly Reference[] = TABLES.flatMap(child =>
  (contractOf(child).foreignKeys ?? []).map(key => ({ child, ...key })),
)

/** A column that refers to another table or that others refer to, and a time of the row where the reference has a rule on it. */
export interface Key {
  readonly column: string
  readonly time?: string
}

/** Names a key in the files of keys. */
export function keyName({ column, time }: Key): string {
  return time === undefined ? column : `${column} at ${time}`
}

/** Both sides of a foreign key; those of its times, where it has a rule on them. */
export function keysOfReference({ column, references, notBefore }: ForeignKey): {
  readonly child: readonly Key[]
  readonly parent: readonly Key[]
} {
  const times = notBefore === undefined ? [] : [notBefore]
  return {
    child: [{ column }, ...times.map(({ column: time }) => ({ column, time }))],
    parent: [
      { column: references },
      ...times.map(({ references: time }) => ({ column: references, time })),
    ],
  }
}

/** All keys of a table, each once, in the order of their names. */
export function keysOf({ table, foreignKeys = [] }: TableContract): readonly Key[] {
  const referring = REFERENCES.filter(reference => reference.table === table)
  const keys = [
    ...foreignKeys.flatMap(reference => keysOfReference(reference).child),
    ...referring.flatMap(reference => keysOfReference(reference).parent),
  ]
  const byName = new Map(keys.map(key => [keyName(key), key]))
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, key]) => key)
}

/** Whether both sides of a foreign key have kept the keys that it compares: earlier versions of the contracts had fewer. */
export function isComparable(
  reference: Reference,
  child: StoredQuality | undefined,
  parent: StoredQuality | undefined,
): boolean {
  const keys = keysOfReference(reference)
  return hasKept(child, keys.child) && hasKept(parent, keys.parent)
}

function hasKept(report: StoredQuality | undefined, keys: readonly Key[]): boolean {
  return report !== undefined && keys.every(key => report.keys.names.includes(keyName(key)))
}
