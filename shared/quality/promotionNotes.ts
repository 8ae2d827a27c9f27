import type { ConversionPass } from '../contracts/promotion.ts'
import { counted } from './findings.ts'

/** Reasons for refusing rows that are noted, the most frequent first. */
const REASONS_NAMED = 3

/** Columns that are named, each cut to so many characters: the notes lie in a row of Table Storage, which is small. */
const COLUMNS_NAMED = 20
const LONGEST_NAME = 60

/** What was unusual about a file that is in silver now, in words; empty where nothing was. */
export function promotionNotes({
  reasons,
  latin1Rows,
  unknownColumns,
  pass,
}: {
  /** Rows refused, by reason. */
  readonly reasons: Readonly<Record<string, number>>
  readonly latin1Rows: number
  readonly unknownColumns: readonly string[]
  readonly pass: ConversionPass
}): string[] {
  const refused = Object.entries(reasons).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  const more = refused.length - REASONS_NAMED
  return [
    ...refused
      .slice(0, REASONS_NAMED)
      .map(([reason, count]) => `${counted(count)} refused: ${reason}`),
    ...(more > 0 ? [`and for ${more} more reasons: see the rows in quarantine`] : []),
    ...(latin1Rows > 0 ? [`${counted(latin1Rows)} not in UTF-8, read as Latin-1`] : []),
    ...(pass === 'whole'
      ? [
          'a quoted field with line breaks lies across a place where the file would have been cut: converted whole, not in ranges',
        ]
      : []),
    ...(unknownColumns.length > 0
      ? [
          `columns that MIMIC-III v1.4 does not have were left out: ${columnsInWords(unknownColumns)}`,
        ]
      : []),
  ]
}

function columnsInWords(columns: readonly string[]): string {
  const named = columns.slice(0, COLUMNS_NAMED).map(name => name.slice(0, LONGEST_NAME))
  const more = columns.length - named.length
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join(', ')
}
