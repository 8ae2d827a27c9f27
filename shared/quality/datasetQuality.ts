import { TABLES, type TableName } from '../contracts/dataset.ts'
import type { Promotion } from '../contracts/promotion.ts'
import type {
  DatasetQuality,
  DatasetTableQuality,
  ForeignKeyQuality,
  ReferenceCheck,
  StoredQuality,
} from '../contracts/quality.ts'
import { counted, foreignKeyFindings, grouped, sortFindings } from './findings.ts'
import { isComparable, REFERENCES, type Reference } from './keys.ts'

/**
 * What is known of the quality of a dataset.
 *
 * @param promotions - the newest of each table that ever came
 * @param reports - of what is in silver now
 * @param checks - all that were ever made of these versions; others are not looked at
 */
export function datasetQuality(
  dataset: string,
  promotions: readonly Promotion[],
  reports: ReadonlyMap<TableName, StoredQuality>,
  checks: readonly ReferenceCheck[],
): DatasetQuality {
  const newest = new Map(promotions.map(promotion => [promotion.table, promotion]))
  const inSilver = new Set(
    promotions.flatMap(({ table, deltaVersion }) => (deltaVersion === undefined ? [] : [table])),
  )
  const tables = TABLES.map((table): [TableName, DatasetTableQuality] => {
    const promotion = newest.get(table)
    if (promotion === undefined) {
      return [table, { state: 'absent', message: 'no file has come', report: null }]
    }
    const stored = reports.get(table)
    const message = messageOf(promotion, stored)
    if (stored === undefined) return [table, { state: promotion.state, message, report: null }]

    const foreignKeys = REFERENCES.filter(({ child }) => child === table).map(reference =>
      foreignKeyQuality(reference, stored, inSilver, reports, checks),
    )
    const { keys: _, ...report } = stored
    const findings = sortFindings([...report.findings, ...foreignKeyFindings(foreignKeys)])
    return [
      table,
      { state: promotion.state, message, report: { ...report, findings, foreignKeys } },
    ]
  })
  const findings = tables.flatMap(([table, { report }]) =>
    (report?.findings ?? []).map(finding => ({ table, ...finding })),
  )
  const foreignKeys = tables.flatMap(([, { report }]) => report?.foreignKeys ?? [])
  return {
    dataset,
    findings: sortFindings(findings),
    pendingChecks: foreignKeys.filter(({ pending }) => pending).length,
    tables: Object.fromEntries(tables),
  }
}

function messageOf(
  { state, reason, deltaVersion }: Promotion,
  stored: StoredQuality | undefined,
): string {
  const report =
    stored !== undefined
      ? `the report is on version ${stored.deltaVersion} of ${stored.file}`
      : deltaVersion === undefined
        ? 'nothing of it is in silver'
        : 'what is in silver has no report: drop the file again'
  if (state === 'promoted') return report
  return state === 'received'
    ? `a file is being promoted; ${report}`
    : `the newest file was refused: ${reason ?? 'no reason is known'}; ${report}`
}

function foreignKeyQuality(
  { child, column, table: parent, references }: Reference,
  stored: StoredQuality,
  inSilver: ReadonlySet<TableName>,
  reports: ReadonlyMap<TableName, StoredQuality>,
  checks: readonly ReferenceCheck[],
): ForeignKeyQuality {
  const parentReport = reports.get(parent)
  const check = checks.find(
    made =>
      made.table === child &&
      made.column === column &&
      made.parent === parent &&
      made.references === references &&
      made.deltaVersion === stored.deltaVersion &&
      made.parentDeltaVersion === parentReport?.deltaVersion,
  )
  const key = { column, table: parent, references }
  if (check !== undefined) {
    return { ...key, check, pending: false, message: checkInWords(check) }
  }

  const hasKeys = isComparable({ child, column, table: parent, references }, stored, parentReport)
  const message = !inSilver.has(parent)
    ? `not checked: ${parent} is not in silver`
    : hasKeys
      ? 'not checked yet'
      : `not checked: ${child} or ${parent} was promoted before this was checked; drop it again`
  return { ...key, check: null, pending: hasKeys, message }
}

function checkInWords({ column, parent, references, ...check }: ReferenceCheck): string {
  const { rows, orphanRows, orphanKeys } = check
  const where = column === references ? parent : `${parent}.${references}`
  if (orphanRows === 0) return `${column}: all ${counted(rows)} are found in ${where}`
  const values = `${grouped(orphanKeys)} different ${orphanKeys === 1 ? 'value' : 'values'}`
  return `${grouped(orphanRows)} of ${counted(rows)} with ${column} not found in ${where} (${values})`
}
