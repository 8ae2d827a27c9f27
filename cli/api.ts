import { setTimeout as wait } from 'node:timers/promises'
import type { z } from 'zod'

/** The pipeline's HTTP API, as its own command line calls it. */
export interface Api {
  /** Answers undefined where the API says 404. Asked again for minutes while host or storage are away. */
  get<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined>
  post<T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T>
}

const PATIENCE_MILLISECONDS = 5 * 60_000
const PAUSE_MILLISECONDS = 400

/**
 * @param baseUrl - the host's: `http://127.0.0.1:7071`
 * @param signal - what is asked after it was aborted, or then waits for an answer, throws its reason
 */
export function apiOf(baseUrl: string, signal?: AbortSignal): Api {
  return {
    async get(path, schema) {
      return await patiently(async () => {
        signal?.throwIfAborted()
        const response = await fetch(new URL(path, baseUrl), { signal: signal ?? null })
        if (response.status === 404) return undefined
        return schema.parse(await body(response, path))
      })
    },
    async post(path, sent, schema) {
      const response = await fetch(new URL(path, baseUrl), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(sent),
        signal: signal ?? null,
      })
      return schema.parse(await body(response, path))
    },
  }
}

class ServerError extends Error {}

async function body(response: Response, path: string): Promise<unknown> {
  const text = await response.text()
  if (response.ok) return JSON.parse(text)
  const message = `${path} answered ${response.status}: ${text.slice(0, 500)}`
  throw response.status >= 500 ? new ServerError(message) : new Error(message)
}

/** The host may be restarting, which `fetch` tells by a TypeError, or its storage, which it tells by a 5xx. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + PATIENCE_MILLISECONDS
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      const mayPass = error instanceof TypeError || error instanceof ServerError
      if (!mayPass || Date.now() > deadline) throw error
      await wait(PAUSE_MILLISECONDS)
    }
  }
}
