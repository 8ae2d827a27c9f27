import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Report } from '../../cli/report/report.ts'
import { blobCreatedEvent } from '../../emulator/eventSource/blobCreatedEvent.ts'
import { REQUIRED_TABLES, TABLES, type TableName } from '../../shared/contracts/dataset.ts'
import { trainingRequest } from '../../shared/contracts/training.ts'
import { silverTable } from '../../shared/storage/paths.ts'
import { readDelta } from '../../shared/tables/delta.ts'
import type { Frame } from '../../shared/tables/frame.ts'
import { readFrame } from '../../shared/tables/parquetFrame.ts'
import { freePorts } from '../support/freePorts.ts'
import {
  expectedRows,
  headerOf,
  mixed,
  REFUSED,
  textOfTable,
  withoutColumn,
} from './mixedDataset.ts'
import { ROOT, type RunningSystem, runHasEnded, runSystem } from './runningSystem.ts'
import { cellsOf, rowCount } from './smallDataset.ts'

/** No champion is moved: the gate would wait for a person where the one that serves is of another dataset. */
const FEW_TRIALS = trainingRequest.parse({
  trials: 3,
  families: ['severity', 'logistic'],
  gate: 'dry-run',
})

const folder = mkdtempSync(join(tmpdir(), 'bad-input-test-'))
const stateFolder = join(folder, 'state')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A table of silver, as columns. */
async function silverOf(system: RunningSystem, dataset: string, table: TableName): Promise<Frame> {
  const path = silverTable(dataset, table)
  const { files } = await readDelta(system.lake, path)
  expect(files).toHaveLength(1)
  return await readFrame(await system.lake.read(`${path}${files[0]?.path}`))
}

async function blobsUnder(system: RunningSystem, prefix: string): Promise<readonly string[]> {
  const paths: string[] = []
  for await (const { path } of system.lake.list(prefix)) paths.push(path)
  return paths
}

async function textAt(system: RunningSystem, path: string): Promise<string> {
  return Buffer.from(await system.lake.read(path)).toString('latin1')
}

const versions = z.object({ versions: z.array(z.object({ version: z.string() })) })

describe('a dataset with everything wrong that is not required', () => {
  it('trains on what is good, and the demo says what became of each file', async () => {
    const data = join(folder, 'mixed')
    mkdirSync(data)
    for (const [name, content] of Object.entries(mixed)) writeFileSync(join(data, name), content)
    const json = join(folder, 'report.json')
    const [port = 0] = await freePorts(1)

    // exits with 0, or this throws
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [
        join(ROOT, 'dist', 'cli', 'demo.js'),
        '--data',
        data,
        '--state',
        stateFolder,
        '--port',
        String(port),
        '--trials',
        '4',
        '--json',
        json,
        '--exit',
      ],
      { cwd: ROOT, maxBuffer: 2 ** 24 },
    )
    const report: Report = JSON.parse(readFileSync(json, 'utf8'))

    // every table that came is accounted for
    const came = TABLES.filter(table => table !== 'DATETIMEEVENTS')
    expect(Object.keys(report.tables).sort()).toEqual([...came].sort())
    for (const table of came) {
      const { rowsIn, rowsOut, quarantined, state, reason } = report.tables[table] ?? {}
      const expected = expectedRows(table)
      expect({ table, rowsIn, rowsOut, quarantined, state }).toEqual({
        table,
        rowsIn: expected.rowsOut + expected.quarantined,
        ...expected,
        state: REFUSED[table] === undefined ? 'promoted' : 'failed',
      })
      expect(reason ?? '').toContain(REFUSED[table] ?? '')
    }
    expect(report.ignored.map(({ file }) => file).sort()).toEqual([
      'bronze/mixed/ADMISSIONS (1).csv',
      'bronze/mixed/NOTES.csv',
    ])

    // and said on the terminal
    const said = [
      ...Object.values(REFUSED),
      'OUTPUTEVENTS: 2 rows refused: value',
      'D_ICD_DIAGNOSES: 1 row not in UTF-8, read as Latin-1',
      'CAREGIVERS: ',
      'D_CPT: columns that MIMIC-III v1.4 does not have were left out: x',
      'DATETIMEEVENTS: not in the dataset',
      '"NOTES" is none of the 26 tables of MIMIC-III',
    ]
    const printed = stdout.replaceAll(/\s+/g, ' ')
    for (const text of said) expect(printed).toContain(text)
    expect(stderr).toContain(`tables: ${came.length}/${came.length}`)

    // a model for all that
    expect(report.champion?.version).toMatch(/^[0-9a-f]{12}$/)
    expect(report.prediction?.probability).toBeGreaterThan(0)
  })
})

