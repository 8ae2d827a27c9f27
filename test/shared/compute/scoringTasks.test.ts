import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { inspectParquet, observePerformance } from '../../../shared/compute/scoringTasks.ts'
import { serialiseArtifact } from '../../../shared/registry/serialiseArtifact.ts'
import { withDuckdb } from '../../../shared/tables/duckdb.ts'
import { writeFrame } from '../../../shared/tables/parquetFrame.ts'
import { literal } from '../../../shared/tables/sql.ts'
import { temporaryFolder } from '../features/demoSilver.ts'
import { logisticArtifact } from '../serving/sampleModels.ts'

const { folder, remove } = temporaryFolder()
afterAll(remove)

async function inspected(select: string) {
  const file = join(folder, 'scoring.parquet')
  await withDuckdb({ threads: 1, memoryMiB: 256, temporaryFolder: folder }, async sql => {
    await sql.run(`COPY (${select}) TO ${literal(file)} (FORMAT parquet)`)
  })
  return await inspectParquet(file)
}

describe('a Parquet file that is to be scored', () => {
  it('may hold whole numbers, decimals, flags and texts, in any order and letter case', async () => {
    const found =
      await inspected(`SELECT 'F' AS "Gender", 71::BIGINT AS AGE, 4::DECIMAL(9, 2) AS lactate_max,
      true AS mech_vent_any, NULL::VARCHAR AS id, 1::TINYINT AS hospital_expire_flag, 3::FLOAT AS bun_max`)
    expect(found).toEqual({
      columns: [
        'gender',
        'age',
        'lactate_max',
        'mech_vent_any',
        'id',
        'hospital_expire_flag',
        'bun_max',
      ],
      rowGroups: [1],
      problem: undefined,
    })
  })

  it('names the first columns of wrong types where there are many', async () => {
    const times = Array.from({ length: 1_000 }, (_, at) => `DATE '1970-01-05' AS time_${at}`)
    const { problem = '' } = await inspected(`SELECT ${times.join(', ')}`)
    expect(problem).toContain('column "time_19" has the type Date; and 980 more: columns must')
    expect(problem.length).toBeLessThan(4_000)
  })

  it.each([
    ["DATE '1970-01-05' AS age", 'column "age" has the type Date'],
    ["TIMESTAMP '1970-01-01' AS lactate_max", 'column "lactate_max" has the type Timestamp'],
    ['[1, 2] AS age', 'column "age" has the type List'],
    ['uuid() AS id, 70 AS age', 'column "id" has the type'],
  ])(
    'is refused for the types of its columns before any row is read: %s',
    async (select, reason) => {
      const { problem } = await inspected(`SELECT ${select}`)
      expect(problem).toContain(reason)
      expect(problem).toContain('must hold numbers, flags or texts')
    },
  )
})

function numbers(values: readonly number[]) {
  return { kind: 'number' as const, values: Float64Array.from(values) }
}

async function partOf(name: string, labels: readonly number[], probabilities: readonly number[]) {
  const file = join(folder, name)
  const columns = { probability: numbers(probabilities), hospital_expire_flag: numbers(labels) }
  await writeFile(file, await writeFrame({ rows: labels.length, columns }))
  return file
}

describe('the outcomes that a scored file holds', () => {
  const model = {
    version: '0123456789ab',
    bytes: new TextEncoder().encode(serialiseArtifact({ ...logisticArtifact(), threshold: 0.3 })),
  }
  it('tell over all its parts what its predictions were worth; rows without one do not count', async () => {
    const parts = [
      await partOf('first.parquet', [0, 1, Number.NaN], [0.1, 0.9, 0.5]),
      await partOf('second.parquet', [1, 0], [0.2, 0.6]),
    ]
    const found = await observePerformance({ parts, model })
    // of the four pairs of a death and a survivor three are ranked right
    expect(found).toMatchObject({ outcomes: 4, deaths: 2, threshold: 0.3, auroc: { value: 0.75 } })
    expect(found?.brier?.value).toBeCloseTo((0.01 + 0.01 + 0.64 + 0.36) / 4, 12)
    expect(found?.accuracy?.value).toBe(0.5)
  })

  it('are none where no row has one', async () => {
    const parts = [await partOf('unknown.parquet', [Number.NaN], [0.5])]
    expect(await observePerformance({ parts, model })).toBeNull()
    expect(await observePerformance({ parts: [], model })).toBeNull()
  })
})
