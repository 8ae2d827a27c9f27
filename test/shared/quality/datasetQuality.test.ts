import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { TableName } from '../../../shared/contracts/dataset.ts'
import type { ReferenceCheck, StoredQuality } from '../../../shared/contracts/quality.ts'
import { contractOf } from '../../../shared/mimic/tableContracts.ts'
import { countOrphans } from '../../../shared/quality/countOrphans.ts'
import { datasetQuality } from '../../../shared/quality/datasetQuality.ts'
import { keyName, keysOf, REFERENCES } from '../../../shared/quality/keys.ts'
import { withDuckdb } from '../../../shared/tables/duckdb.ts'
import { literal } from '../../../shared/tables/sql.ts'
import { samplePromotion } from './samplePromotion.ts'

const folder = mkdtempSync(join(tmpdir(), 'quality-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const report = (table: TableName, deltaVersion: number): StoredQuality => ({
  table,
  file: `bronze/demo/${table}.csv`,
  deltaVersion,
  contractVersion: 1,
  measured: '2026-01-01T00:00:00.000Z',
  rows: { in: 5, out: 5, quarantined: 0, reasons: {}, latin1: 0 },
  parts: 1,
  unknownColumns: [],
  columns: {},
  timeOrder: [],
  repeatedKeys: { columns: ['row_id'], natural: false, rows: 0, exact: true },
  findings: [],
  keys: { names: keysOf(contractOf(table)).map(keyName), blobs: [] },
})

const reportsOn = (...reports: readonly StoredQuality[]) =>
  new Map(reports.map(stored => [stored.table, stored]))

const check: ReferenceCheck = {
  table: 'ICUSTAYS',
  deltaVersion: 3,
  column: 'hadm_id',
  parent: 'ADMISSIONS',
  parentDeltaVersion: 1,
  references: 'hadm_id',
  rows: 12_345,
  orphanRows: 2,
  keys: 5,
  orphanKeys: 1,
}

/** A time of one day, as SQL. */
function at(hour: number): string {
  return `TIMESTAMPTZ '2101-01-01 0${hour}:00:00'`
}

describe('countOrphans', () => {
  it('counts rows and values that the parent lacks, over all parts of both', async () => {
    const fileOf = (name: string) => join(folder, `${name}.parquet`)
    const checks = await withDuckdb(
      { threads: 1, memoryMiB: 256, temporaryFolder: folder },
      async sql => {
        const write = async (name: string, rows: string) =>
          sql.run(
            `COPY (SELECT * FROM (VALUES ${rows}) t(name, key, "time", "rows")) TO ${literal(fileOf(name))} (FORMAT parquet)`,
          )
        const none = 'NULL::TIMESTAMPTZ'
        await write(
          'child 1',
          `('hadm_id', '1', ${none}, 10::BIGINT), ('hadm_id', '2', ${none}, 1), ('other', '9', ${none}, 7),
           ('hadm_id at intime', '1', ${at(3)}, 6), ('hadm_id at intime', '1', ${at(5)}, 4)`,
        )
        await write(
          'child 2',
          `('hadm_id', '2', ${none}, 3::BIGINT), ('hadm_id', '3', ${none}, 5),
           ('hadm_id at intime', '3', ${at(4)}, 5), ('hadm_id at intime', '2', ${at(0)}, 4)`,
        )
        await write(
          'parent 1',
          `('hadm_id', '1', ${none}, 1::BIGINT), ('other', '2', ${none}, 1),
           ('hadm_id at admittime', '1', ${at(4)}, 1)`,
        )
        await write(
          'parent 2',
          `('hadm_id', '3', ${none}, 1::BIGINT), ('subject_id', '2', ${none}, 1),
           ('hadm_id at admittime', '3', ${at(4)}, 1)`,
        )
        const references = REFERENCES.filter(
          ({ child, table }) => child === 'ICUSTAYS' && table === 'ADMISSIONS',
        )
        const keys = new Map<TableName, { deltaVersion: number; files: string[] }>([
          ['ICUSTAYS', { deltaVersion: 3, files: [fileOf('child 1'), fileOf('child 2')] }],
          ['ADMISSIONS', { deltaVersion: 1, files: [fileOf('parent 1'), fileOf('parent 2')] }],
        ])
        return await countOrphans(sql, references, keys)
      },
    )
    expect(checks).toEqual([
      {
        ...check,
        rows: 19,
        orphanRows: 4,
        keys: 3,
        orphanKeys: 1,
        timeOrder: { earlier: 'admittime', later: 'intime', rows: 6 },
      },
    ])
  })
})

