import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { inspectParquet } from '../../../shared/compute/scoringTasks.ts'
import { withDuckdb } from '../../../shared/tables/duckdb.ts'
import { literal } from '../../../shared/tables/sql.ts'
import { temporaryFolder } from '../features/demoSilver.ts'

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
