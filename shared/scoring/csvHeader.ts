import { fieldsOf } from './csvLines.ts'

/** The columns of a CSV, and where its rows begin. */
export interface CsvHeader {
  /** In lower case. */
  readonly columns: readonly string[]
  /** Bytes up to the first row. */
  readonly end: number
}

/**
 * Reads the first line of a CSV.
 *
 * @param head - its first bytes
 * @returns what is wrong with it, in words for whoever dropped it, where it is none
 */
export function csvHeader(head: Uint8Array): CsvHeader | string {
  if (head.length === 0) return 'the file is empty'
  const [first, second] = head
  if (first === 0x1f && second === 0x8b) return 'it is compressed: unpack it'
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return 'it is UTF-16: save it as UTF-8'
  }
  const lineEnd = head.indexOf(0x0a)
  if (lineEnd === -1) return 'it has no line but the first, which must name the columns'
  // a byte order mark is left out by the decoder
  const line = new TextDecoder().decode(head.subarray(0, lineEnd)).trim()
  const fields = fieldsOf(line)
  if (fields === undefined) return 'a quote in its header is not closed'
  const [separator] = fields.length === 1 ? (/[;\t]/.exec(line) ?? []) : []
  if (separator !== undefined) {
    return `its header has no comma, but a ${separator === ';' ? 'semicolon' : 'tab'}: fields must be separated by commas`
  }
  return { columns: fields.map(field => field.trim().toLowerCase()), end: lineEnd + 1 }
}
