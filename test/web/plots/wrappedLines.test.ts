import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wrappedLines } from '../../../web/plots/wrappedLines.ts'

describe('wrappedLines', () => {
  it('breaks between words, and into no more lines than the width needs', () => {
    expect(wrappedLines('First ICU stay of the admission', 400)).toEqual([
      'First ICU stay of the admission',
    ])
    const narrow = wrappedLines('First ICU stay of the admission', 120)
    expect(narrow.length).toBeGreaterThan(1)
    expect(narrow.join(' ')).toBe('First ICU stay of the admission')
  })

  it('loses no word at any width', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,20}$/), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(words, fc.integer({ min: 20, max: 800 }), (given, width) => {
        const lines = wrappedLines(given.join(' '), width)
        expect(lines.join(' ')).toBe(given.join(' '))
        // wider never takes more lines
        expect(wrappedLines(given.join(' '), width + 50).length).toBeLessThanOrEqual(lines.length)
      }),
    )
  })
})
