import { describe, expect, it } from 'vitest'
import { reportingItems } from '../../../../shared/registry/tripod/reportingItems.ts'
import { samplePublication } from '../sampleVersion.ts'

/** The items of the checklist, as the paper numbers them. */
const ITEMS =
  '1 2 3a 3b 3c 4 5a 5b 6a 6b 6c 7 8a 8b 8c 9a 9b 9c 10 11 12a 12b 12c 12d 12e 12f 12g 13 14 15 16 17 18a 18b 18c 18d 18e 18f 19 20a 20b 20c 21 22 23a 23b 24 25 26 27a 27b 27c'

/** What is said of class imbalance. */
function imbalance(parameters: Record<string, number | string>): string | undefined {
  const items = reportingItems({ ...samplePublication(1).card, parameters })
  return items.find(({ item }) => item === '13')?.answer
}

describe('reportingItems', () => {
  it('answers every item of TRIPOD+AI in its order, or says that it cannot', () => {
    const items = reportingItems(samplePublication(1).card)
    expect(items.map(({ item }) => item).join(' ')).toBe(ITEMS)
    expect(items.filter(({ answer }) => answer.trim() === '')).toEqual([])
  })

  it('says of weighted training that its probabilities are recalibrated', () => {
    expect(imbalance({ classWeight: 'balanced' })).toContain('recalibrated')
    expect(imbalance({ scalePosWeight: 5 })).toContain('recalibrated')
    expect(imbalance({ C: 1 })).toContain('not weighted')
  })
})
