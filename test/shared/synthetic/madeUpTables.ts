import { expect } from 'vitest'
import type { TableName } from '../../../shared/contracts/dataset.ts'
import { syntheticMimic } from '../../../shared/synthetic/mimic.ts'

export type Row = Readonly<Record<string, string>>
interface Csv {
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
}

/** RFC 4180, as far as these files need it. */
export function parseCsv(text: string): Csv {
  const records: string[][] = []
  let record: string[] = []
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n)/g)) {
    record.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'))
    if (end === '\n') {
      records.push(record)
      record = []
    }
  }
  const [columns = [], ...rest] = records
  const rows = rest.map(cells => {
    expect(cells).toHaveLength(columns.length)
    return Object.fromEntries(columns.map((column, at) => [column, cells[at] ?? '']))
  })
  return { columns, rows }
}

export function textOf(
  table: TableName,
  options: { patients?: number; seed?: number } = {},
): string {
  for (const file of syntheticMimic(options)) {
    if (file.table === table) return [...file.chunks()].join('')
  }
  throw new Error(`${table} is not among the files`)
}

const parsed = new Map<TableName, Csv>()
export function tableOf(table: TableName): Csv {
  const known = parsed.get(table) ?? parseCsv(textOf(table, { patients: 200 }))
  parsed.set(table, known)
  return known
}

export const rowsOf = (table: TableName): readonly Row[] => tableOf(table).rows

export const hours = (from: string | undefined, to: string | undefined): number =>
  (Date.parse(`${to}Z`) - Date.parse(`${from}Z`)) / 3_600_000

export const by = (rows: readonly Row[], column: string): Map<string | undefined, Row> =>
  new Map(rows.map(row => [row[column], row]))
