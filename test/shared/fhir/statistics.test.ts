import { tmpdir } from 'node:os'
import { expect, it } from 'vitest'
import { measurementsCte } from '../../../shared/features/aggregate.ts'
import type { Reading } from '../../../shared/fhir/readings.ts'
import { gcsTotals, statisticsOf } from '../../../shared/fhir/statistics.ts'
import { seededRandom } from '../../../shared/random.ts'
import { withDuckdb } from '../../../shared/tables/duckdb.ts'

const PLAIN = ['heart_rate', 'temp_c', 'creatinine', 'weight']
const GCS = { gcs_eye: 4, gcs_verbal: 5, gcs_motor: 6 }
const STAYS = 60

/** Some readings, many of them at one time, as charts have them. */
function madeUpReadings(stay: number): Reading[] {
  const random = seededRandom(1, stay)
  const someTime = () => random.int(40) * 36 * 60_000 + random.int(2)
  const plain = PLAIN.flatMap(concept =>
    Array.from({ length: random.int(9) }, () => ({
      concept,
      value: Math.round(random.uniform() * 2e8) / 1e6,
      offset: someTime(),
      observation: undefined,
    })),
  )
  const parts = Object.entries(GCS).flatMap(([concept, most]) =>
    Array.from({ length: random.int(7) }, () => ({
      concept,
      value: 1 + random.int(most),
      offset: someTime(),
      observation: undefined,
    })),
  )
  return [...plain, ...parts]
}

it('are what gold makes of the same readings', async () => {
  const stays = Array.from({ length: STAYS }, (_, stay) => madeUpReadings(stay))
  const rows = stays.flatMap((readings, stay) =>
    readings.map(
      ({ concept, value, offset }) =>
        `(${stay}, '${concept}', 'value', ${offset * 1000}, ${Math.round(value * 1e6)})`,
    ),
  )
  const gold = await withDuckdb(
    { threads: 1, memoryMiB: 256, temporaryFolder: tmpdir() },
    async sql => {
      await sql.run(
        `CREATE TABLE events (icustay_id BIGINT, concept VARCHAR, kind VARCHAR, offset_us BIGINT, micros BIGINT);
         INSERT INTO events VALUES ${rows.join(', ')}`,
      )
      return await sql.rows(`WITH ${measurementsCte()} SELECT * FROM measurements`)
    },
  )

  expect(gold.length).toBeGreaterThan(STAYS / 2)
  for (const { icustay_id, ...columns } of gold) {
    const readings = stays[Number(icustay_id)] ?? []
    const ours: Record<string, number> = statisticsOf('gcs', gcsTotals(readings))
    for (const concept of [...PLAIN, ...Object.keys(GCS)]) {
      Object.assign(
        ours,
        statisticsOf(
          concept,
          readings.filter(reading => reading.concept === concept),
        ),
      )
    }
    const known = Object.entries(columns).filter(([, value]) => value !== null)
    expect(Object.keys(ours).sort()).toEqual(known.map(([name]) => name).sort())
    for (const [name, value] of known) expect(ours[name]).toBeCloseTo(Number(value), 5)
  }
})

function at(concept: string, value: number, offset: number): Reading {
  return { concept, value, offset, observation: undefined }
}

it('takes a charted total of the coma scale before its parts', () => {
  const readings = [at('gcs', 7, 0), at('gcs_eye', 4, 0), at('gcs_eye', 3, 3_600_000)]
  expect(statisticsOf('gcs', gcsTotals(readings))).toMatchObject({
    gcs_min: 7,
    gcs_max: 14,
    gcs_count: 2,
  })
})
