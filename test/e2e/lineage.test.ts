import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { trainingRequest } from '../../shared/contracts/training.ts'
import { silverOf } from '../../shared/datasets/runs.ts'
import { lineage } from '../../shared/registry/versions.ts'
import { goldTable, silverTable, versionFolder } from '../../shared/storage/paths.ts'
import { checkFiles, readDelta } from '../../shared/tables/delta.ts'
import { ROOT, type RunningSystem, runHasEnded, runSystem } from './runningSystem.ts'
import { cellsOf, csvFiles, rowCount, smallDataset, textOf } from './smallDataset.ts'

const DATASET = 'small'
const FEW_TRIALS = trainingRequest.parse({ trials: 3, families: ['severity', 'logistic'] })

const tables = smallDataset(120)
const files = csvFiles(tables)

let system: RunningSystem
beforeAll(async () => {
  system = await runSystem()
})
afterAll(async () => await system?.stop())

const modelList = z.object({ versions: z.array(z.object({ version: z.string() })) })

/** The newest training run's id, once it has ended and no other has. */
async function trained(runs: number): Promise<string> {
  const pipeline = await system.pipelineWhen(
    DATASET,
    `trained ${runs} times`,
    state => state.runs.length === runs && runHasEnded(state),
  )
  expect(pipeline.run?.status).toBe('Completed')
  return pipeline.run?.runId ?? ''
}

/** What `npm run table -- TABLE … --out` writes: rows of cells, as text. */
async function exported(table: string, ...options: string[]): Promise<Record<string, string>[]> {
  const out = join(system.stateFolder, 'rows.csv')
  await promisify(execFile)(
    process.execPath,
    [join(ROOT, 'dist', 'cli', 'table.js'), table, '--out', out, ...options],
    { env: { ...process.env, AzureWebJobsStorage: system.storageConnectionString } },
  )
  const [header = [], ...rows] = cellsOf(readFileSync(out, 'utf8'))
  return rows.map(cells => Object.fromEntries(header.map((name, at) => [name, cells[at] ?? ''])))
}

describe('where a row of gold came from', () => {
  it('is told by the row and the lake, also when silver and gold have moved on', async () => {
    await system.drop(DATASET, files)
    await system.complete(DATASET, files, FEW_TRIALS)
    const first = await trained(1)

    // one table is corrected, which trains again; a file that no log lists is no part of any table
    for (const table of ['LABEVENTS', 'CHARTEVENTS'] as const) {
      await system.lake.write(`${silverTable(DATASET, table)}stray.parquet`, 'PAR1')
    }
    const labs = textOf(tables, 'LABEVENTS')
    const corrected = `${labs.trimEnd().split('\n').slice(0, -1).join('\n')}\n`
    await system.drop(DATASET, { 'LABEVENTS.csv': corrected })
    await system.complete(DATASET, { ...files, 'LABEVENTS.csv': corrected }, FEW_TRIALS)
    const second = await trained(2)
    expect(second).not.toBe(first)

    const expected = [
      { run: first, labs: rowCount(labs), versions: 0 },
      { run: second, labs: rowCount(corrected), versions: 1 },
    ]
    for (const [version, { run, labs: labRows, versions }] of expected.entries()) {
      // a row, read as anybody would read it
      const [row] = await exported(`gold/${DATASET}/stays`, '--version', String(version))
      expect(row?.['run_id']).toBe(run)

      // names the run, whose snapshot names the versions, which can be read
      const { tables: read } = await silverOf(system.lake, DATASET, row?.['run_id'] ?? '')
      expect(Object.keys(read)).toHaveLength(26)
      expect(read['LABEVENTS']?.version).toBe(versions)
      expect(read['CHARTEVENTS']?.version).toBe(0)
      const labevents = silverTable(DATASET, 'LABEVENTS')
      const delta = await readDelta(system.lake, labevents, read['LABEVENTS']?.version)
      await checkFiles(system.lake, labevents, delta)
      expect(delta.files.reduce((sum, { rows = 0 }) => sum + rows, 0)).toBe(labRows)
      expect(delta.files.map(({ path }) => `${labevents}${path}`)).toEqual(read['LABEVENTS']?.parts)
    }

    // and the model version names all of it, beside its card
    const { versions = [] } = (await system.api.get('/api/models', modelList)) ?? {}
    const lineages = await Promise.all(
      versions.map(async ({ version }) => {
        const shown = z.object({ lineage })
        return (await system.api.get(`/api/models/${version}`, shown))?.lineage
      }),
    )
    const ofSecond = lineages.find(line => line?.runId === second)
    expect(ofSecond).toMatchObject({ dataset: DATASET, silver: { LABEVENTS: 1, CHARTEVENTS: 0 } })
    const gold = await readDelta(system.lake, goldTable(DATASET), ofSecond?.gold.version)
    expect(gold.files.map(({ path }) => `${goldTable(DATASET)}${path}`)).toEqual([
      ofSecond?.gold.path,
    ])
    for (const { version } of versions) {
      for (const name of ['model.json', 'card.json']) {
        const text = new TextDecoder().decode(
          await system.lake.read(`${versionFolder(version)}${name}`),
        )
        expect(text).not.toContain(first)
        expect(text).not.toContain(second)
      }
    }
  })
  it('is refused loudly where silver has lost a file', async () => {
    const chartevents = silverTable(DATASET, 'CHARTEVENTS')
    const [part] = (await readDelta(system.lake, chartevents)).files
    await system.lake.delete(`${chartevents}${part?.path}`)

    const started = await fetch(`${system.baseUrl}/api/pipelines/${DATASET}`, { method: 'POST' })
    expect(started.status).toBe(202)
    const { run } = await system.pipelineWhen(
      DATASET,
      'failed',
      state => state.runs.length === 3 && runHasEnded(state),
    )
    expect(run?.status).toBe('Failed')
    expect(run?.message).toContain(
      `${chartevents}: the file ${part?.path} of version 0 is missing: the table is damaged`,
    )
  })
})
