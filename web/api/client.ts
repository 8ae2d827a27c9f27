import { functionKey, wantKey } from './key.ts'
import type {
  Body,
  GetAnswer,
  GetPath,
  Parameters,
  PostAnswer,
  PostPath,
  Query,
} from './operations.ts'
import { ApiError, noConnection } from './problem.ts'

export interface CallOptions<Method, Path> {
  readonly query?: Query<Method, Path>
  readonly signal?: AbortSignal
}

/**
 * Reads from the API; the path is spelled as in `shared/http/operations.ts`.
 *
 * @example await get('pipelines/{dataset}', { dataset: 'mimic' })
 * @throws ApiError; an `AbortError` where `signal` says so
 */
export async function get<Path extends GetPath>(
  path: Path,
  parameters: Parameters<Path>,
  { query, signal }: CallOptions<'get', Path> = {},
): Promise<GetAnswer<Path>> {
  return await ask(addressOf(path, parameters, query), { method: 'GET' }, signal)
}

/** Reads a file from the API, whatever it holds. @throws ApiError */
export async function download<Path extends GetPath>(
  path: Path,
  parameters: Parameters<Path>,
): Promise<Blob> {
  const response = await send(addressOf(path, parameters), { method: 'GET' }, undefined)
  return await response.blob()
}

/** Sends to the API. @throws ApiError, with `errors` where the body breaks the contract */
export async function post<Path extends PostPath>(
  path: Path,
  parameters: Parameters<Path>,
  body: Body<Path>,
  { query, signal }: CallOptions<'post', Path> = {},
): Promise<PostAnswer<Path>> {
  const headers = { 'content-type': 'application/json' }
  const sent = {
    method: 'POST',
    ...(body !== undefined && { headers, body: JSON.stringify(body) }),
  }
  return await ask(addressOf(path, parameters, query), sent, signal)
}

/** The address of a path with its parameters put in. */
export function addressOf(path: string, parameters: unknown, query?: unknown): string {
  const values = new Map(entriesOf(parameters))
  const filled = path.replaceAll(/\{\*?(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(values.get(name) ?? ''),
  )
  const search = new URLSearchParams(entriesOf(query)).toString()
  return `/api/${filled}${search === '' ? '' : `?${search}`}`
}

function entriesOf(record: unknown): [string, string][] {
  if (typeof record !== 'object' || record === null) return []
  return Object.entries(record).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] satisfies [string, string]],
  )
}

/** The server answers by the schema that `Answer` is made of: of the page's own app, nothing is checked twice. */
async function ask<Answer>(
  address: string,
  sent: RequestInit,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  const response = await send(address, sent, signal)
  return await response.json()
}

/** An answer that is none of a problem. @throws ApiError */
async function send(
  address: string,
  sent: RequestInit,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const key = functionKey()
  const headers = new Headers(sent.headers)
  if (key !== null) headers.set('x-functions-key', key)
  const response = await fetch(address, { ...sent, headers, signal: signal ?? null }).catch(
    (error: unknown) => {
      if (signal?.aborted) throw error
      throw noConnection()
    },
  )
  if (response.status === 401) wantKey()
  if (response.ok) return response

  // what the host answers by itself, a missing key for one, is no JSON
  const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '')
  const problem: unknown = isJson ? await response.json() : undefined
  throw new ApiError(response.status, problem)
}
