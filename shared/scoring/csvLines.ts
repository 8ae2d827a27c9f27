/** Longer rows are refused. */
export const LONGEST_LINE_BYTES = 1024 * 1024

const LF = 10

export interface CsvLine {
  /** Counted from the first line of the range. */
  readonly line: number
  readonly text: string
  /** What is wrong with it as a line of a CSV; else null. */
  readonly problem: string | null
}

/**
 * The lines that begin in a range of a CSV; a line is a row, so no field may hold a line break. Blank lines are counted
 * and left out.
 *
 * @param bytes - from one byte before the range, which tells whether a line begins at its start, to `LONGEST_LINE_BYTES`
 *   behind it or the file's end
 * @param rangeBytes - of the range itself
 * @returns through `done` how many lines there were
 */
export function* linesOfRange(
  bytes: Uint8Array,
  rangeBytes: number,
): Generator<CsvLine, number, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let line = 0
  let start = bytes.indexOf(LF) + 1
  if (start === 0) return 0
  while (start <= rangeBytes && start < bytes.length) {
    const found = bytes.indexOf(LF, start)
    const end = found === -1 ? bytes.length : found
    const isLong = end - start > LONGEST_LINE_BYTES
    const lineBytes = bytes.subarray(start, Math.min(end, start + LONGEST_LINE_BYTES))
    start = end + 1
    line += 1
    if (isLong) {
      yield { line, text: '', problem: `is longer than ${LONGEST_LINE_BYTES} bytes` }
      continue
    }
    let text: string
    try {
      text = decoder.decode(lineBytes)
    } catch {
      yield { line, text: '', problem: 'is not UTF-8' }
      continue
    }
    if (text.trim() !== '') yield { line, text: text.replace(/\r$/, ''), problem: null }
  }
  return line
}

/** The fields of a line as RFC 4180 quotes them; undefined where a quote is not closed. */
export function fieldsOf(line: string): string[] | undefined {
  if (!line.includes('"')) return line.split(',')
  const fields: string[] = []
  const field = /(?:"((?:[^"]|"")*)"|([^,"]*))(,|$)/y
  for (;;) {
    const match = field.exec(line)
    if (match === null) return undefined
    const [, quoted, plain = '', end] = match
    fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === '') return fields
  }
}

/** One line of a CSV. */
export function csvLine(fields: readonly (string | number | null)[]): string {
  return `${fields
    .map(field => {
      const text = String(field ?? '')
      return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
    })
    .join(',')}\n`
}
