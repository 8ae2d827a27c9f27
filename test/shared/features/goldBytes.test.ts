import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { GOLD_STORAGE } from '../../../shared/features/catalogue.ts'
import { withDuckdb } from '../../../shared/tables/duckdb.ts'
import { readFrame, writeFrame } from '../../../shared/tables/parquetFrame.ts'
import type { Sql } from '../../../shared/tables/sql.ts'
import { buildGold, readGold } from './buildGold.ts'
import { type SilverTable, temporaryFolder, writeSilver } from './demoSilver.ts'
import { HandMadeSilver, hour } from './handMadeSilver.ts'

const { folder, remove } = temporaryFolder()
const duckdb = <T>(work: (sql: Sql) => Promise<T>) =>
  withDuckdb({ threads: 1, memoryMiB: 512, temporaryFolder: folder }, work)

afterAll(remove)

describe('gold as a file', () => {
  it('reads back as it was written, ids as whole numbers', async () => {
    const silver = new HandMadeSilver()
    silver.stay(1)
    silver.chart(1, 211, 1, 60)
    silver.stay(2)
    const gold = await duckdb(async sql =>
      readGold(await buildGold(sql, await silver.write(sql, folder), folder)),
    )
    const bytes = await writeFrame(gold, { storage: GOLD_STORAGE })
    expect(await readFrame(bytes)).toEqual(gold)
  })
})

describe('the bytes of gold', () => {
  // few times and items, so that many readings of one concept meet, at its last time above all
  const times = fc.constantFrom(-1, 1, 2, 24, 25)
  const event = fc.oneof(
    fc.record({
      table: fc.constant('chartevents' as const),
      itemid: fc.constantFrom(211, 220045, 678, 3420, 184, 723, 763, 445),
      hours: times,
      number: upTo(120),
    }),
    fc.record({
      table: fc.constant('labevents' as const),
      itemid: fc.constantFrom(50971, 50822, 50821, 50816),
      hours: times,
      number: upTo(100),
    }),
    fc.record({
      table: fc.constant('outputevents' as const),
      itemid: fc.constantFrom(226559, 227489, 227488),
      hours: times,
      number: upTo(900),
    }),
    fc.record({
      table: fc.constant('inputevents_cv' as const),
      itemid: fc.constantFrom(30047, 30120, 30043),
      hours: times,
      number: upTo(30),
    }),
  )
  /** Each event with the part it is dealt to, and its place among the rows there. */
  const dealt = fc.array(
    fc.tuple(event, fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 999 })),
    { minLength: 100, maxLength: 200 },
  )

  it('do not depend on the order of rows, nor on the parts they come in, nor on the order of parts', async () => {
    await fc.assert(
      fc.asyncProperty(dealt, async rows => {
        const silver = new HandMadeSilver()
        silver.stay(1)
        silver.lab(1, 50800, 2, null, { value: 'ART' })
        silver.lab(1, 50800, 24, null, { value: 'ART' })
        const places: Partial<Record<SilverTable, (readonly [part: number, place: number])[]>> = {}
        for (const [{ table, itemid, hours, number }, part, place] of rows) {
          if (table === 'chartevents') silver.chart(1, itemid, hours, number)
          if (table === 'labevents') silver.lab(1, itemid, hours, number)
          if (table === 'outputevents') silver.output(1, itemid, hours, number)
          if (table === 'inputevents_cv') {
            const given = { icustay_id: 1, itemid, charttime: hour(hours), rate: number }
            silver.add(table, given)
          }
          places[table] = [...(places[table] ?? []), [part, place]]
        }

        await duckdb(async sql => {
          const whole = await silver.write(sql, folder)
          const once = readFileSync(await buildGold(sql, whole, folder))
          const cut = { ...whole }
          for (const table of [
            'chartevents',
            'labevents',
            'outputevents',
            'inputevents_cv',
          ] as const) {
            const dealtRows = (silver.rows[table] ?? []).map((row, at) => {
              const [part, place] = places[table]?.[at] ?? [0, 0]
              return { row, part, place }
            })
            const parts = [3, 1, 0, 2].map(part =>
              dealtRows
                .filter(dealtRow => dealtRow.part === part)
                .toSorted((a, b) => a.place - b.place)
                .map(({ row }) => row),
            )
            cut[table] = []
            for (const [part, partRows] of parts.entries()) {
              const file = `${folder}/part_${table}_${part}.parquet`
              await writeSilver(sql, table, partRows, file)
              cut[table] = [...cut[table], file]
            }
          }
          const again = readFileSync(await buildGold(sql, cut, folder))
          expect(again.equals(once)).toBe(true)
        })
      }),
      // shrinking would build gold hundreds of times
      { numRuns: 5, endOnFailure: true },
    )
  })
})

/** Numbers whose sums would depend on the order, and odd ones. */
function upTo(max: number): fc.Arbitrary<number> {
  return fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 0, max: max * 1000 }).map(value => value / 1000) },
    { weight: 1, arbitrary: fc.double({ min: 0, max, noNaN: true }) },
  )
}
