import { describe, expect, it } from 'vitest'
import { versionsBehind } from '../../../web/models/rollBack.ts'

/** Versions in the order in which they were promoted. */
const behind = (...promoted: readonly string[]): readonly string[] =>
  versionsBehind(promoted.toReversed().map(version => ({ version })))

describe('the way back', () => {
  it.each([
    [[], []],
    [['a'], []],
    [['a', 'b'], ['a']],
    [
      ['a', 'b', 'c'],
      ['a', 'b'],
    ],
    // back to b, then back to a: never forth to what was left
    [['a', 'b', 'c', 'b'], ['a']],
    [['a', 'b', 'c', 'b', 'a'], []],
    // back, and another instead
    [['a', 'b', 'a', 'c'], ['a']],
    // forth again, by a promotion
    [['a', 'b', 'a', 'b'], ['a']],
    // at once past b
    [['a', 'b', 'c', 'a'], []],
    // the champion again
    [['a', 'b', 'b'], ['a']],
  ])('after %j leads to %j', (promoted, expected) => {
    expect(behind(...promoted)).toEqual(expected)
  })
})
