import { afterAll, describe, expect, it } from 'vitest'
import { CATALOGUE } from '../../../shared/features/catalogue.ts'
import { seededRandom } from '../../../shared/random.ts'
import { withDuckdb } from '../../../shared/tables/duckdb.ts'
import { buildGold, goldRow, readGold } from '../features/buildGold.ts'
import { temporaryFolder } from '../features/demoSilver.ts'
import { HandMadeSilver } from '../features/handMadeSilver.ts'

const { folder, remove } = temporaryFolder()
afterAll(remove)

interface Reading {
  readonly hours: number
  readonly value: number
}

function mean(of: readonly number[]): number {
  return of.reduce((sum, value) => sum + value, 0) / of.length
}

/** The statistics of distinct times, from their definitions. */
function statistics(readings: readonly Reading[]): Record<string, number | null> {
  const ordered = readings.toSorted((a, b) => a.hours - b.hours)
  const values = ordered.map(({ value }) => value)
  const [first] = values
  const last = values.at(-1)
  if (first === undefined || last === undefined) {
    const none = { min: null, max: null, mean: null, first: null, last: null, count: 0 }
    return { ...none, delta: null, slope: null }
  }
  const times = ordered.map(({ hours }) => hours)
  const centre = mean(times)
  const spread = mean(times.map(time => (time - centre) * (time - centre)))
  const slope = mean(ordered.map(({ hours, value }) => (hours - centre) * value)) / spread
  const isSeries = ordered.length > 1
  return {
    min: Math.min(...values),
    max: Math.max(...values),
    mean: mean(values),
    first,
    last,
    count: values.length,
    delta: isSeries ? last - first : null,
    slope: isSeries ? slope : null,
  }
}

const differs = (a: number | null | undefined, b: number | null | undefined) =>
  a === null || b === null || a === undefined || b === undefined ? a !== b : Math.abs(a - b) > 2e-6

describe('one value within the window that is changed, moved, deleted or inserted', () => {
  it.each([
    { concept: 'heart_rate', item: 211, low: 60, high: 140 },
    { concept: 'lactate', item: 50813, low: 1, high: 9 },
  ])(
    'moves exactly the statistics of $concept that the definitions say',
    async ({ concept, item, low, high }) => {
      const random = seededRandom(3, concept)
      const draw = () => Math.round((low + random.uniform() * (high - low)) * 8) / 8
      const readings = [1, 2, 4, 7, 11, 16, 22].map(hours => ({ hours, value: draw() }))
      const without = (at: number) => readings.filter((_, other) => other !== at)
      const variants: readonly (readonly Reading[])[] = readings.flatMap((reading, at) => [
        [...without(at), { ...reading, value: draw() }],
        [...without(at), { ...reading, hours: reading.hours + 0.5 }],
        [...without(at), { hours: 24, value: reading.value }],
        without(at),
        [...readings, { hours: reading.hours + 0.25, value: draw() }],
        // what comes after the window is as if it were not there
        [...without(at), { ...reading, hours: 24.001 }],
      ])

      const silver = new HandMadeSilver()
      for (const [at, of] of [readings, ...variants].entries()) {
        silver.stay(at + 1)
        for (const { hours, value } of of) {
          if (item > 50_000) silver.lab(at + 1, item, hours, value)
          else silver.chart(at + 1, item, hours, value)
        }
      }
      const gold = await withDuckdb(
        { threads: 1, memoryMiB: 512, temporaryFolder: folder },
        async sql => readGold(await buildGold(sql, await silver.write(sql, folder), folder)),
      )

      const base = goldRow(gold, 1)
      const scores = new Set(
        CATALOGUE.filter(({ sets }) => sets.length === 0).map(({ name }) => name),
      )
      const before = statistics(readings)
      for (const [at, variant] of variants.entries()) {
        const row = goldRow(gold, at + 2)
        const after = statistics(variant.filter(({ hours }) => hours <= 24))
        const moved = CATALOGUE.map(({ name }) => name).filter(
          name => !scores.has(name) && row[name] !== base[name],
        )
        const expected = Object.keys(after).filter(name => differs(before[name], after[name]))
        expect(moved.toSorted()).toEqual(expected.map(name => `${concept}_${name}`).toSorted())
      }
    },
  )
})
