import type { TableName } from '../../shared/contracts/dataset.ts'
import { syntheticMimic } from '../../shared/synthetic/mimic.ts'

/** All 26 tables of a small made-up hospital, as CSV text by table. */
export function smallDataset(patients: number, seed = 7): ReadonlyMap<TableName, string> {
  return new Map(
    [...syntheticMimic({ patients, seed })].map(file => [file.table, [...file.chunks()].join('')]),
  )
}

/** The tables as files to drop, by name. */
export function csvFiles(tables: ReadonlyMap<TableName, string>): Readonly<Record<string, string>> {
  return Object.fromEntries([...tables].map(([table, text]) => [`${table}.csv`, text]))
}

/** A table that must be there. */
export function textOf(tables: ReadonlyMap<TableName, string>, table: TableName): string {
  const text = tables.get(table)
  if (text === undefined) throw new Error(`${table} is not in the small dataset`)
  return text
}

/** Header and rows of a CSV that has no quoted commas, quotes or line breaks. */
export function cellsOf(text: string): readonly (readonly string[])[] {
  return text
    .trimEnd()
    .split('\n')
    .map(line => line.split(','))
}

/** Rows of a table without line breaks in its fields: its lines but for the header. */
export function rowCount(text: string): number {
  return text.trimEnd().split('\n').length - 1
}
