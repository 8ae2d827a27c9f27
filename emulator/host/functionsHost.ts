import type { DurableExtension } from '../durable/extension.ts'
import type { HostRequest } from '../http.ts'
import type {
  FunctionApp,
  Invocation,
  InvocationResult,
  RegisteredFunction,
  TypedData,
} from '../worker/functionApp.ts'
import { answerAdmin } from './adminApi.ts'
import { withDurableClients } from './durableClients.ts'
import { answerEventGrid, EVENT_GRID_PATH } from './eventGridWebhook.ts'
import { serveHttp } from './httpServer.ts'
import { type FunctionResponse, httpInvocation, readHttpResult } from './httpTrigger.ts'
import { authoriser, type HostKeys } from './keys.ts'
import { findRoute, type HttpRoute, routeTable } from './routeTable.ts'
import { startTimers } from './timerTrigger.ts'

export interface FunctionsHostOptions {
  readonly app: FunctionApp
  /** Makes the Durable extension that runs this app's orchestrations. */
  readonly durable: (app: FunctionApp) => DurableExtension
  /** 0 for any that is free. */
  readonly port: number
  /** Called once the base URL is known, before any function runs. */
  readonly onListening?: (baseUrl: string) => void
  /** Of host.json, without slashes at its ends. */
  readonly routePrefix: string
  /** Enforced where given; without keys everything is open. */
  readonly keys: HostKeys | undefined
  readonly stateFolder: string
  readonly settings: Readonly<Record<string, string | undefined>>
  /** In bytes. */
  readonly bodyLimit: number
  readonly log: (line: string) => void
  /** The line that each invocation leaves. There may be thousands a second. */
  readonly logInvocation: (line: string) => void
}

export interface FunctionsHost {
  readonly baseUrl: string
  readonly routes: readonly HttpRoute[]
  stop(): Promise<void>
}

const DURABLE_PATH = '/runtime/webhooks/durabletask'
const SERVED_TRIGGERS = new Set([
  'httptrigger',
  'eventgridtrigger',
  'timertrigger',
  'orchestrationtrigger',
  'activitytrigger',
  'entitytrigger',
])

/**
 * Serves a function app on 127.0.0.1: its HTTP, Event Grid and timer triggers, the Durable management API and the part
 * of the admin API that tools use.
 */
