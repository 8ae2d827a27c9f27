import type { ColumnContract, TableContract } from '../mimic/contract.ts'

/** The columns that should tell one row from every other: the natural key, or all that the row key is not. */
export function identityOf(contract: TableContract): readonly string[] {
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
