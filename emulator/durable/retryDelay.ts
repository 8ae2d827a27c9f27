import type { RetryOptions } from './orchestratorState.ts'

const SIX_DAYS = 6 * 24 * 3_600_000

/**
 * Milliseconds between failed attempt `attempt` (1-based) and what follows it: first interval × coefficient ^ (attempt − 1),
 * at most the longest interval (six days unless told). After the last attempt 0: the host still makes a timer there, and
 * the library counts on it.
 */
export function retryDelay(options: RetryOptions, attempt: number): number {
  if (attempt >= options.maxNumberOfAttempts) return 0
  const longest = options.maxRetryIntervalInMilliseconds ?? SIX_DAYS
  let delay = options.firstRetryIntervalInMilliseconds
  for (let i = 1; i < attempt && delay < longest; i++) delay *= options.backoffCoefficient ?? 1
  return Math.min(delay, longest)
}