describe('datasetQuality', () => {
  it('answers for all 26 tables, in silver or not', () => {
    const { tables } = datasetQuality(
      'demo',
      [
        samplePromotion('PATIENTS'),
        samplePromotion('CALLOUT', {
          state: 'failed',
          reason: 'no header',
          deltaVersion: undefined,
        }),
        samplePromotion('SERVICES', { state: 'failed', reason: 'no header', deltaVersion: 4 }),
        samplePromotion('LABEVENTS', { state: 'received', deltaVersion: undefined }),
        samplePromotion('DRGCODES'),
      ],
      reportsOn(report('PATIENTS', 0), report('SERVICES', 4)),
      [],
    )
    expect(Object.keys(tables)).toHaveLength(26)
    const said = (table: TableName) => [
      tables[table]?.state,
      tables[table]?.message,
      tables[table]?.report !== null,
    ]
    expect(said('PATIENTS')).toEqual([
      'promoted',
      'the report is on version 0 of bronze/demo/PATIENTS.csv',
      true,
    ])
    expect(said('ADMISSIONS')).toEqual(['absent', 'no file has come', false])
    expect(said('CALLOUT')).toEqual([
      'failed',
      'the newest file was refused: no header; nothing of it is in silver',
      false,
    ])
    expect(said('SERVICES')).toEqual([
      'failed',
      'the newest file was refused: no header; the report is on version 4 of bronze/demo/SERVICES.csv',
      true,
    ])
    expect(said('LABEVENTS')).toEqual([
      'received',
      'a file is being promoted; nothing of it is in silver',
      false,
    ])
    expect(said('DRGCODES')).toEqual([
      'promoted',
      'what is in silver has no report: drop the file again',
      false,
    ])
  })

  it('takes a check only for the versions that are in silver now', () => {
    const icustays = samplePromotion('ICUSTAYS', { deltaVersion: 3 })
    const quality = (version: number, checks: readonly ReferenceCheck[]) =>
      datasetQuality(
        'demo',
        [icustays, samplePromotion('ADMISSIONS', { deltaVersion: version })],
        reportsOn(report('ICUSTAYS', 3), report('ADMISSIONS', version)),
        checks,
      )
    const foreignKeys = (version: number, checks: readonly ReferenceCheck[]) =>
      quality(version, checks).tables.ICUSTAYS?.report?.foreignKeys.map(({ message }) => message)

    expect(foreignKeys(1, [check])).toEqual([
      'not checked: PATIENTS is not in silver',
      '2 of 12,345 rows with hadm_id not found in ADMISSIONS (1 different value)',
    ])
    expect(foreignKeys(2, [check])?.at(1)).toBe('not checked yet')
    // what can't be checked is not under way
    expect([quality(1, [check]).pendingChecks, quality(2, [check]).pendingChecks]).toEqual([0, 1])
    const later = { ...check, parentDeltaVersion: 2, orphanRows: 0, orphanKeys: 0 }
    expect(foreignKeys(2, [check, later])?.at(1)).toBe(
      'hadm_id: all 12,345 rows are found in ADMISSIONS',
    )
  })

  it('says where a table was promoted before its keys were kept', () => {
    const before = { ...report('ADMISSIONS', 1), keys: { names: [], blobs: [] } }
    const { tables } = datasetQuality(
      'demo',
      [
        samplePromotion('ICUSTAYS', { deltaVersion: 3 }),
        samplePromotion('ADMISSIONS', { deltaVersion: 1 }),
      ],
      reportsOn(report('ICUSTAYS', 3), before),
      [],
    )
    expect(tables.ICUSTAYS?.report?.foreignKeys.at(1)?.message).toBe(
      'not checked: ICUSTAYS or ADMISSIONS was promoted before this was checked; drop it again',
    )
  })

  it('lists the findings of all tables, what is lost first', () => {
    const services: StoredQuality = {
      ...report('SERVICES', 0),
      findings: [
        { kind: 'quarantined', severity: 'hard', rows: 1, text: 'one' },
        { kind: 'time-order', severity: 'soft', rows: 900, text: 'two' },
      ],
    }
    const { findings } = datasetQuality(
      'demo',
      [
        samplePromotion('SERVICES'),
        samplePromotion('ICUSTAYS', { deltaVersion: 3 }),
        samplePromotion('ADMISSIONS', { deltaVersion: 1 }),
      ],
      reportsOn(services, report('ICUSTAYS', 3), report('ADMISSIONS', 1)),
      [check],
    )
    expect(findings.map(({ table, kind }) => `${table} ${kind}`)).toEqual([
      'SERVICES quarantined',
      'ICUSTAYS foreign-key',
      'SERVICES time-order',
    ])
  })
})
