import { TABLES, type TableName } from '../contracts/dataset.ts'
import type { ColumnContract, TableContract } from './contract.ts'
import { contractOf } from './tableContracts.ts'

/** The whole dictionary in Markdown, a part for each table, from nothing but the contracts. */
export function dataDictionary(): string {
  return `${[
    '# The 26 tables of MIMIC-III v1.4',
    'Written by `npm run docs` from the contracts in [tables/](tables/): change those, not this file.',
    'A row without a value in a required column, with a value that is not of its type, or with a `row_id` that came before goes to quarantine. Everything else that is said here (units, values, ranges, references, natural keys, the order of times) is what MIMIC-III means to hold: rows that break it are counted in the quality report and stay.',
    TYPES,
    tableOverview(''),
    ...TABLES.map(table => tablePart(contractOf(table))),
  ].join('\n\n')}\n`
}

/**
 * The tables with one line each, to stand in another file.
 *
 * @param path of the dictionary as seen from that file; empty in the dictionary itself
 */
export function tableOverview(path: string): string {
  return markdownTable(
    ['table', 'what it holds', 'columns', 'rows in v1.4'],
    ['---', '---', '--:', '--:'],
    TABLES.map(contractOf).map(({ table, description, columns, fullReleaseRows }) => [
      `[${table}](${path}#${table.toLowerCase()})`,
      description,
      String(columns.length),
      rows(fullReleaseRows),
    ]),
  )
}

const TYPES = [
  '- `int`, `long`: whole numbers of 32 and 64 bits; `double`: a decimal number',
  '- `text`: anything; codes are text, because leading zeros matter',
  '- `timestamp`: date and time without a zone, kept as UTC; `date`: the day alone',
].join('\n')

function tablePart(contract: TableContract): string {
  const { table, description, remarks, columns } = contract
  return [
    `## ${table}`,
    [description.endsWith('…') ? description : `${description}.`, remarks]
      .filter(part => part !== undefined)
      .join(' '),
    keysAndOrder(contract),
    markdownTable(
      ['column', 'type', 'required', 'meaning', 'unit, values, range', 'refers to'],
      ['---', '---', '---', '---', '---', '---'],
      columns.map(column => [
        `\`${column.name}\``,
        column.type,
        column.nullable ? '' : 'yes',
        column.description,
        facts(column),
        references(contract, column),
      ]),
    ),
  ].join('\n\n')
}

function keysAndOrder({
  rowKey,
  naturalKey,
  timeOrder = [],
  foreignKeys = [],
  fullReleaseRows,
}: TableContract): string {
  const order = [
    ...timeOrder.map(({ earlier, later }) => `\`${earlier}\` ≤ \`${later}\``),
    ...foreignKeys.flatMap(({ table, notBefore }) =>
      notBefore === undefined
        ? []
        : [`[${table}](${anchor(table)}).\`${notBefore.references}\` ≤ \`${notBefore.column}\``],
    ),
  ]
  return [
    `- key: ${names(rowKey)}${naturalKey === undefined ? '' : `; natural key: ${names(naturalKey)}`}`,
    `- rows in v1.4: ${rows(fullReleaseRows)}`,
    ...(order.length === 0 ? [] : [`- order of times: ${order.join(', ')}`]),
  ].join('\n')
}

function facts({ unit, values, range }: ColumnContract): string {
  return [
    unit,
    values?.map(value => `\`${value}\``).join(', '),
    range === undefined ? undefined : bounds(range),
  ]
    .filter(part => part !== undefined)
    .join('; ')
}

function bounds({ low, high }: NonNullable<ColumnContract['range']>): string {
  if (low === undefined) return `≤ ${high}`
  return high === undefined ? `≥ ${low}` : `${low} to ${high}`
}

function references({ foreignKeys = [] }: TableContract, { name }: ColumnContract): string {
  return foreignKeys
    .filter(key => key.column === name)
    .map(key => `[${key.table}](${anchor(key.table)})`)
    .join(', ')
}

function anchor(table: TableName): string {
  return `#${table.toLowerCase()}`
}

function names(columns: readonly string[]): string {
  return columns.map(column => `\`${column}\``).join(', ')
}

function rows(count: number | undefined): string {
  return count === undefined ? '' : count.toLocaleString('en')
}

function markdownTable(
  head: readonly string[],
  alignment: readonly string[],
  body: readonly (readonly string[])[],
): string {
  return [head, alignment, ...body].map(cells => `| ${cells.join(' | ')} |`).join('\n')
}
