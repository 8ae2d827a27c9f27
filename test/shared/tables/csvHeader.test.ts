import { randomFillSync } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Refusal } from '../../../shared/contracts/promotion.ts'
import { contractOf } from '../../../shared/mimic/tableContracts.ts'
import type { CsvHeader } from '../../../shared/tables/csvHeader.ts'
import { HEADER_PROBE_BYTES, inspectHeader } from '../../../shared/tables/csvHeader.ts'

const LABEVENTS = 'row_id,subject_id,hadm_id,itemid,charttime,value,valuenum,valueuom,flag'

function inspect(
  file: string | Uint8Array,
  compression: 'none' | 'gzip' = 'none',
): CsvHeader | Refusal {
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file
  return inspectHeader({
    name: 'bronze/demo/LABEVENTS.csv',
    bytes: bytes.subarray(0, HEADER_PROBE_BYTES),
    fileBytes: bytes.length,
    compression,
    contract: contractOf('LABEVENTS'),
  })
}

const reasonOf = (found: CsvHeader | Refusal): string => (found.ok ? 'accepted' : found.reason)

describe('inspectHeader', () => {
  it.each([
    ['LF', `${LABEVENTS}\n1,2`, 72],
    ['CRLF', `${LABEVENTS}\r\n1,2`, 73],
    ['no line end', LABEVENTS, 71],
    ['upper case', `${LABEVENTS.toUpperCase()}\n`, 72],
    ['quotes', `"${LABEVENTS.replaceAll(',', '","')}"\n`, 90],
    ['a BOM', `\uFEFF${LABEVENTS}\n`, 75],
  ])('reads a header with %s', (_, file, headerBytes) => {
    expect(inspect(file)).toEqual({
      ok: true,
      columns: LABEVENTS.split(','),
      headerBytes,
      unknownColumns: [],
    })
  })

  it('keeps the order of the file, and names the columns that it does not know', () => {
    const columns = ['flag', 'note', ...LABEVENTS.split(',').slice(0, -1), '']
    expect(inspect(`${columns.join(',')}\n`)).toMatchObject({
      ok: true,
      columns,
      unknownColumns: ['note', ''],
    })
  })

  it('reads the header of a gzip from its first bytes alone', () => {
    const noise = randomFillSync(Buffer.alloc(300_000)).toString('base64')
    const file = gzipSync(`${LABEVENTS}\n${noise}`)
    expect(file.length).toBeGreaterThan(2 * HEADER_PROBE_BYTES)
    expect(inspect(file, 'gzip')).toMatchObject({ ok: true, headerBytes: 72 })
  })

  it('says which columns are missing and which were found', () => {
    expect(reasonOf(inspect(LABEVENTS.replace(',valuenum', '')))).toBe(
      'bronze/demo/LABEVENTS.csv: column "valuenum" is missing; found: row_id, subject_id, hadm_id, itemid, charttime, value, valueuom, flag. Expected the MIMIC-III v1.4 header.',
    )
    expect(reasonOf(inspect('row_id,subject_id,hadm_id,itemid\n'))).toContain(
      'columns "charttime", "value", "valuenum", "valueuom", "flag" are missing',
    )
    expect(reasonOf(inspect(LABEVENTS.replaceAll(',', ';')))).toContain(
      'are missing; found: row_id;subject_id',
    )
  })

  it.each([
    ['an empty file', '', 'none', 'the file is empty'],
    ['a gzip of nothing', gzipSync(''), 'gzip', 'the file is empty'],
    ['a blank first line', `\n${LABEVENTS}\n`, 'none', 'its first line is blank'],
    ['a column that stands twice', `${LABEVENTS},FLAG\n`, 'none', 'column "flag" stands twice'],
    ['a picture', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'), 'none', 'are missing'],
    ['a zip', Buffer.from('PK\x03\x04\x14\0\0\0', 'latin1'), 'none', 'this is no CSV'],
    ['UTF-16', Buffer.from(LABEVENTS, 'utf16le'), 'none', 'this is no CSV'],
    ['gzip named .csv', gzipSync(LABEVENTS), 'none', 'its name must end in .csv.gz'],
    ['a plain file named .csv.gz', LABEVENTS, 'gzip', 'the gzip is damaged, or none'],
    ['lines that end in CR alone', `${LABEVENTS}\r1,2\r`, 'none', 'its lines end in CR alone'],
    ['no line end at all', 'x'.repeat(200_000), 'none', 'no line ends in its first 65536 bytes'],
  ] as const)('refuses %s', (_, file, compression, reason) => {
    const found = reasonOf(inspect(file, compression))
    expect(found).toMatch(/^bronze\/demo\/LABEVENTS\.csv: /)
    expect(found).toContain(reason)
  })
})
