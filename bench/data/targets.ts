import type { Verdict } from '../benchmark.ts'
import { atLeast, atMost, notJudged } from '../verdicts.ts'

/** What was measured at one size: medians of its runs. */
export interface SizeResult {
  /** How many times the source's rows. */
  readonly copies: number
  readonly rows: number
  readonly bytes: number
  /** The whole promotion, event to `promoted`. */
  readonly promotionSeconds: number
  /** Raw DuckDB doing the same work: download, COPY, column statistics. */
  readonly sameWorkSeconds: number
  /** Raw DuckDB's COPY of the local file. */
  readonly copySeconds: number
  /** undefined where pandas was not measured. */
  readonly pandasSeconds: number | undefined
  /** Whether pandas was measured at a smaller size, and its seconds are in proportion to that. */
  readonly pandasIsExtrapolated: boolean
  /** The host process at its largest, worker threads included, over all runs; undefined where /proc is missing. */
  readonly hostPeakBytes: number | undefined
}

/** Speed of raw DuckDB doing the same work that a promotion must reach. */
export const SAME_WORK_SHARE = 0.7
/** Speed of the bare COPY of a local file that a promotion must reach. */
export const COPY_SHARE = 0.35
/** How many times as fast as pandas it must be. */
export const PANDAS_TIMES = 5
/** Memory is flat where ten times the bytes take at most so many times the peak: what differs then is chance, not size. */
export const FLAT_MEMORY = 1.25
/** Time is linear where the larger file takes at most so many times the seconds per byte. */
export const LINEAR_TIME = 1.15

/** Every target with what came out, size by size, then from the smallest size to the largest. */
export function judge(sizes: readonly SizeResult[]): readonly Verdict[] {
  return [...sizes.flatMap(judgeSize), ...judgeGrowth(sizes)]
}

function judgeSize(size: SizeResult): readonly Verdict[] {
  const { copies, promotionSeconds, sameWorkSeconds, copySeconds, pandasSeconds } = size
  const at = `at ${copies}×`
  return [
    atLeast(
      `at least ${SAME_WORK_SHARE} of raw DuckDB doing the same work ${at}`,
      sameWorkSeconds / promotionSeconds,
      SAME_WORK_SHARE,
    ),
    atLeast(
      `at least ${COPY_SHARE} of the bare COPY of a local file ${at}`,
      copySeconds / promotionSeconds,
      COPY_SHARE,
    ),
    pandasSeconds === undefined
      ? notJudged(`at least ${PANDAS_TIMES} times pandas ${at}`, 'pandas was not measured')
      : atLeast(
          `at least ${PANDAS_TIMES} times pandas${size.pandasIsExtrapolated ? ' (extrapolated)' : ''} ${at}`,
          pandasSeconds / promotionSeconds,
          PANDAS_TIMES,
        ),
  ]
}

function judgeGrowth(sizes: readonly SizeResult[]): readonly Verdict[] {
  const [small] = sizes
  const large = sizes.at(-1)
  if (small === undefined || large === undefined || large.copies <= small.copies) {
    const why = 'needs two sizes'
    return [notJudged('memory flat', why), notJudged('time linear', why)]
  }

  const span = `from ${small.copies}× to ${large.copies}×`
  const memory = `memory of the host flat ${span}: at most ${FLAT_MEMORY} times the peak`
  const time = `time linear ${span}: at most ${LINEAR_TIME} times the seconds per byte`
  const perByte = ({ promotionSeconds, bytes }: SizeResult): number => promotionSeconds / bytes
  const growth = perByte(large) / perByte(small)
  return [
    small.hostPeakBytes === undefined || large.hostPeakBytes === undefined
      ? notJudged(memory, 'peaks are read from /proc, which is missing')
      : atMost(memory, large.hostPeakBytes / small.hostPeakBytes, FLAT_MEMORY),
    atMost(time, growth, LINEAR_TIME),
  ]
}
