import { gzipSync } from 'node:zlib'
import type { TableName } from '../../shared/contracts/dataset.ts'
import { cellsOf, rowCount, smallDataset, textOf } from './smallDataset.ts'

const clean = smallDataset(120)
export const textOfTable = (table: TableName): string => textOf(clean, table)

export function withoutColumn(text: string, column: string): string {
  const [header = [], ...rows] = cellsOf(text)
  const at = header.indexOf(column)
  return [header, ...rows].map(cells => `${cells.toSpliced(at, 1).join(',')}\n`).join('')
}

function columnsReversed(text: string): string {
  return cellsOf(text)
    .map(cells => `${cells.toReversed().join(',')}\n`)
    .join('')
}

export function headerOf(text: string): string {
  return text.slice(0, text.indexOf('\n') + 1)
}

/** Rows begin with their number, so one more begins with one that no other has. */
function withRow(text: string, ...cells: readonly string[]): string {
  return `${text}9000001,${cells.join(',')}\n`
}

/** Text in the value of the first two rows. */
function withTextInValue(text: string): string {
  const [header = [], ...rows] = cellsOf(text)
  const at = header.indexOf('value')
  return [header, ...rows]
    .map((cells, row) => `${(row === 1 || row === 2 ? cells.with(at, 'much') : cells).join(',')}\n`)
    .join('')
}

const upperCaseHeader = (text: string): string =>
  headerOf(text).toUpperCase() + text.slice(headerOf(text).length)

const labGzip = gzipSync(textOfTable('LABEVENTS'))
const cptGzip = gzipSync(textOfTable('CPTEVENTS'))

/** One folder with everything at once. DATETIMEEVENTS is not in it. */
export const mixed: Readonly<Record<string, Uint8Array | string>> = {
  // refused as a whole
  'CALLOUT.csv': withoutColumn(textOfTable('CALLOUT'), 'curr_careunit'),
  'CPTEVENTS.csv.gz': cptGzip.subarray(0, Math.floor(cptGzip.length / 2)),
  'TRANSFERS.csv': '',
  'MICROBIOLOGYEVENTS.csv': Buffer.from(`\uFEFF${textOfTable('MICROBIOLOGYEVENTS')}`, 'utf16le'),
  // some rows refused
  'OUTPUTEVENTS.csv': withTextInValue(textOfTable('OUTPUTEVENTS')),
  'CAREGIVERS.csv': withRow(
    withRow(textOfTable('CAREGIVERS'), '9001', '"RN\nfloat"', 'nurse'),
    '9002',
    '"RN',
    'a quote that nothing closes',
  ),
  // unusual, and good
  'NOTEEVENTS.csv': headerOf(textOfTable('NOTEEVENTS')),
  'SERVICES.csv': textOfTable('SERVICES').replaceAll('\n', '\r\n'),
  'PROCEDURES_ICD.csv': `\uFEFF${textOfTable('PROCEDURES_ICD')}`,
  'D_ICD_DIAGNOSES.csv': Buffer.from(
    withRow(textOfTable('D_ICD_DIAGNOSES'), '38600', 'Meniere', 'Morbus Ménière'),
    'latin1',
  ),
  'D_CPT.csv': textOfTable('D_CPT').replaceAll('\n', ',x\n'),
  'labevents.csv.gz': labGzip,
  'Patients.CSV': upperCaseHeader(textOfTable('PATIENTS')),
  'ICUSTAYS.csv': columnsReversed(textOfTable('ICUSTAYS')),
  // no tables
  'NOTES.csv': 'a,b\n1,2\n',
  'ADMISSIONS (1).csv': textOfTable('ADMISSIONS'),
  // as they should be
  ...Object.fromEntries(
    (
      [
        'ADMISSIONS',
        'CHARTEVENTS',
        'DIAGNOSES_ICD',
        'DRGCODES',
        'D_ICD_PROCEDURES',
        'D_ITEMS',
        'D_LABITEMS',
        'INPUTEVENTS_CV',
        'INPUTEVENTS_MV',
        'PRESCRIPTIONS',
        'PROCEDUREEVENTS_MV',
      ] as const
    ).map(table => [`${table}.csv`, textOfTable(table)]),
  ),
}

export const REFUSED: Readonly<Partial<Record<TableName, string>>> = {
  CALLOUT: 'bronze/mixed/CALLOUT.csv: column "curr_careunit" is missing',
  CPTEVENTS: 'bronze/mixed/CPTEVENTS.csv.gz: the gzip ends before its end',
  TRANSFERS: 'bronze/mixed/TRANSFERS.csv: the file is empty',
  MICROBIOLOGYEVENTS: 'bronze/mixed/MICROBIOLOGYEVENTS.csv: this is no CSV in UTF-8',
}

/** Rows that a table of the mixed folder must have afterwards, and how many of its lines are refused. */
export function expectedRows(table: TableName): { rowsOut: number; quarantined: number } {
  const rows = rowCount(textOfTable(table))
  if (REFUSED[table] !== undefined) return { rowsOut: 0, quarantined: 0 }
  if (table === 'NOTEEVENTS') return { rowsOut: 0, quarantined: 0 }
  if (table === 'OUTPUTEVENTS') return { rowsOut: rows - 2, quarantined: 2 }
  // the row with a line break between quotes is a good one
  if (table === 'CAREGIVERS') return { rowsOut: rows + 1, quarantined: 1 }
  if (table === 'D_ICD_DIAGNOSES') return { rowsOut: rows + 1, quarantined: 0 }
  return { rowsOut: rows, quarantined: 0 }
}
