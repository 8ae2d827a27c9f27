import autocannon from 'autocannon'
import { cpuSecondsOf } from '../processUsage.ts'

/** Connections that a client keeps busy. */
export const CONNECTIONS = 8

/** Seconds before what counts: caches fill, code is compiled. */
const WARM_SECONDS = 3

/** What some seconds of requests came to. */
export interface LoadReport {
  readonly requestsPerSecond: number
  /** Milliseconds; autocannon's are whole. */
  readonly p50: number
  readonly p99: number
  /** CPU of the serving process and its threads; undefined without /proc. */
  readonly cpuMillisecondsPerRequest: number | undefined
}

export interface Target {
  readonly url: string
  /** JSON bodies to POST in turns; none: GET. */
  readonly bodies: readonly string[]
  /** The processes that answer: their CPU counts. */
  readonly pids: readonly number[]
}

/**
 * Asks as fast as it is answered, by 8 connections.
 *
 * @throws where any answer is no success
 */
export async function load(
  target: Target,
  seconds: number,
  signal: AbortSignal,
): Promise<LoadReport> {
  await run(target, WARM_SECONDS, signal)
  const before = cpuOf(target.pids)
  const result = await run(target, seconds, signal)
  const after = cpuOf(target.pids)
  const answers = result['2xx']
  return {
    requestsPerSecond: answers / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    cpuMillisecondsPerRequest:
      before === undefined || after === undefined ? undefined : (1000 * (after - before)) / answers,
  }
}

async function run(
  { url, bodies }: Target,
  seconds: number,
  signal: AbortSignal,
): Promise<Awaited<ReturnType<typeof autocannon>>> {
  signal.throwIfAborted()
  const running = autocannon({
    url,
    connections: CONNECTIONS,
    duration: seconds,
    requests:
      bodies.length === 0
        ? [{ method: 'GET' }]
        : bodies.map(body => ({
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body,
          })),
  })
  const stop = () => running.stop()
  signal.addEventListener('abort', stop, { once: true })
  try {
    const result = await running
    signal.throwIfAborted()
    if (result.non2xx > 0 || result.errors > 0 || result['2xx'] === 0) {
      throw new Error(
        `${url}: ${result['2xx']} answers, ${result.non2xx} of them no success, ${result.errors} errors`,
      )
    }
    return result
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function cpuOf(pids: readonly number[]): number | undefined {
  const each = pids.map(cpuSecondsOf)
  return each.every(seconds => seconds !== undefined)
    ? each.reduce((sum, seconds) => sum + seconds, 0)
    : undefined
}
