import type { Verdict } from '../benchmark.ts'

/** Met where what was measured is at most the limit; shown with so many decimals. */
export function atMost(target: string, measured: number, limit: number, decimals: number): Verdict {
  return {
    target,
    measured: measured.toFixed(decimals),
    result: measured <= limit ? 'met' : 'not met',
  }
}

export function notJudged(target: string, why: string): Verdict {
  return { target, measured: why, result: 'not judged' }
}
