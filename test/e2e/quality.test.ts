import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TableName } from '../../shared/contracts/dataset.ts'
import {
  type DatasetQuality,
  datasetQuality,
  type ForeignKeyQuality,
} from '../../shared/contracts/quality.ts'
import { promotionOf } from '../../shared/datasets/promotions.ts'
import { promotionFolder, promotionsFolder } from '../../shared/storage/paths.ts'
import { type RunningSystem, runSystem } from './runningSystem.ts'
import { cellsOf, rowCount, smallDataset, textOf } from './smallDataset.ts'

const clean = smallDataset(40)
const admissions = textOf(clean, 'ADMISSIONS')
const icustays = textOf(clean, 'ICUSTAYS')

/** Without its last row, of an admission to which ICU stays belong. */
const { text: admissionsCut, hadmId } = withoutLastRow(admissions)
const orphanStays = valuesOf(icustays, 'hadm_id').filter(value => value === hadmId).length
const found = {
  checked: `hadm_id: all ${rowCount(icustays)} rows are found in ADMISSIONS`,
  orphans: `${orphanStays} of ${rowCount(icustays)} rows with hadm_id not found in ADMISSIONS (1 different value)`,
}

let system: RunningSystem
beforeAll(async () => {
  system = await runSystem()
})
afterAll(async () => await system?.stop())

describe('the quality of a dataset', () => {
  it('is unknown while nothing of it has come', async () => {
    const answer = await fetch(`${system.baseUrl}/api/datasets/nobody/quality`)
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({ code: 'DATASET_NOT_FOUND' })
  })

  it('knows orphans whichever table comes first', async () => {
    expect(orphanStays).toBeGreaterThan(0)

    await system.drop('child-first', { 'ICUSTAYS.csv': icustays })
    const alone = await qualityWhen('child-first', 'ICUSTAYS there', ({ tables }) =>
      isPromoted(tables, 'ICUSTAYS'),
    )
    expect(keyTo(alone, 'ADMISSIONS')).toMatchObject({
      check: null,
      message: 'not checked: ADMISSIONS is not in silver',
    })
    expect(alone.tables.ADMISSIONS).toEqual({
      state: 'absent',
      message: 'no file has come',
      report: null,
    })
    await system.drop('child-first', { 'ADMISSIONS.csv': admissionsCut })
    await system.drop('parent-first', { 'ADMISSIONS.csv': admissionsCut })
    await qualityWhen('parent-first', 'ADMISSIONS there', ({ tables }) =>
      isPromoted(tables, 'ADMISSIONS'),
    )
    await system.drop('parent-first', { 'ICUSTAYS.csv': icustays })
    await system.drop('at-once', { 'ICUSTAYS.csv': icustays, 'ADMISSIONS.csv': admissionsCut })

    for (const dataset of ['child-first', 'parent-first', 'at-once']) {
      const quality = await qualityWhen(dataset, 'checked', isChecked)
      expect(keyTo(quality, 'ADMISSIONS')).toMatchObject({
        message: found.orphans,
        check: { orphanRows: orphanStays, orphanKeys: 1, rows: rowCount(icustays) },
      })
      expect(quality.findings[0]).toMatchObject({
        table: 'ICUSTAYS',
        kind: 'foreign-key',
        rows: orphanStays,
      })
    }
  })

  it('is that of a corrected file once it is in silver, of the old one until then', async () => {
    // refused as a whole: silver and its report stay
    await system.drop('child-first', { 'ADMISSIONS.csv': 'row_id\n1\n' })
    const refused = await qualityWhen(
      'child-first',
      'refused',
      ({ tables }) => tables.ADMISSIONS?.state === 'failed',
    )
    expect(refused.tables.ADMISSIONS?.message).toContain('the newest file was refused')
    expect(refused.tables.ADMISSIONS?.report).toMatchObject({
      deltaVersion: 0,
      rows: { in: rowCount(admissionsCut), out: rowCount(admissionsCut), quarantined: 0 },
    })
    expect(keyTo(refused, 'ADMISSIONS')?.message).toBe(found.orphans)

    // corrected, but for a row that is no row
    await system.drop('child-first', { 'ADMISSIONS.csv': `${admissions}x${lastRow(admissions)}\n` })
    const corrected = await qualityWhen(
      'child-first',
      'corrected',
      ({ tables }) => tables.ADMISSIONS?.report?.deltaVersion === 1,
    )
    expect(corrected.tables.ADMISSIONS).toMatchObject({
      state: 'promoted',
      report: {
        rows: { in: rowCount(admissions) + 1, out: rowCount(admissions), quarantined: 1 },
      },
    })
    expect(corrected.findings[0]).toMatchObject({
      table: 'ADMISSIONS',
      kind: 'quarantined',
      severity: 'hard',
      rows: 1,
    })
    const checked = await qualityWhen('child-first', 'checked again', isChecked)
    expect(keyTo(checked, 'ADMISSIONS')).toMatchObject({
      message: found.checked,
      check: { orphanRows: 0, parentDeltaVersion: 1 },
    })
  })

  it('keeps identifiers to compare of what is in silver, and none of what was overwritten', async () => {
    // the second comes while the first is on its way, or when it has arrived
    await system.drop('child-first', { 'ADMISSIONS.csv': admissionsCut })
    await system.drop('child-first', { 'ADMISSIONS.csv': admissions })
    await qualityWhen(
      'child-first',
      'all rows there',
      ({ tables }) => tables.ADMISSIONS?.report?.rows.in === rowCount(admissions),
    )
    const promotion = await promotionOf(system.rows, 'child-first', 'ADMISSIONS')
    const { instanceId = '' } = promotion ?? {}
    await system.instanceEnded(instanceId)
    const deadline = Date.now() + 60_000
    let folders = await foldersWithKeys('child-first', 'ADMISSIONS')
    while (folders.length > 1 && Date.now() < deadline) {
      await wait(200)
      folders = await foldersWithKeys('child-first', 'ADMISSIONS')
    }
    expect(folders).toEqual([promotionFolder('child-first', 'ADMISSIONS', instanceId)])
    expect(
      keyTo(await qualityWhen('child-first', 'checked', isChecked), 'ADMISSIONS'),
    ).toMatchObject({
      message: found.checked,
    })
  })
})

