import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { predictHandler } from '../../../functions/triggers/predict.ts'
import { closeWorkers } from '../../../shared/compute/pool.ts'
import { CATALOGUE, SCORE_NAMES } from '../../../shared/features/catalogue.ts'
import type { ServedModel } from '../../../shared/serving/servedModel.ts'
import { parseStayRequest } from '../../../shared/serving/stayRequest.ts'
import { stayTable } from '../../../shared/serving/stayTable.ts'
import { type Duckdb, openDuckdb } from '../../../shared/tables/duckdb.ts'
import type { Frame } from '../../../shared/tables/frame.ts'
import { call, withChampion } from '../../functions/triggers/servingSample.ts'
import { buildGold, goldRow, readGold, type Silver } from '../features/buildGold.ts'
import {
  demoMissing,
  SILVER_TABLES,
  temporaryFolder,
  writeDemoSilver,
} from '../features/demoSilver.ts'
import { madeUpSilver } from '../leakage/madeUpSilver.ts'
import { logisticArtifact, served } from './sampleModels.ts'
import { sentStay } from './sentStay.ts'

/** For a machine that is busy with other things. */
const SLOW_MS = 600_000

/** What a model may use: all of the catalogue that is known when the prediction is made. */
const FEATURES = CATALOGUE.filter(
  ({ name, knownWhen }) => knownWhen !== 'discharge' && !SCORE_NAMES.has(name),
)

afterAll(closeWorkers)

describe('a stay of made-up silver', () => {
  parity(async (sql, folder) => await madeUpSilver(24, 7).write(sql, folder), 24)
})

describe.skipIf(demoMissing)('a stay of the MIMIC-III demo', () => {
  parity(async (sql, folder) => {
    await writeDemoSilver(sql, folder)
    return Object.fromEntries(
      SILVER_TABLES.map(table => [table, [`${folder}/${table}.parquet`]]),
    ) as Silver
  }, 105)
})

function parity(write: (sql: Duckdb, folder: string) => Promise<Silver>, leastStays: number): void {
  const { folder, remove } = temporaryFolder()
  let sql: Duckdb
  let silver: Silver
  let gold: Frame
  let stays: readonly number[]

  beforeAll(async () => {
    sql = await openDuckdb({ threads: 1, memoryMiB: 768, temporaryFolder: folder })
    silver = await write(sql, folder)
    gold = await readGold(await buildGold(sql, silver, folder))
    const ids = gold.columns['icustay_id']
    stays = ids?.kind === 'number' ? [...ids.values] : []
  }, SLOW_MS)

  afterAll(() => {
    sql.close()
    remove()
  })

  it(
    'has, sent raw by other dates and ids, the features of its row of gold, to the bit',
    async () => {
      const model: ServedModel = {
        ...served(logisticArtifact()),
        features: FEATURES.map(feature => ({
          ...feature,
          levels: [],
          training: { missing: 0, fill: null },
        })),
      }
      expect(stays.length).toBeGreaterThanOrEqual(leastStays)
      for (const stay of stays) {
        const body = { stay: await sentStay(sql, silver, stay) }
        const { frame } = await stayTable(parseStayRequest(body), model)
        const expected = goldRow(gold, stay)
        const names = FEATURES.map(({ name }) => name)
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
      const artifact = logisticArtifact()
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

function named(frame: Frame, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.map(name => {
      const cell = frame.columns[name]?.values[0] ?? null
      return [name, typeof cell === 'number' && Number.isNaN(cell) ? null : cell]
    }),
  )
}
