import type { Verdict } from './benchmark.ts'

/** Met where what was measured is at most the limit; shown with so many decimals. */
export function atMost(target: string, measured: number, limit: number, decimals = 2): Verdict {
  return verdict(target, measured.toFixed(decimals), measured <= limit)
}

/** Met where what was measured is at least the limit; shown with so many decimals. */
export function atLeast(target: string, measured: number, limit: number, decimals = 2): Verdict {
  return verdict(target, measured.toFixed(decimals), measured >= limit)
}

export function verdict(target: string, measured: string, isMet: boolean): Verdict {
  return { target, measured, result: isMet ? 'met' : 'not met' }
}

export function notJudged(target: string, why: string): Verdict {
  return { target, measured: why, result: 'not judged' }
}
