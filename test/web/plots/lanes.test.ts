import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lanesOf } from '../../../web/plots/lanes.ts'

const lasting = fc
  .record({
    group: fc.constantFrom('a', 'b'),
    start: fc.integer({ min: 0, max: 50 }),
    length: fc.integer({ min: 1, max: 20 }),
  })
  .map(({ group, start, length }) => ({ group, start, end: start + length }))

describe('lanesOf', () => {
  it('has nothing overlap in a lane, and as few lanes as there are at once', () => {
    fc.assert(
      fc.property(fc.array(lasting, { maxLength: 40 }), items => {
        const placed = lanesOf(items)
        expect(placed).toHaveLength(items.length)
        for (const { item, lane } of placed) {
          const beside = placed.filter(
            other => other.item !== item && other.item.group === item.group && other.lane === lane,
          )
          expect(
            beside.every(({ item: { start, end } }) => end <= item.start || start >= item.end),
          ).toBe(true)
        }
        for (const group of ['a', 'b']) {
          const members = items.filter(item => item.group === group)
          const most = Math.max(
            0,
            ...members.map(
              ({ start }) => members.filter(item => item.start <= start && start < item.end).length,
            ),
          )
          const lanes = placed.filter(({ item }) => item.group === group).map(({ lane }) => lane)
          expect(new Set(lanes).size).toBe(most)
        }
      }),
    )
  })
})