describe('the system with these data', () => {
  let system: RunningSystem
  beforeAll(async () => {
    system = await runSystem({ stateFolder, settings: { SETTLE_SECONDS: '3' } })
  })
  afterAll(async () => await system?.stop())

  it('shows each outcome, and keeps what it refused with the reason', async () => {
    const pipeline = await system.pipelineWhen('mixed', 'there', () => true)
    expect(pipeline.readiness.state).toBe('ready')
    for (const [table, reason] of Object.entries(REFUSED)) {
      expect(pipeline.tables[table as TableName]).toMatchObject({
        state: 'failed',
        reason: expect.stringContaining(reason),
      })
      const kept = await blobsUnder(system, `quarantine/mixed/${table.toLowerCase()}/`)
      const file = kept.find(path => /\.csv(\.gz)?$/.test(path)) ?? ''
      const record = kept.find(path => path.endsWith('/reason.json')) ?? ''
      const bronze = pipeline.tables[table as TableName]?.file ?? ''
      expect(await textAt(system, file)).toBe(await textAt(system, bronze))
      expect(JSON.parse(await textAt(system, record))).toMatchObject({ file: bronze })
      expect(await textAt(system, record)).toContain(JSON.stringify(reason).slice(1, -1))
    }

    // rows: which, where, why, and as they were
    const rowsOf = async (table: string): Promise<readonly string[]> => {
      const [path = ''] = await blobsUnder(system, `quarantine/mixed/${table}/`)
      return (await textAt(system, path)).trimEnd().split('\n')
    }
    const [header, ...outputs] = await rowsOf('outputevents')
    expect(header).toBe('range,line,byte,reason,row')
    expect(outputs).toHaveLength(2)
    const second = textOfTable('OUTPUTEVENTS').split('\n')[1]?.split(',').slice(0, 5).join(',')
    const before = headerOf(textOfTable('OUTPUTEVENTS')).length
    expect(outputs[0]).toContain(`0,2,${before},"value is not a number","${second},`)
    expect(outputs[0]).toContain(',much,')
    expect(await rowsOf('caregivers')).toHaveLength(1 + 1)
  })

  it('has read what was only unusual as it was meant', async () => {
    // columns in another order
    const stays = await silverOf(system, 'mixed', 'ICUSTAYS')
    const [header = [], ...rows] = cellsOf(textOfTable('ICUSTAYS'))
    for (const name of ['subject_id', 'icustay_id', 'los', 'first_careunit']) {
      const at = header.indexOf(name)
      const expected = rows.map(cells => cells[at])
      expect([...(stays.columns[name]?.values ?? [])].map(String)).toEqual(expected)
    }

    // CRLF leaves nothing behind, and a BOM is no part of a name
    const services = await silverOf(system, 'mixed', 'SERVICES')
    const current = cellsOf(textOfTable('SERVICES')).map(cells => cells.at(-1))
    expect(services.columns['curr_service']?.values).toEqual(current.slice(1))
    const procedures = await silverOf(system, 'mixed', 'PROCEDURES_ICD')
    const numbers = cellsOf(textOfTable('PROCEDURES_ICD')).map(([rowId]) => Number(rowId))
    expect([...(procedures.columns['row_id']?.values ?? [])]).toEqual(numbers.slice(1))

    // Latin-1
    const titles = await silverOf(system, 'mixed', 'D_ICD_DIAGNOSES')
    expect(titles.columns['long_title']?.values).toContain('Morbus Ménière')
  })

  it('trains nothing on an event that comes twice, or on the same bytes dropped again', async () => {
    const before = await system.pipelineWhen('mixed', 'there', () => true)
    const instance = before.tables.CHARTEVENTS?.instanceId

    // the event again
    const blob = await system.lake.stat('bronze/mixed/CHARTEVENTS.csv')
    const event = blobCreatedEvent(
      {
        container: 'bronze',
        name: 'mixed/CHARTEVENTS.csv',
        etag: blob?.etag ?? '',
        bytes: blob?.bytes ?? 0,
        modified: new Date().toISOString(),
        contentType: 'application/octet-stream',
        blobType: 'BlockBlob',
      },
      'http://127.0.0.1:10000/devstoreaccount1',
      'devstoreaccount1',
    )
    const webhook = `${system.baseUrl}/runtime/webhooks/EventGrid?functionName=onBronzeBlob`
    const headers = { 'content-type': 'application/json', 'aeg-event-type': 'Notification' }
    for (let time = 0; time < 2; time += 1) {
      const body = JSON.stringify([event])
      const answer = await fetch(webhook, { method: 'POST', headers, body })
      expect(answer.ok).toBe(true)
    }
    const after = await system.pipelineWhen('mixed', 'there', () => true)
    expect(after.tables.CHARTEVENTS).toEqual(before.tables.CHARTEVENTS)

    // the bytes again, as they were, and compressed under another name
    await system.drop('mixed', {
      'CHARTEVENTS.csv': textOfTable('CHARTEVENTS'),
      'admissions.csv.gz': gzipSync(textOfTable('ADMISSIONS')),
      'SERVICES.csv': textOfTable('SERVICES').replaceAll('\n', '\r\n'),
    })
    const again = await system.pipelineWhen(
      'mixed',
      'promoted again',
      ({ tables, readiness }) =>
        tables.CHARTEVENTS?.instanceId !== instance &&
        tables.ADMISSIONS?.file === 'bronze/mixed/admissions.csv.gz' &&
        readiness.fingerprint !== undefined,
    )
    const { fingerprint } = again.readiness
    expect(fingerprint).toBe(before.readiness.fingerprint)
    await system.instanceEnded(`settle-mixed-${fingerprint}`)
    expect(again.tables.CHARTEVENTS?.rowsOut).toBe(before.tables.CHARTEVENTS?.rowsOut)
    const { runs } = await system.pipelineWhen('mixed', 'there', () => true)
    expect(runs.map(({ runId }) => runId)).toEqual(before.runs.map(({ runId }) => runId))
    expect((await system.api.get('/api/models', versions))?.versions).toHaveLength(1)
  })

  it('waits for a required table that was refused, says why, and trains when it is corrected', async () => {
    const files: Record<string, string> = {
      ...Object.fromEntries(
        TABLES.filter(table => table !== 'CHARTEVENTS' && table !== 'NOTEEVENTS').map(table => [
          `${table}.csv`,
          textOfTable(table),
        ]),
      ),
      'CHARTEVENTS.csv': withoutColumn(textOfTable('CHARTEVENTS'), 'charttime'),
      // line breaks and quotes in text, where MIMIC has them
      'NOTEEVENTS.csv': `${headerOf(textOfTable('NOTEEVENTS'))}1,2,3,2101-01-01,,,Nursing,Report,,,"first line\nsecond, ""quoted""\n\n4,5,6"\n2,2,3,2101-01-02,,,Nursing,Report,,,short\n`,
    }
    await system.drop('blocked', files)
    await system.complete('blocked', files, FEW_TRIALS)

    const blocked = await system.pipelineWhen(
      'blocked',
      'blocked',
      ({ readiness }) => readiness.state === 'blocked',
    )
    const reason = 'bronze/blocked/CHARTEVENTS.csv: column "charttime" is missing'
    expect(blocked.readiness.message).toContain('required, but refused')
    expect(blocked.readiness.message).toContain(reason)
    expect(blocked.tables.CHARTEVENTS).toMatchObject({ state: 'failed' })
    expect(blocked.tables.NOTEEVENTS).toMatchObject({ rowsIn: 2, rowsOut: 2, quarantined: 0 })
    expect(blocked.runs).toEqual([])
    const asked = await fetch(`${system.baseUrl}/api/pipelines/blocked`, { method: 'POST' })
    expect(asked.status).toBe(409)
    expect(await asked.text()).toContain('charttime')

    // corrected, and this time compressed: another name and size than _SUCCESS says
    await system.drop('blocked', { 'CHARTEVENTS.csv.gz': gzipSync(textOfTable('CHARTEVENTS')) })
    const { run, tables } = await system.pipelineWhen('blocked', 'trained', runHasEnded)
    expect(run).toMatchObject({ status: 'Completed', request: FEW_TRIALS, output: { ok: true } })
    expect(tables.CHARTEVENTS?.rowsOut).toBe(rowCount(textOfTable('CHARTEVENTS')))
  })

  it('takes a dataset without _SUCCESS as whole when nothing has come for a while', async () => {
    const files = Object.fromEntries(
      REQUIRED_TABLES.map(table => [`${table.toLowerCase()}.csv`, textOfTable(table)]),
    )
    await system.drop('settling', files)
    const pipeline = await system.pipelineWhen('settling', 'started', ({ run }) => run !== null)
    expect(pipeline.run?.cause).toBe('data')
    expect(pipeline.runs).toHaveLength(1)

    // the default budget is more than this test needs
    const { runId } = pipeline.run ?? { runId: '' }
    const instance = `${system.baseUrl}/runtime/webhooks/durabletask/instances/${runId}`
    const ended = await fetch(`${instance}/terminate?reason=seen`, { method: 'POST' })
    expect(ended.status).toBe(202)
    const terminated = await system.pipelineWhen('settling', 'terminated', runHasEnded)
    expect(terminated.run?.status).toBe('Terminated')
  })

  it('says what is wrong with a _SUCCESS that cannot be read, and goes on when it is corrected', async () => {
    const files = Object.fromEntries(
      REQUIRED_TABLES.map(table => [`${table}.csv`, textOfTable(table)]),
    )
    await system.lake.write('bronze/manifest/_SUCCESS', '{"files": ["PATIENTS.csv"]}')
    await system.drop('manifest', files)
    const blocked = await system.pipelineWhen(
      'manifest',
      'blocked',
      ({ readiness }) => readiness.state === 'blocked',
    )
    expect(blocked.readiness.message).toContain('bronze/manifest/_SUCCESS: expected')
    expect(blocked.runs).toEqual([])

    await system.complete('manifest', files, FEW_TRIALS)
    const { run } = await system.pipelineWhen('manifest', 'trained', runHasEnded)
    expect(run).toMatchObject({ status: 'Completed', output: { ok: true } })
  })
})
