import { median } from '../median.ts'
import { type PeerReport, secondsOf } from './peerReport.ts'
import type { PromotionRun } from './promotion.ts'
import type { SizeResult } from './targets.ts'

/** All that was measured at one size. */
export interface SizeMeasurements {
  /** How many times the source's rows. */
  readonly copies: number
  readonly rows: number
  readonly bytes: number
  readonly promotions: readonly PromotionRun[]
  readonly sameWork: readonly PeerReport[]
  readonly copy: readonly PeerReport[]
  /** Empty where it was not measured. */
  readonly pandas: readonly PeerReport[]
}

/**
 * Medians of the runs; pandas in proportion to its rows where it was measured at a smaller size only, and with the download
 * that DuckDB needed, as the promotion reads from storage too.
 */
export function resultsOf(measured: readonly SizeMeasurements[]): readonly SizeResult[] {
  const largest = measured.findLast(({ pandas }) => pandas.length > 0)
  return measured.map(size => {
    const { copies, rows, bytes, promotions, sameWork, copy } = size
    const pandas = size.pandas.length > 0 ? size.pandas : (largest?.pandas ?? [])
    const isExtrapolated = size.pandas.length === 0
    const scale = isExtrapolated ? rows / (largest?.rows ?? rows) : 1
    const download = median(sameWork.map(({ steps }) => steps['download'] ?? 0))
    const peaks = promotions.flatMap(({ processes }) => processes.host.peakBytes ?? [])
    return {
      copies,
      rows,
      bytes,
      promotionSeconds: median(promotions.map(({ seconds }) => seconds)),
      sameWorkSeconds: median(sameWork.map(secondsOf)),
      copySeconds: median(copy.map(secondsOf)),
      pandasSeconds: largest && download + scale * median(pandas.map(secondsOf)),
      pandasIsExtrapolated: largest !== undefined && isExtrapolated,
      hostPeakBytes: peaks.length === promotions.length ? Math.max(...peaks) : undefined,
    }
  })
}
