import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Promotion } from '../../shared/contracts/promotion.ts'
import { promotionOf } from '../../shared/datasets/promotions.ts'
import { silverTable } from '../../shared/storage/paths.ts'
import { readDelta } from '../../shared/tables/delta.ts'
import { type RunningSystem, runSystem } from './runningSystem.ts'

/** Where ranges are cut: RANGE_MIB as small as it may be. */
const RANGE_BYTES = 64 * 1024 * 1024

/** Where activities put temporary files. */
const temporary = mkdtempSync(join(tmpdir(), 'promotion-test-'))
let system: RunningSystem
beforeAll(async () => {
  const settings = { RANGE_MIB: '64', TEMPORARY_FOLDER: temporary, SETTLE_SECONDS: '3600' }
  system = await runSystem({ settings })
})
afterAll(async () => {
  await system?.stop()
  rmSync(temporary, { recursive: true, force: true })
})

const HEADER = 'row_id,subject_id,hadm_id,transfertime,prev_service,curr_service\n'
const LETTERS = 'abcdefghijklmnopqrstuvwxyz'.repeat(40)

/** Rows of about 1 KB, numbered from `first`, of about `bytes` in all. */
function rows(first: number, bytes: number): string {
  const lines: string[] = []
  for (let id = first, size = 0; size < bytes; id++) {
    const line = `${id},7,100,2150-01-02,,${LETTERS.slice(id % 40)}\n`
    lines.push(line)
    size += line.length
  }
  return lines.join('')
}

const countLines = (text: string): number => text.split('\n').length - 1

/** Drops a file, waits until it is in silver, and looks at what is there then. */
async function promoted(
  dataset: string,
  name: string,
  content: Uint8Array | string,
): Promise<{
  promotion: Promotion
  parts: readonly (number | undefined)[]
  quarantined: string[]
}> {
  await system.drop(dataset, { [name]: content })
  await system.pipelineWhen(
    dataset,
    'promoted',
    ({ tables }) => tables.SERVICES?.state === 'promoted',
  )
  const promotion = await promotionOf(system.rows, dataset, 'SERVICES')
  if (promotion === undefined) throw new Error('a promotion without a row')
  await system.instanceEnded(promotion.instanceId)

  const table = silverTable(dataset, 'SERVICES')
  const { files } = await readDelta(system.lake, table)
  const quarantined: string[] = []
  for await (const { path } of system.lake.list(`quarantine/${dataset}/services/`)) {
    const text = Buffer.from(await system.lake.read(path)).toString('latin1')
    quarantined.push(...text.trimEnd().split('\n').slice(1))
  }
  // only counts and names have crossed the queue
  const history = `${system.baseUrl}/runtime/webhooks/durabletask/instances/${promotion.instanceId}?showHistory=true&showHistoryOutput=true`
  expect((await (await fetch(history)).text()).length).toBeLessThan(20_000)

  // nothing else is left in silver, and nothing at all on disk
  const found: string[] = []
  for await (const { path } of system.lake.list(table)) {
    if (path.endsWith('.parquet')) found.push(path.slice(table.length))
  }
  expect(found.sort()).toEqual(files.map(({ path }) => path).sort())
  expect(readdirSync(temporary)).toEqual([])
  return { promotion, parts: files.map(file => file.rows), quarantined }
}

describe('a file larger than a range', () => {
  it('is converted in ranges, and loses rows whose row_id an earlier range has', async () => {
    const first = rows(1, RANGE_BYTES + 1000)
    const again = rows(40, 5000)
    const csv = HEADER + first + again + rows(1_000_000, 1000)
    const { promotion, parts, quarantined } = await promoted('ranges', 'SERVICES.csv', csv)
    const repeated = countLines(again)
    expect(promotion).toMatchObject({
      rowsIn: countLines(csv) - 1,
      rowsOut: countLines(csv) - 1 - repeated,
      quarantined: repeated,
      notes: [`${repeated} rows refused: row_id is that of an earlier row`],
    })
    expect(parts).toHaveLength(2)
    expect(quarantined.map(line => /"(\d+),7,100/.exec(line)?.[1])).toEqual(
      Array.from({ length: repeated }, (_, i) => String(40 + i)),
    )
  })

  it('is converted whole, in parts, where a quoted field lies across the end of a range, and says so', async () => {
    const before = HEADER + rows(1, RANGE_BYTES - 300_000)
    const lines = 'a line of many\n'.repeat(40_000)
    const across = `1000000,7,100,2150-01-02,,"${lines}"\n`
    const csv = before + across + rows(2_000_000, RANGE_BYTES / 8)
    const { promotion, parts, quarantined } = await promoted('across', 'SERVICES.csv', csv)
    const expected = countLines(csv) - 1 - countLines(lines)
    expect(promotion).toMatchObject({ rowsIn: expected, rowsOut: expected, quarantined: 0 })
    expect(promotion.notes).toEqual([expect.stringMatching(/^a quoted field .* converted whole/)])
    expect(parts).toHaveLength(2)
    expect(quarantined).toEqual([])
  })

  it('goes through as a gzip, in parts, to the same content', async () => {
    const csv = HEADER + rows(1, 2.2 * RANGE_BYTES)
    const plain = await promoted('plain', 'services.csv', csv)
    const { promotion, parts } = await promoted('gzip', 'SERVICES.csv.gz', gzipSync(csv))
    expect(parts).toHaveLength(3)
    expect(promotion.contentHash).toBe(plain.promotion.contentHash)
    expect(promotion).toMatchObject({ rowsIn: countLines(csv) - 1, quarantined: 0, notes: [] })
  })

  it('leaves nothing behind where it is refused in the middle', async () => {
    const gzip = gzipSync(HEADER + rows(1, 1.5 * RANGE_BYTES), { level: 1 })
    await system.drop('damaged', { 'SERVICES.csv.gz': gzip.subarray(0, gzip.length - 1000) })
    const { tables } = await system.pipelineWhen(
      'damaged',
      'refused',
      pipeline => pipeline.tables.SERVICES?.state === 'failed',
    )
    expect(tables.SERVICES?.reason).toContain('the gzip ends before its end')
    const silver: string[] = []
    for await (const { path } of system.lake.list('silver/damaged/')) silver.push(path)
    expect(silver).toEqual([])
    expect(readdirSync(temporary)).toEqual([])
  })
})
