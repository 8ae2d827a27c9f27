import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decodeRowIds,
  encodeRowIds,
  findRepeatedIds,
  overlaps,
} from '../../../shared/tables/rowIdFile.ts'
import { RowIds } from '../../../shared/tables/rowIds.ts'

const id = fc.oneof(
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  fc.integer({ min: 0, max: 50 }),
)

function rowIds(ids: readonly number[]): RowIds {
  const set = new RowIds()
  for (const one of ids) set.add(one)
  return set
}

describe('encodeRowIds', () => {
  it('keeps any set of ids', () => {
    fc.assert(
      fc.property(fc.array(id), ids => {
        const decoded = [...decodeRowIds(encodeRowIds(rowIds(ids)))]
        expect(decoded).toHaveLength(new Set(ids).size)
        expect(new Set(decoded)).toEqual(new Set(ids))
      }),
    )
  })

  it('takes next to nothing for ids in a row, and less than a third of 8 bytes for ids far apart', () => {
    const inARow = Array.from({ length: 100_000 }, (_, i) => 5_000_000 + i)
    const farApart = Array.from({ length: 100_000 }, (_, i) => i * 130 + ((i * i) % 101))
    expect(encodeRowIds(rowIds(inARow)).length).toBeLessThan(1000)
    expect(encodeRowIds(rowIds(farApart)).length).toBeLessThan(250_000)
  })
})

async function* encoded(ranges: readonly (readonly number[])[]): AsyncGenerator<Uint8Array> {
  for (const ids of ranges) yield encodeRowIds(rowIds(ids))
}

describe('findRepeatedIds', () => {
  it('finds in each range the ids that an earlier one has, and no others', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(id), { maxLength: 8 }), async ranges => {
        const found = new Map<number, ReadonlySet<number>>()
        await findRepeatedIds(encoded(ranges), async (place, ids) => {
          found.set(place, new Set(decodeRowIds(ids)))
        })
        const expected = ranges.map((ids, place) => {
          const earlier = new Set(ranges.slice(0, place).flat())
          return new Set(ids.filter(one => earlier.has(one)))
        })
        expected.forEach((ids, place) => {
          expect(found.get(place) ?? new Set()).toEqual(ids)
        })
      }),
    )
  })
})

const span = (min: number, max: number) => ({ nulls: 0, min, max })

describe('overlaps', () => {
  it('is said of ranges that could share an id, in whatever order they come', () => {
    expect(overlaps([span(1, 5), span(6, 9), span(10, 20)])).toBe(false)
    expect(overlaps([span(10, 20), span(1, 5), span(6, 9)])).toBe(false)
    expect(overlaps([span(10, 20), span(1, 5), span(5, 9)])).toBe(true)
    expect(overlaps([span(1, 100), span(40, 50)])).toBe(true)
    // a range without rows
    expect(overlaps([span(1, 5), { nulls: 0 }, undefined])).toBe(false)
  })
})