async function foldersWithKeys(dataset: string, table: TableName): Promise<readonly string[]> {
  const folders = new Set<string>()
  for await (const { path } of system.lake.list(promotionsFolder(dataset, table))) {
    if (path.endsWith('.parquet')) folders.add(path.slice(0, path.lastIndexOf('/') + 1))
  }
  return [...folders]
}

async function qualityWhen(
  dataset: string,
  what: string,
  isSo: (quality: DatasetQuality) => boolean,
): Promise<DatasetQuality> {
  const deadline = Date.now() + 240_000
  for (;;) {
    const quality = await system.api.get(`/api/datasets/${dataset}/quality`, datasetQuality)
    if (quality !== undefined && isSo(quality)) return quality
    if (Date.now() > deadline) {
      throw new Error(`${dataset}: never ${what}; it stands at ${JSON.stringify(quality)}`)
    }
    await wait(200)
  }
}

function isPromoted(tables: DatasetQuality['tables'], table: TableName): boolean {
  return tables[table]?.state === 'promoted' && tables[table].report !== null
}

function isChecked(quality: DatasetQuality): boolean {
  return (keyTo(quality, 'ADMISSIONS')?.check ?? null) !== null
}

/** The foreign key of ICUSTAYS to another table. */
function keyTo({ tables }: DatasetQuality, parent: TableName): ForeignKeyQuality | undefined {
  return tables.ICUSTAYS?.report?.foreignKeys.find(({ table }) => table === parent)
}

function valuesOf(text: string, column: string): readonly string[] {
  const [header = [], ...rows] = cellsOf(text)
  return rows.map(cells => cells[header.indexOf(column)] ?? '')
}

function withoutLastRow(text: string): { text: string; hadmId: string } {
  const last = lastRow(text)
  return { text: text.slice(0, -last.length - 1), hadmId: valuesOf(text, 'hadm_id').at(-1) ?? '' }
}

function lastRow(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? ''
}
