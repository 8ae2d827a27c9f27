import { TABLES, type TableName } from '../contracts/dataset.ts'
import type { StoredQuality } from '../contracts/quality.ts'
import type { ColumnContract, ForeignKey, TableContract } from '../mimic/contract.ts'
import { contractOf } from '../mimic/tableContracts.ts'

/** A foreign key with the table that has it. */
export interface Reference extends ForeignKey {
  readonly child: TableName
}

/** Every foreign key between the 26 tables. */
export const REFERENCES: readonly Reference[] = TABLES.flatMap(child =>
  (contractOf(child).foreignKeys ?? []).map(key => ({ child, ...key })),
)

/** Columns that refer to another table, and those that others refer to. */
export function keyColumnsOf({ table, foreignKeys = [] }: TableContract): readonly string[] {
  const referredTo = REFERENCES.filter(reference => reference.table === table)
  return [
    ...new Set([
      ...foreignKeys.map(({ column }) => column),
      ...referredTo.map(({ references }) => references),
    ]),
  ].sort()
}

/** Whether both sides of a foreign key have kept the keys that it compares: earlier versions of the contracts had fewer. */
export function isComparable(
  { column, references }: Reference,
  child: StoredQuality | undefined,
  parent: StoredQuality | undefined,
): boolean {
  return (
    child !== undefined &&
    parent !== undefined &&
    child.keys.columns.includes(column) &&
    parent.keys.columns.includes(references)
  )
}

/** The columns that should tell one row from every other: the natural key, or all that the row key is not. */
export function keyOf(contract: TableContract): readonly string[] {
  const { naturalKey, columns } = contract
  return naturalKey ?? columns.map(({ name }) => name).filter(name => !isRowKey(contract, name))
}

/** Whether numbers of a column measure something: identifiers only name. */
export function isMeasure({ name, type }: ColumnContract): boolean {
  return type !== 'text' && !name.endsWith('id')
}

/** A row key of one column is unique in silver: a row with the same one is in quarantine. */
export function isRowKey({ rowKey }: TableContract, column: string): boolean {
  return rowKey.length === 1 && rowKey[0] === column
}
