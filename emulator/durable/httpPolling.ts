import type { HttpCall } from './orchestratorState.ts'

/** Between two questions of a `callHttp` that was answered 202 without a `Retry-After`. */
export const HTTP_POLL_MS = 30_000

/**
 * Where a 202 answer says to ask again and how long from now; undefined for any other answer.
 *
 * @param result - the answer as JSON text: statusCode, headers, content
 */
export function pollAfter(
  call: HttpCall,
  result: string | null,
): { readonly delayMs: number; readonly call: HttpCall } | undefined {
  if (!call.asynchronousPatternEnabled || result === null) return undefined
  const answer: unknown = JSON.parse(result)
  if (typeof answer !== 'object' || answer === null || !('statusCode' in answer)) return undefined
  if (answer.statusCode !== 202 || !('headers' in answer)) return undefined
  const location = headerOf(answer.headers, 'location')
  if (location === undefined) return undefined
  const retryAfter = Number(headerOf(answer.headers, 'retry-after') ?? Number.NaN)
  return {
    delayMs: Number.isFinite(retryAfter) ? retryAfter * 1000 : HTTP_POLL_MS,
    call: {
      method: 'GET',
      uri: new URL(location, call.uri).href,
      headers: call.headers,
      asynchronousPatternEnabled: true,
    },
  }
}

function headerOf(headers: unknown, name: string): string | undefined {
  if (typeof headers !== 'object' || headers === null) return undefined
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name)
  return typeof found?.[1] === 'string' ? found[1] : undefined
}
