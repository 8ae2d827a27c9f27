import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judge, type SizeResult } from '../../../bench/data/targets.ts'

/** Ten seconds for 1 GB: every target is met, if only just. */
const justMet: SizeResult = {
  copies: 10,
  rows: 1e7,
  bytes: 1e9,
  promotionSeconds: 10,
  sameWorkSeconds: 7,
  copySeconds: 3.5,
  pandasSeconds: 50,
  pandasIsExtrapolated: false,
  hostPeakBytes: 400e6,
}
const tenTimes: SizeResult = {
  ...justMet,
  copies: 100,
  rows: 1e8,
  bytes: 1e10,
  promotionSeconds: 115,
  sameWorkSeconds: 80.5,
  copySeconds: 40.25,
  pandasSeconds: 575,
  pandasIsExtrapolated: true,
  hostPeakBytes: 500e6,
}

const results = (sizes: readonly SizeResult[]): string[] => judge(sizes).map(({ result }) => result)
const metCount = (size: SizeResult): number => results([size]).filter(r => r === 'met').length
const missed = (sizes: readonly SizeResult[]): string[] =>
  judge(sizes)
    .filter(({ result }) => result === 'not met')
    .map(({ target, measured }) => `${target}: ${measured}`)

describe('the targets of the data benchmark', () => {
  it('are met at their limits, at both sizes', () => {
    expect(results([justMet, tenTimes])).toEqual(Array(8).fill('met'))
  })

  it('are missed beyond them, each for itself', () => {
    expect(missed([{ ...justMet, sameWorkSeconds: 6.8 }, tenTimes])).toEqual([
      'at least 0.7 of raw DuckDB doing the same work at 10×: 0.68',
    ])
    expect(missed([justMet, { ...tenTimes, copySeconds: 39 }])).toEqual([
      'at least 0.35 of the bare COPY of a local file at 100×: 0.34',
    ])
    expect(missed([{ ...justMet, pandasSeconds: 49 }, tenTimes])).toEqual([
      'at least 5 times pandas at 10×: 4.90',
    ])
    expect(missed([justMet, { ...tenTimes, pandasSeconds: 500 }])).toEqual([
      'at least 5 times pandas (extrapolated) at 100×: 4.35',
    ])
    expect(missed([justMet, { ...tenTimes, hostPeakBytes: 520e6 }])).toEqual([
      'memory of the host flat from 10× to 100×: at most 1.25 times the peak: 1.30',
    ])
    const slow = { ...tenTimes, promotionSeconds: 120, sameWorkSeconds: 200, copySeconds: 200 }
    expect(missed([justMet, { ...slow, pandasSeconds: 1000 }])).toEqual([
      'time linear from 10× to 100×: at most 1.15 times the seconds per byte: 1.20',
    ])
  })

  it('never say better of a slower promotion', () => {
    const seconds = fc.double({ min: 0.1, max: 100, noNaN: true })
    fc.assert(
      fc.property(seconds, seconds, (one, other) => {
        const [fast, slow] = [Math.min(one, other), Math.max(one, other)]
        expect(metCount({ ...justMet, promotionSeconds: slow })).toBeLessThanOrEqual(
          metCount({ ...justMet, promotionSeconds: fast }),
        )
      }),
    )
  })

  it('are not judged where a peer, /proc or a second size is missing', () => {
    const alone = { ...justMet, pandasSeconds: undefined, hostPeakBytes: undefined }
    expect(results([alone])).toEqual(['met', 'met', 'not judged', 'not judged', 'not judged'])
    expect(results([alone, { ...tenTimes, pandasSeconds: undefined }])).toEqual([
      'met',
      'met',
      'not judged',
      'met',
      'met',
      'not judged',
      'not judged',
      'met',
    ])
  })
})
