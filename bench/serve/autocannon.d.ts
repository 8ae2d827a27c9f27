/** What of autocannon 9.0.0 is used here; the package has no types of its own. */
declare module 'autocannon' {
  interface Options {
    url: string
    connections: number
    /** Seconds. */
    duration: number
    /** Sent in turns, by each connection from the first on. */
    requests: readonly {
      method: 'GET' | 'POST'
      headers?: Readonly<Record<string, string>>
      body?: string
    }[]
  }

  interface Result {
    '2xx': number
    non2xx: number
    errors: number
    timeouts: number
    /** Seconds. */
    duration: number
    /** Milliseconds, whole. */
    latency: { p50: number; p99: number }
  }

  export default function autocannon(options: Options): PromiseLike<Result> & { stop(): void }
}
