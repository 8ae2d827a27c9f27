import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { predictHandler } from '../../../functions/triggers/predict.ts'
import { closeWorkers } from '../../../shared/compute/pool.ts'
import type { Availability } from '../../../shared/contracts/training.ts'
import { parseStayRequest } from '../../../shared/serving/stayRequest.ts'
import { stayTable } from '../../../shared/serving/stayTable.ts'
import type { Frame } from '../../../shared/tables/frame.ts'
import type { Sql } from '../../../shared/tables/sql.ts'
import { call, withChampion } from '../../functions/triggers/servingSample.ts'
import { goldRow, type Silver } from '../features/buildGold.ts'
import { demoMissing, SILVER_TABLES, writeDemoSilver } from '../features/demoSilver.ts'
import { madeUpSilver } from '../leakage/madeUpSilver.ts'
import { logisticArtifact, servedWithCatalogue } from './sampleModels.ts'
import { sentStay } from './sentStay.ts'
import { type SilverStays, silverStays } from './silverStays.ts'

/** For a machine that is busy with other things. */
const SLOW_MS = 600_000

afterAll(closeWorkers, SLOW_MS)

describe.each([
  ['charttime', 24],
  ['storetime', 8],
] as const)('a stay of made-up silver, by %s', (used, patients) => {
  parity(async (sql, folder) => await madeUpSilver(patients, 7).write(sql, folder), patients, used)
})

describe.skipIf(demoMissing)('a stay of the MIMIC-III demo', () => {
  parity(async (sql, folder) => {
    await writeDemoSilver(sql, folder)
    return Object.fromEntries(
      SILVER_TABLES.map(table => [table, [`${folder}/${table}.parquet`]]),
    ) as Silver
  }, 105)
})

function parity(
  write: (sql: Sql, folder: string) => Promise<Silver>,
  leastStays: number,
  availability: Availability = 'charttime',
): void {
  let opened: SilverStays

  beforeAll(async () => {
    opened = await silverStays(write, availability)
  }, SLOW_MS)

  afterAll(() => opened.close(), SLOW_MS)

  it(
    'has, sent raw by other dates and ids, the features of its row of gold, to the bit',
    async () => {
      const { sql, silver, gold, stays } = opened
      const model = servedWithCatalogue(logisticArtifact({ availability }))
      const names = model.features.map(({ name }) => name)
      expect(stays.length).toBeGreaterThanOrEqual(leastStays)
      for (const stay of stays) {
        const body = { stay: await sentStay(sql, silver, stay) }
        const { frame } = await stayTable(parseStayRequest(body), model)
        const expected = goldRow(gold, stay)
        expect(named(frame, names)).toEqual(
          Object.fromEntries(names.map(name => [name, expected[name]])),
        )
      }
    },
    SLOW_MS,
  )

  it(
    'gets the probability of its row of gold',
    async () => {
      const { sql, silver, gold, stays } = opened
      const artifact = logisticArtifact({ availability })
      const handler = predictHandler(async () => champion)
      const champion = await withChampion(artifact)
      for (const stay of stays) {
        const row = goldRow(gold, stay)
        const features = Object.fromEntries(artifact.features.map(({ name }) => [name, row[name]]))
        const byRow = await call(handler, { body: { features } })
        const raw = await call(handler, { body: { stay: await sentStay(sql, silver, stay) } })
        expect(raw.status).toBe(200)
        const [expected] = byRow.json.predictions
        const [found] = raw.json.predictions
        expect(found?.probability).toBe(expected?.probability)
        expect(found?.contributions).toEqual(expected?.contributions)
      }
    },
    SLOW_MS,
  )
}

describe('rows that do not say when they were stored', () => {
  const rows = [1, 2].map(hours => ({
    itemid: 211,
    charttime: `2130-02-04 1${hours}:00:00`,
    valuenum: 70 + hours,
  }))
  it(
    'count in a model by the time of storage, unless the time is said to be unknown or is too late',
    async () => {
      expect(await heartRates(rows)).toBe(2)
      const [first = {}, second = {}] = rows
      expect(await heartRates([first, { ...second, storetime: null }])).toBe(1)
      expect(await heartRates([first, { ...second, storetime: '2130-02-05 10:00:01' }])).toBe(1)
      expect(await heartRates([first, { ...second, storetime: '2130-02-05 10:00:00' }])).toBe(2)
    },
    SLOW_MS,
  )
})

/** Heart rates that count of a stay in a model by the time of storage. */
async function heartRates(chartevents: readonly object[]): Promise<unknown> {
  const model = servedWithCatalogue(logisticArtifact({ availability: 'storetime' }))
  const icustay = { intime: '2130-02-04 10:00:00' }
  const { frame } = await stayTable(parseStayRequest({ stay: { icustay, chartevents } }), model)
  return frame.columns['heart_rate_count']?.values[0]
}

function named(frame: Frame, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.map(name => {
      const cell = frame.columns[name]?.values[0] ?? null
      return [name, typeof cell === 'number' && Number.isNaN(cell) ? null : cell]
    }),
  )
}