export async function startFunctionsHost(options: FunctionsHostOptions): Promise<FunctionsHost> {
  const { log, logInvocation } = options
  let baseUrl = ''
  // activities ask for clients of the very extension that runs them
  const app = withDurableClients(options.app, () => durable.clientBinding(baseUrl))
  const durable = options.durable(app)
  const routes = routeTable(app.functions.values())
  const may = authoriser(options.keys)
  warnOfUnserved(app, log)

  // every way to run a function ends here: one log line each, with no values in it
  const invoke = async (
    name: string,
    how: string,
    invocation: Invocation,
  ): Promise<InvocationResult> => {
    const started = performance.now()
    try {
      const result = await app.invoke(name, invocation)
      logInvocation(`${name} (${how}) succeeded in ${since(started)} ms`)
      return result
    } catch (error) {
      logInvocation(`${name} (${how}) failed in ${since(started)} ms: ${describeError(error)}`)
      throw error
    }
  }

  const withTrigger = (
    name: string,
    value: TypedData,
    rest: Omit<Invocation, 'inputs'>,
  ): Invocation => ({ ...rest, inputs: { [requireFunction(app, name).trigger.name]: value } })

  const answerHttpTrigger = async (request: HostRequest): Promise<FunctionResponse> => {
    const path = behindPrefix(request.url.pathname, options.routePrefix)
    const found = path === undefined ? undefined : findRoute(routes, request.method, path)
    if (found === undefined) return { status: 404, headers: {}, body: '' }
    const { route, parameters } = found
    if (!may.mayCall(request, route.authLevel)) return { status: 401, headers: {}, body: '' }

    const one = requireFunction(app, route.functionName)
    const invocation = httpInvocation(request, parameters, one.trigger.name)
    try {
      const { returnValue, outputs } = await invoke(one.name, request.method, invocation)
      return readHttpResult(returnValue ?? httpOutput(one, outputs))
    } catch {
      return { status: 500, headers: {}, body: '' }
    }
  }

  const answer = async (request: HostRequest): Promise<FunctionResponse> => {
    const path = request.url.pathname.toLowerCase()
    if (path === '/') return landingPage
    if (isUnder(path, '/admin')) {
      return answerAdmin(request, may.mayCall(request, 'admin'), {
        functions: app.functions,
        baseUrl,
        routePrefix: options.routePrefix,
        keys: options.keys,
        start: (name, { input, ...rest }) => {
          const value = { data: 'string', string: input }
          invoke(name, 'admin', withTrigger(name, value, rest)).catch(() => {})
        },
      })
    }
    if (isUnder(path, DURABLE_PATH)) {
      return await durable.handle(request, may.mayUseWebhook(request, 'durabletask_extension'))
    }
    if (isUnder(path, EVENT_GRID_PATH)) {
      return await answerEventGrid(request, may.mayUseWebhook(request, 'eventgrid_extension'), {
        functions: app.functions,
        invoke: async (name, { event, ...rest }) => {
          await invoke(name, 'event', withTrigger(name, { data: 'json', json: event }, rest))
        },
      })
    }
    return await answerHttpTrigger(request)
  }

  // nothing runs before the port is ours: links name it, and another host may have it
  let started: Promise<void> | undefined
  const server = await serveHttp({
    port: options.port,
    bodyLimit: options.bodyLimit,
    answer: async request => {
      await started
      return await answer(request)
    },
    log,
  })
  baseUrl = `http://127.0.0.1:${server.port}`
  options.onListening?.(baseUrl)
  started = durable.start()
  await started
  const stopTimers = await startTimers({
    functions: app.functions.values(),
    stateFolder: options.stateFolder,
    settings: options.settings,
    log,
    invoke: async (name, { timer, ...rest }) => {
      await invoke(name, 'timer', withTrigger(name, { data: 'json', json: timer }, rest))
    },
  })

  return {
    baseUrl,
    routes,
    async stop() {
      stopTimers()
      await server.stop()
      await durable.stop()
      await app.close()
    },
  }
}

function httpOutput(
  { bindings }: RegisteredFunction,
  outputs: InvocationResult['outputs'],
): TypedData | undefined {
  const output = bindings.find(({ type, direction }) => type === 'http' && direction === 'out')
  return output === undefined ? undefined : outputs[output.name]
}

function requireFunction(app: FunctionApp, name: string): RegisteredFunction {
  const found = app.functions.get(name)
  if (found === undefined) throw new Error(`The app has no function "${name}".`)
  return found
}

/** The path behind the route prefix, or undefined where it is not under it. */
function behindPrefix(pathname: string, prefix: string): string | undefined {
  if (prefix === '') return pathname
  const start = `/${prefix.toLowerCase()}`
  return isUnder(pathname.toLowerCase(), start) ? pathname.slice(start.length) : undefined
}

function isUnder(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`)
}

function warnOfUnserved(app: FunctionApp, log: (line: string) => void): void {
  for (const { name, trigger } of app.functions.values()) {
    if (!SERVED_TRIGGERS.has(trigger.type.toLowerCase())) {
      log(`${name} is never run: the emulator has no ${trigger.type}.`)
    }
  }
}

function since(started: number): number {
  return Math.round(performance.now() - started)
}

/** Name, message and where: enough to find it, and no values of ours. */
function describeError(error: unknown): string {
  if (!(error instanceof Error)) return 'it threw something that is no Error'
  const where = error.stack?.split('\n').find(line => line.trimStart().startsWith('at '))
  return `${error.name}: ${error.message.slice(0, 500)}${where === undefined ? '' : ` ${where.trim()}`}`
}

const landingPage: FunctionResponse = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Your Azure Function App is up and running.</title></head>
<body><h1>Your Azure Function App is up and running.</h1><p>In the emulator that comes with the project.</p></body>
</html>
`,
}
