import { describe, expect, it } from 'vitest'
import { driftBins, type ValueKind } from '../../../web/models/driftBins.ts'

const number = (edges: number[]) => ({ kind: 'number' as const, edges })

const named = (binning: Parameters<typeof driftBins>[0]['binning'], kind: ValueKind) =>
  driftBins({ binning, baseline: [], recent: [] }, kind).map(({ values }) => values)

describe('driftBins', () => {
  it.each([
    ['number', [36.2, 37.1], ['up to 36.2', 'above 36.2, up to 37.1', 'above 37.1']],
    ['number', [], ['any']],
    ['flag', [0.5], ['no', 'yes']],
    ['flag', [], ['any']],
    ['risk', [0.18], ['up to 18 %', 'above 18 %']],
  ] as const)('of a %s cut at %j are %j', (kind, edges, names) => {
    expect(named(number([...edges]), kind)).toEqual(names)
  })

  it('of categories are the levels, and what was too rare to be one', () => {
    const levels = ['MICU', 'SICU']
    expect(named({ kind: 'category', levels }, 'category')).toEqual(['MICU', 'SICU', 'any other'])
  })

  it('have their shares beside each other', () => {
    const shares = { binning: number([0.5]), baseline: [0.6, 0.4], recent: [0.2, 0.8] }
    expect(driftBins(shares, 'flag')).toEqual([
      { values: 'no', before: 0.6, late: 0.2 },
      { values: 'yes', before: 0.4, late: 0.8 },
    ])
  })
})
