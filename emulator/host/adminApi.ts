import { randomUUID } from 'node:crypto'
import type { HostRequest, HostResponse } from '../http.ts'
import type { Invocation, RegisteredFunction } from '../worker/functionApp.ts'
import type { HostKeys } from './keys.ts'

/** The host whose answers are followed. */
const VERSION = '4.1037.0'

export interface AdminApiOptions {
  readonly functions: ReadonlyMap<string, RegisteredFunction>
  readonly baseUrl: string
  readonly routePrefix: string
  readonly keys: HostKeys | undefined
  /** Starts a function that is not triggered by HTTP, with `input` as its trigger's value. */
  readonly start: (
    functionName: string,
    invocation: Omit<Invocation, 'inputs'> & { readonly input: string },
  ) => void
}

/** The parts of `/admin` that tools use: status, ping, the list of functions, keys, starting a function by hand. */
export function answerAdmin(
  request: HostRequest,
  authorised: boolean,
  options: AdminApiOptions,
): HostResponse {
  if (!authorised) return { status: 401, headers: { 'www-authenticate': 'Bearer' }, body: '' }
  const path = request.url.pathname.replace(/\/+$/, '')
  const name = /^\/admin\/functions\/([^/]+)$/i.exec(path)?.[1]

  if (name !== undefined) return answerFunction(request, decodeURIComponent(name), options)
  if (request.method === 'POST' && /^\/admin\/host\/ping$/i.test(path)) return ping()
  if (request.method !== 'GET') return notFound
  switch (path.toLowerCase()) {
    case '/admin/host/status':
      return json(status())
    case '/admin/host/ping':
      return ping()
    case '/admin/functions':
      return json([...options.functions.values()].map(one => describe(one, options)))
    case '/admin/host/keys':
      return json(keyList(request, options.keys?.functionKeys ?? {}))
    case '/admin/host/systemkeys':
      return json(keyList(request, options.keys?.systemKeys ?? {}))
    default:
      return notFound
  }
}

function answerFunction(
  request: HostRequest,
  name: string,
  options: AdminApiOptions,
): HostResponse {
  const found = options.functions.get(name)
  if (found === undefined) return notFound
  if (request.method === 'GET') return json(describe(found, options))
  if (request.method !== 'POST' || found.trigger.type === 'httpTrigger') return notFound
  options.start(name, {
    invocationId: randomUUID(),
    triggerMetadata: {},
    input: inputOf(Buffer.from(request.body).toString('utf8')),
  })
  return { status: 202, headers: {}, body: '' }
}

/** The body is `{ "input": TEXT }`. */
function inputOf(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body)
    const input: unknown =
      typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, 'input') : undefined
    return typeof input === 'string' ? input : JSON.stringify(input ?? null)
  } catch {
    return ''
  }
}

function status(): unknown {
  return {
    id: 'emulator',
    state: 'Running',
    version: `${VERSION}.0`,
    versionDetails: VERSION,
    platformVersion: '',
    instanceId: '',
    computerName: '',
    processUptime: Math.round(process.uptime() * 1000),
    functionAppContentEditingState: 'Unknown',
    extensionBundle: { id: 'Microsoft.Azure.Functions.ExtensionBundle', version: '4.32.0' },
  }
}

function describe(
  { name, trigger, bindings }: RegisteredFunction,
  { baseUrl, routePrefix }: AdminApiOptions,
): unknown {
  const isHttp = trigger.type.toLowerCase() === 'httptrigger'
  const route = typeof trigger['route'] === 'string' ? trigger['route'] : name
  const prefix = routePrefix === '' ? '' : `${routePrefix}/`
  return {
    name,
    script_root_path_href: null,
    script_href: null,
    config_href: null,
    test_data_href: null,
    href: `${baseUrl}/admin/functions/${name}`,
    invoke_url_template: isHttp ? `${baseUrl}/${prefix}${route}` : null,
    language: 'node',
    config: { name, entryPoint: '', language: 'node', bindings },
    files: null,
    test_data: '',
    isDisabled: false,
    isDirect: false,
    isProxy: false,
  }
}

function keyList(request: HostRequest, keys: Readonly<Record<string, string>>): unknown {
  const self = new URL(request.url.pathname, request.url).href
  return {
    keys: Object.entries(keys).map(([name, value]) => ({ name, value })),
    links: [{ rel: 'self', href: self }],
  }
}

function ping(): HostResponse {
  const headers = { 'cache-control': 'no-store,no-cache', pragma: 'no-cache' }
  return { status: 200, headers, body: '' }
}

function json(value: unknown): HostResponse {
  const headers = { 'content-type': 'application/json; charset=utf-8' }
  return { status: 200, headers, body: JSON.stringify(value) }
}

const notFound: HostResponse = { status: 404, headers: {}, body: '' }
