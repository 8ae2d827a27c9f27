import { describe, expect, it } from 'vitest'
import { resultsOf, type SizeMeasurements } from '../../../bench/data/measurements.ts'
import type { PeerReport } from '../../../bench/data/peerReport.ts'
import type { PromotionRun } from '../../../bench/data/promotion.ts'

const peer = (...seconds: readonly number[]): PeerReport => ({
  steps: Object.fromEntries(seconds.map((s, at) => [`step ${at}`, s])),
  rows: 1,
  peakBytes: null,
  cpuSeconds: null,
  notes: [],
})
const run = (seconds: number, peakBytes?: number): PromotionRun => {
  const usage = { cpuSeconds: 1, peakBytes }
  return {
    seconds,
    secondsFromWrite: seconds + 1,
    rows: 1,
    ranges: 1,
    silver: { parts: 1, bytes: 1 },
    processes: { host: usage, azurite: usage, eventSource: usage },
  }
}
const size: SizeMeasurements = {
  copies: 10,
  rows: 1000,
  bytes: 100_000,
  promotions: [run(3, 100), run(9, 300), run(4, 200)],
  sameWork: [peer(1, 2, 3), peer(1, 1, 1), peer(2, 2, 4)],
  copy: [peer(1), peer(2), peer(3)],
  pandas: [peer(20, 5), peer(1, 2), peer(30, 5)],
}

describe('results', () => {
  it('are medians of the runs, the sum of each peer’s steps, and the highest peak', () => {
    expect(resultsOf([size])).toEqual([
      {
        copies: 10,
        rows: 1000,
        bytes: 100_000,
        promotionSeconds: 4,
        sameWorkSeconds: 6,
        copySeconds: 2,
        pandasSeconds: 25,
        pandasIsExtrapolated: false,
        hostPeakBytes: 300,
      },
    ])
  })

  it('carry pandas over to sizes it was not measured at, in proportion to the rows', () => {
    const large = { ...size, copies: 70, rows: 7000, pandas: [] }
    expect(resultsOf([size, large])[1]).toMatchObject({
      pandasSeconds: 175,
      pandasIsExtrapolated: true,
    })
    expect(resultsOf([large])[0]).toMatchObject({
      pandasSeconds: undefined,
      pandasIsExtrapolated: false,
    })
  })

  it('give pandas the download of the same size', () => {
    const sameWork = [3, 1, 2].map(download => ({ ...peer(1), steps: { download, copy: 1 } }))
    const large = { ...size, copies: 70, rows: 7000, sameWork, pandas: [] }
    expect(resultsOf([size, large]).map(({ pandasSeconds }) => pandasSeconds)).toEqual([25, 177])
  })

  it('know no peak where one run has none', () => {
    const partly = { ...size, promotions: [run(1, 100), run(2)] }
    expect(resultsOf([partly])[0]).toMatchObject({
      hostPeakBytes: undefined,
      promotionSeconds: 1.5,
    })
  })
})
