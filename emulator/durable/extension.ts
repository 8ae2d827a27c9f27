import type { HostRequest, HostResponse } from '../http.ts'

/** The Durable extension as the host sees it: it runs orchestrations by itself and answers HTTP when asked. */
export interface DurableExtension {
  /** Loads what was on disk and goes on with it; resolves when the local RPC endpoint listens. */
  start(): Promise<void>
  /** Ends within a few seconds; whatever was running goes on after the next `start`. */
  stop(): Promise<void>
  /** What a `durableClient` input binding holds (JSON text). `baseUrl` is the host's own, e.g. `http://127.0.0.1:7071`. */
  clientBinding(baseUrl: string): string
  /** Answers everything under `/runtime/webhooks/durabletask`. `authorised` is false where a key was needed and missing. */
  handle(request: HostRequest, authorised: boolean): Promise<HostResponse>
}
