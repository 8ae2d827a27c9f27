import { describe, expect, it } from 'vitest'
import { hasEveryWord } from '../../../web/components/search.ts'

describe('the words of a search', () => {
  const text = 'lactate, maximum lactate_max mmol/l labevents 50813'

  it('are found in any order, in either letter case and as parts of words', () => {
    expect(hasEveryWord(text, '50813 Lact MAX')).toBe(true)
  })

  it('must all be there', () => {
    expect(hasEveryWord(text, 'lactate minimum')).toBe(false)
  })

  it.each(['', '  ', ' lactate '])('may be none, and may have spaces around them: "%s"', search => {
    expect(hasEveryWord(text, search)).toBe(true)
  })
})
