import type { z } from 'zod'

/** The pipeline's HTTP API, as its own command line calls it. */
export interface Api {
  /** Answers undefined where the API says 404. */
  get<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined>
  post<T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T>
}

/** @param baseUrl - the host's: `http://127.0.0.1:7071` */
export function apiOf(baseUrl: string): Api {
  return {
    async get(path, schema) {
      const response = await fetch(new URL(path, baseUrl))
      if (response.status === 404) return undefined
      return schema.parse(await body(response, path))
    },
    async post(path, sent, schema) {
      const response = await fetch(new URL(path, baseUrl), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(sent),
      })
      return schema.parse(await body(response, path))
    },
  }
}

async function body(response: Response, path: string): Promise<unknown> {
  const text = await response.text()
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 500)}`)
  return JSON.parse(text)
}
