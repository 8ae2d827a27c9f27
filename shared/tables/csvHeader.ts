import type { Refusal } from '../contracts/promotion.ts'
import type { TableContract } from '../mimic/contract.ts'
import { damageOf, firstBytes } from './csvBytes.ts'

/** So many bytes of a file are enough to read its header. */
export const HEADER_PROBE_BYTES = 64 * 1024

export interface HeaderRequest {
  readonly name: string // how messages call the file, e.g. `bronze/demo/LABEVENTS.csv`
  readonly bytes: Uint8Array // the first `HEADER_PROBE_BYTES` of the file as it lies there, or all of it
  readonly fileBytes: number // of the whole file
  readonly compression: 'none' | 'gzip'
  readonly contract: TableContract
}

export interface CsvHeader {
  readonly ok: true
  readonly columns: readonly string[] // in the file's own order, lower case, with those the contract does not know
  readonly headerBytes: number // uncompressed, with BOM and line end
  readonly unknownColumns: readonly string[] // in the file, not in the contract: left out of silver
}

const BOM = [0xef, 0xbb, 0xbf]

/**
 * Reads the header of a CSV and checks it against the table's contract: every column must be there, once, in either
 * letter case and any order; more columns are left out.
 */
export function inspectHeader(request: HeaderRequest): CsvHeader | Refusal {
  const { name, contract } = request
  const refused = (reason: string): Refusal => ({ ok: false, reason: `${name}: ${reason}` })
  const expected = `Expected the MIMIC-III v1.4 header.`

  // the first line
  if (request.fileBytes === 0) return refused(`the file is empty. ${expected}`)
  let bytes: Uint8Array
  try {
    bytes = firstBytes(request.bytes, request.compression)
  } catch (error) {
    const damage = damageOf(error)
    if (damage === undefined) throw error
    return refused(damage)
  }
  if (bytes.length === 0) return refused(`the file is empty. ${expected}`)
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    return refused('this is no CSV but gzip: its name must end in .csv.gz')
  }
  const start = BOM.every((byte, index) => bytes[index] === byte) ? BOM.length : 0
  const lineEnd = bytes.indexOf(10, start)
  const isCut = request.compression === 'gzip' || request.bytes.length < request.fileBytes
  if (lineEnd === -1 && isCut && bytes.length >= HEADER_PROBE_BYTES) {
    return refused(`this is no CSV: no line ends in its first ${bytes.length} bytes. ${expected}`)
  }
  const headerBytes = lineEnd === -1 ? bytes.length : lineEnd + 1

  // its columns
  const line = new TextDecoder('latin1').decode(bytes.subarray(start, headerBytes))
  if (bytes.subarray(start, headerBytes).some(isControl)) {
    return refused(`this is no CSV in UTF-8 but something binary, or UTF-16. ${expected}`)
  }
  if (/\r[^\n]/.test(line)) {
    return refused('its lines end in CR alone: save it with LF or CRLF line ends')
  }
  if (line.trim() === '') return refused(`its first line is blank. ${expected}`)
  const columns = line
    .replace(/\r?\n?$/, '')
    .split(',')
    .map(field =>
      field
        .trim()
        .replace(/^"(.*)"$/, '$1')
        .trim()
        .toLowerCase(),
    )

  // against the contract
  const known = new Set(contract.columns.map(column => column.name))
  const repeated = columns.find(
    (column, index) => known.has(column) && columns.indexOf(column) < index,
  )
  if (repeated !== undefined) return refused(`column "${repeated}" stands twice in the header`)
  const missing = contract.columns
    .map(column => column.name)
    .filter(column => !columns.includes(column))
  if (missing.length > 0) {
    const found = columns.map(column => printable(column)).join(', ')
    const what = missing.length === 1 ? 'column "X" is missing' : 'columns "X" are missing'
    return refused(
      `${what.replace('X', missing.join('", "'))}; found: ${shortened(found)}. ${expected}`,
    )
  }
  const unknownColumns = columns.filter(column => !known.has(column))
  return { ok: true, columns, headerBytes, unknownColumns }
}

function printable(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?')
}

function shortened(text: string): string {
  return text.length > 500 ? `${text.slice(0, 500)}…` : text
}

/** Control characters other than tab and line ends: no text has them. */
function isControl(byte: number): boolean {
  return (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) || byte === 127
}
