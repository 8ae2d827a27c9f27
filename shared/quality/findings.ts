import {
  type ColumnQuality,
  FINDING_KINDS,
  type Finding,
  type ForeignKeyQuality,
  type TableQuality,
} from '../contracts/quality.ts'
import { SAMPLE_KEYS } from './keySample.ts'

/** Reasons for refusing rows that are named, the most frequent first. */
const REASONS_NAMED = 3

/** What there is to say of a table by itself, in words, the most important first. */
export function tableFindings(report: Omit<TableQuality, 'findings'>): Finding[] {
  const { rows, repeatedKeys, timeOrder, columns, unknownColumns } = report
  return sortFindings([
    soft('repeated-key', repeatedKeys.rows, repeats(report)),
    ...timeOrder.map(({ earlier, later, rows: n }) =>
      soft('time-order', n, `${counted(n)} with ${later} before ${earlier}`),
    ),
    ...Object.entries(columns).flatMap(([name, column]): Finding[] => {
      const { outOfRange, otherValues, lostDegreeSigns = 0, unit } = column
      return [
        ...(outOfRange === undefined
          ? []
          : [
              soft(
                'out-of-range',
                outOfRange.rows,
                `${counted(outOfRange.rows)} with ${name} ${outside(outOfRange)}${unit === undefined ? '' : ` ${unit}`}`,
              ),
            ]),
        ...(otherValues === undefined
          ? []
          : [
              soft(
                'other-values',
                otherValues.rows,
                `${counted(otherValues.rows)} with ${name} none of MIMIC-III's values: ${otherValues.most.map(({ value, rows: n }) => `"${value}" (${grouped(n)})`).join(', ')}`,
              ),
            ]),
        soft(
          'encoding',
          lostDegreeSigns,
          `${counted(lostDegreeSigns)} with ?F or ?C in ${name}: the degree sign was lost before the file was written; kept as it is`,
        ),
      ]
    }),
    soft('encoding', rows.latin1, `${counted(rows.latin1)} not in UTF-8, read as Latin-1`),
    {
      kind: 'quarantined',
      severity: 'hard',
      rows: rows.quarantined,
      text: `${counted(rows.quarantined)} refused and kept in quarantine: ${reasonsInWords(rows.reasons)}`,
    },
    ...unknownColumns.map(
      (column): Finding => ({
        kind: 'unknown-columns',
        severity: 'soft',
        rows: rows.out,
        text: `column "${column}" is none of MIMIC-III v1.4 and was left out`,
      }),
    ),
  ])
}

/** What there is to say of a table's foreign keys; nothing of those that are not checked. */
export function foreignKeyFindings(foreignKeys: readonly ForeignKeyQuality[]): Finding[] {
  return sortFindings(
    foreignKeys.flatMap(({ check, message, table }) => {
      const { orphanRows = 0, timeOrder } = check ?? {}
      return [
        soft('foreign-key', orphanRows, message),
        ...(timeOrder === undefined
          ? []
          : [
              soft(
                'time-order',
                timeOrder.rows,
                `${counted(timeOrder.rows)} with ${timeOrder.later} before ${timeOrder.earlier} of ${table}`,
              ),
            ]),
      ]
    }),
  )
}

function rankOf({ kind }: Finding): number {
  return FINDING_KINDS.indexOf(kind)
}

/** Leaves out what concerns no row, and puts the most important first. */
export function sortFindings<T extends Finding>(findings: readonly T[]): T[] {
  return findings
    .filter(({ kind, rows }) => rows > 0 || kind === 'unknown-columns')
    .sort((a, b) => rankOf(a) - rankOf(b) || b.rows - a.rows)
}

/** `1 row`, `12,345 rows` */
export function counted(rows: number): string {
  return `${grouped(rows)} ${rows === 1 ? 'row' : 'rows'}`
}

/** A count with a comma between thousands: 1,234,567. */
export function grouped(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',')
}

function repeats({ repeatedKeys }: Pick<TableQuality, 'repeatedKeys'>): string {
  const { columns, natural, rows, exact } = repeatedKeys
  const what = natural
    ? `the same ${columns.join(', ')} as an earlier row`
    : 'all but the row key equal to an earlier row'
  return exact
    ? `${counted(rows)} with ${what}`
    : `about ${counted(rows)} with ${what} (estimated from ${grouped(SAMPLE_KEYS)} keys)`
}

function outside({ low, high }: NonNullable<ColumnQuality['outOfRange']>): string {
  if (low === undefined) return `above ${high}`
  return high === undefined ? `below ${low}` : `outside ${low} to ${high}`
}

function reasonsInWords(reasons: Readonly<Record<string, number>>): string {
  const sorted = Object.entries(reasons).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  const named = sorted
    .slice(0, REASONS_NAMED)
    .map(([reason, rows]) => `${reason} (${grouped(rows)})`)
  const more = sorted.length - named.length
  return [
    ...named,
    ...(more > 0 ? [`${more} more ${more === 1 ? 'reason' : 'reasons'}`] : []),
  ].join('; ')
}

function soft(kind: Finding['kind'], rows: number, text: string): Finding {
  return { kind, severity: 'soft', rows, text }
}
