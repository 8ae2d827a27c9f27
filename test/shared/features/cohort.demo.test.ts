import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { selectCohort } from '../../../shared/features/cohort.ts'
import { buildIcustayDetail } from '../../../shared/features/icustayDetail.ts'
import { withDuckdb } from '../../../shared/tables/duckdb.ts'
import type { Sql } from '../../../shared/tables/sql.ts'
import { demoMissing, temporaryFolder, writeDemoSilver } from './demoSilver.ts'

const { folder, remove } = temporaryFolder()
const at = (name: string) => join(folder, name)
const duckdb = <T>(work: (sql: Sql) => Promise<T>) =>
  withDuckdb({ threads: 1, memoryMiB: 512, temporaryFolder: folder }, work)

afterAll(remove)

describe.skipIf(demoMissing)('the cohort of the MIMIC-III demo', () => {
  beforeAll(async () => {
    await duckdb(async sql => {
      await writeDemoSilver(sql, folder)
      await buildIcustayDetail(
        sql,
        {
          patients: [at('patients.parquet')],
          admissions: [at('admissions.parquet')],
          icustays: [at('icustays.parquet')],
          services: [at('services.parquet')],
        },
        at('icustay_detail.parquet'),
      )
    })
  }, 60_000)

  it('loses stays step by step as counted with pandas', async () => {
    const attrition = await duckdb(sql =>
      selectCohort(
        sql,
        at('icustay_detail.parquet'),
        { predictionHours: 24, gapHours: 0 },
        at('cohort.parquet'),
      ),
    )
    expect(attrition.map(step => [step.stays, step.positives, step.patients])).toEqual([
      [136, 46, 100],
      [135, 46, 99],
      [128, 40, 99],
      [107, 31, 81],
      [105, 29, 79],
    ])
  })

  it('leaves out who dies or leaves the ICU within the gap', async () => {
    const attrition = await duckdb(sql =>
      selectCohort(
        sql,
        at('icustay_detail.parquet'),
        { predictionHours: 24, gapHours: 6 },
        at('gap.parquet'),
      ),
    )
    expect(attrition.at(-1)).toEqual({
      step: 'In the ICU and alive 6 h after that',
      stays: 95,
      positives: 27,
      patients: 70,
    })
  })
})
