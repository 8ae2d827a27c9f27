/** A row of a CSV, and the line that it begins on, counted from 1. */
export interface CsvRow {
  readonly line: number
  readonly fields: readonly string[]
}

const FIELD = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y

/**
 * The rows of a CSV as RFC 4180 quotes them; line breaks within quotes and a byte order mark are taken, blank lines are
 * left out.
 *
 * @throws SyntaxError where a quote is out of place or never closed, naming the line
 */
export function parseCsv(text: string): readonly CsvRow[] {
  const rows: CsvRow[] = []
  let fields: string[] = []
  let [line, begun] = [1, 1]
  FIELD.lastIndex = text.startsWith('\uFEFF') ? 1 : 0
  for (;;) {
    const match = FIELD.exec(text)
    if (match === null) throw new SyntaxError(`line ${line}: a quote is out of place or not closed`)
    const [whole, quoted, plain = '', end] = match
    fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    line += whole.match(/\r\n|\n|\r/g)?.length ?? 0
    if (end === ',') continue
    if (fields.length > 1 || fields[0] !== '') rows.push({ line: begun, fields })
    if (end === '') return rows
    fields = []
    begun = line
  }
}

/** A CSV with a line per row; nothing for null. */
export function writeCsv(rows: readonly (readonly (string | number | null)[])[]): string {
  return rows.map(row => `${row.map(inQuotes).join(',')}\r\n`).join('')
}

function inQuotes(field: string | number | null): string {
  const text = String(field ?? '')
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
