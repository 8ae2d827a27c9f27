import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readChartSource } from '../../../bench/data/chartSource.ts'
import { writeCopies } from '../../../bench/data/growChartevents.ts'
import { secondsOf } from '../../../bench/data/peerReport.ts'
import { duckdbCopy, pandas } from '../../../bench/data/peers.ts'
import { missingModules } from '../../../bench/peerProcess.ts'

const withoutPandas = await missingModules(['pandas'])
if (withoutPandas !== undefined) console.log(`the pandas peer is skipped: ${withoutPandas}`)

// their times are for the benchmark; here, that they do their work on each row and leave nothing behind
describe('the peers', () => {
  let folder = ''
  let file = ''
  let rows = 0
  const signal = new AbortController().signal
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bench-peers-'))
    file = join(folder, 'CHARTEVENTS.csv')
    const { chart } = await readChartSource(join(folder, 'no demo'), 20)
    rows = (await writeCopies(chart, 2, file)).rows
  })
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true })
  })

  it('copy every row with raw DuckDB', async () => {
    const report = await duckdbCopy(file, { folder, signal })
    expect(report.rows).toBe(rows)
    expect(Object.keys(report.steps)).toEqual(['copy'])
    expect(secondsOf(report)).toBeGreaterThan(0)
    expect(await readdir(folder)).toEqual(['CHARTEVENTS.csv'])
  })

  it.skipIf(withoutPandas !== undefined)('read every row with pandas', async () => {
    const report = await pandas(file, { folder, signal })
    expect(report.rows).toBe(rows)
    expect(Object.keys(report.steps)).toEqual([
      'hash',
      'read_csv',
      'quality',
      expect.stringMatching(/^to_(parquet|pickle)$/),
    ])
    expect(report.notes[0]).toMatch(/^pandas \d/)
    expect(await readdir(folder)).toEqual(['CHARTEVENTS.csv'])
  })

  it('end when they are told to', async () => {
    const ended = new AbortController()
    const running = duckdbCopy(file, { folder, signal: ended.signal })
    ended.abort()
    await expect(running).rejects.toThrow('abort')
  })
})
