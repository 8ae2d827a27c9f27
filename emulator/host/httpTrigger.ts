import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { HostRequest } from '../http.ts'
import type { Invocation, TypedData } from '../worker/functionApp.ts'

/** An HTTP request in the form in which the host hands it to the worker: RpcHttp inside a TypedData. */
export function httpInvocation(
  request: HostRequest,
  parameters: Readonly<Record<string, string>>,
  triggerName: string,
): Invocation {
  const query = queryOf(request.url)
  const http = {
    method: request.method,
    url: request.url.href,
    headers: {},
    params: {},
    query: {},
    nullableHeaders: nullable(request.headers),
    nullableParams: nullable(parameters),
    nullableQuery: nullable(query),
    ...(request.body.length > 0 && { body: { data: 'bytes', bytes: request.body } }),
    identities: [],
    cookies: [],
    statusCode: '',
    enableContentNegotiation: false,
  }
  return {
    invocationId: randomUUID(),
    inputs: { [triggerName]: { data: 'http', http } },
    triggerMetadata: {
      ...strings(query),
      ...strings(parameters),
      Query: { data: 'json', json: JSON.stringify(query) },
      Headers: { data: 'json', json: JSON.stringify(request.headers) },
    },
  }
}

const optionalText = z.object({ value: z.string() }).nullish()
const optionalNumber = z.object({ value: z.number() }).nullish()
const optionalFlag = z.object({ value: z.boolean() }).nullish()
const optionalTime = z.object({ value: z.object({ seconds: z.coerce.number() }) }).nullish()

const cookie = z.object({
  name: z.string(),
  value: z.string(),
  domain: optionalText,
  path: optionalText,
  expires: optionalTime,
  secure: optionalFlag,
  httpOnly: optionalFlag,
  sameSite: z.string().optional(),
  maxAge: optionalNumber,
})

const httpResult = z.object({
  http: z.object({
    statusCode: z.coerce.number().int().min(200).max(599),
    headers: z.record(z.string(), z.string()).default({}),
    cookies: z.array(cookie).default([]),
    body: z
      .object({ bytes: z.instanceof(Uint8Array).optional(), string: z.string().optional() })
      .nullish(),
  }),
})

export interface FunctionResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: Uint8Array | string
}

/** What a function's HTTP output says. A function that returned nothing answers 204 with no body. */
export function readHttpResult(result: TypedData | undefined): FunctionResponse {
  if (result === undefined) return { status: 204, headers: {}, body: '' }
  const { http } = httpResult.parse(result)
  const cookies = http.cookies.map(setCookie)
  return {
    status: http.statusCode,
    headers: { ...http.headers, ...(cookies.length > 0 && { 'set-cookie': cookies }) },
    body: http.body?.bytes ?? http.body?.string ?? '',
  }
}

function setCookie(given: z.infer<typeof cookie>): string {
  const parts = [`${encodeURIComponent(given.name)}=${encodeURIComponent(given.value)}`]
  const { expires, maxAge, domain, path } = given
  if (expires) parts.push(`expires=${new Date(expires.value.seconds * 1000).toUTCString()}`)
  if (maxAge) parts.push(`max-age=${maxAge.value}`)
  if (domain) parts.push(`domain=${domain.value}`)
  if (path) parts.push(`path=${path.value}`)
  if (given.secure?.value === true) parts.push('secure')
  if (given.httpOnly?.value === true) parts.push('httponly')
  const sameSite = { strict: 'strict', lax: 'lax', explicitNone: 'none' }[given.sameSite ?? '']
  if (sameSite !== undefined) parts.push(`samesite=${sameSite}`)
  return parts.join('; ')
}

/** A name given several times has its values joined by commas, as the host joins them. */
function queryOf(url: URL): Record<string, string> {
  const query: Record<string, string> = {}
  for (const name of new Set(url.searchParams.keys())) {
    query[name] = url.searchParams.getAll(name).join(',')
  }
  return query
}

function nullable(values: Readonly<Record<string, string>>): Record<string, { value: string }> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]))
}

function strings(values: Readonly<Record<string, string>>): Record<string, TypedData> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { data: 'string', string: value }]),
  )
}
