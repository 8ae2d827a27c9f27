import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GOLD_STEPS } from '../../../shared/compute/goldSteps.ts'
import { proveNoLeak } from '../../../shared/leakage/proof.ts'
import type { SilverFiles } from '../../../shared/leakage/rebuildGold.ts'
import { withDuckdb } from '../../../shared/tables/duckdb.ts'
import type { Sql } from '../../../shared/tables/sql.ts'
import {
  demoMissing,
  SILVER_TABLES,
  temporaryFolder,
  writeDemoSilver,
} from '../features/demoSilver.ts'

/** For a machine that is busy with other things. */
const SLOW_MS = 180_000

const { folder, remove } = temporaryFolder()
const duckdb = <T>(work: (sql: Sql) => Promise<T>) =>
  withDuckdb({ threads: 1, memoryMiB: 512, temporaryFolder: folder }, work)
const silver: SilverFiles = Object.fromEntries(
  SILVER_TABLES.map(table => [table.toUpperCase(), [`${folder}/${table}.parquet`]]),
)

afterAll(remove)

describe.skipIf(demoMissing)('mutations of the MIMIC-III demo', () => {
  beforeAll(() => duckdb(async sql => writeDemoSilver(sql, folder)), SLOW_MS)

  it.each([
    { predictionHours: 24, gapHours: 0, availability: 'charttime' },
    { predictionHours: 24, gapHours: 6, availability: 'storetime' },
    { predictionHours: 6, gapHours: 0, availability: 'charttime' },
  ] as const)(
    'move no feature of the future, and of the window its own: $predictionHours h, gap $gapHours h, $availability',
    async request => {
      const proof = await duckdb(sql =>
        proveNoLeak(sql, GOLD_STEPS, {
          silver,
          request,
          futureMutations: 500,
          windowMutations: 200,
          mostRounds: 20,
          seed: 20010101,
          prefix: `${folder}/proof`,
        }),
      )
      expect(proof.future.moved).toEqual([])
      expect(proof.future.leftCohort).toBe(0)
      expect(proof.future.mutations).toBeGreaterThanOrEqual(400)
      expect(proof.window.moved).toEqual([])
      expect(proof.window.exact).toBe(proof.window.mutations)
    },
    SLOW_MS,
  )
})
