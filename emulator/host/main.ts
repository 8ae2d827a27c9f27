/**
 * The Functions host as a process of its own:
 * `node dist/emulator/host/main.js [--app DIR] [--port 7071] [--state DIR] [--auth]`
 *
 * Settings are local.settings.json's, or the example's where that is missing; the environment wins. With a parent
 * process (IPC) it says `ready` and ends when the parent does.
 */
import path from 'node:path'
import { parseArgs } from 'node:util'
import { endWhenAsked, tellParent } from '../childProcess.ts'
import { createDurableExtension } from '../durable/createDurableExtension.ts'
import { lineLog } from '../lineLog.ts'
import { loadFunctionApp } from '../worker/loadFunctionApp.ts'
import { startFunctionsHost } from './functionsHost.ts'
import { readHostJson, readLocalSettings } from './hostSettings.ts'
import { loadKeys } from './keys.ts'

/** The real host's, in bytes; its setting is FUNCTIONS_REQUEST_BODY_SIZE_LIMIT. */
const DEFAULT_BODY_LIMIT = 104_857_600

const { values: flags } = parseArgs({
  options: {
    app: { type: 'string', default: process.cwd() },
    port: { type: 'string', default: '7071' },
    state: { type: 'string', default: '.state' },
    auth: { type: 'boolean', default: false },
  },
})

const endBy = endWhenAsked()
const lines = lineLog(process.stdout)
const log = (line: string): void => lines.write(line)

// one function's mistake outside its own promise is not the end of all others
process.on('uncaughtException', error => log(`uncaught: ${error.stack ?? error.message}`))
process.on('unhandledRejection', reason => {
  log(`unhandled: ${reason instanceof Error ? (reason.stack ?? reason.message) : 'a rejection'}`)
})

try {
  await run()
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exit(1)
}

async function run(): Promise<void> {
  const appFolder = path.resolve(flags.app)
  const stateFolder = path.resolve(flags.state)
  const port = Number(flags.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`--port must be a number from 0 to 65535, but got "${flags.port}".`)
  }

  const settings = await readLocalSettings(appFolder)
  for (const [name, value] of Object.entries(settings.values)) process.env[name] ??= value
  const { routePrefix, hubName, ...limits } = await readHostJson(appFolder, process.env)
  const keys = await loadKeys(stateFolder)
  const app = await loadFunctionApp(appFolder, {
    log: ({ category, message, functionName }) => {
      if (category === 'user')
        log(functionName === undefined ? message : `[${functionName}] ${message}`)
    },
  })

  const host = await startFunctionsHost({
    app,
    durable: served =>
      createDurableExtension({
        app: served,
        stateFolder,
        hubName,
        limits,
        rpcPort: 0,
        systemKey: keys.systemKeys['durabletask_extension'] ?? keys.master,
        log: (_level, message) => log(message),
      }),
    port,
    // as Core Tools sets it: without it the durable client takes localhost:7071 for every link it makes
    onListening: baseUrl => {
      process.env['WEBSITE_HOSTNAME'] ??= new URL(baseUrl).host
    },
    routePrefix,
    keys: flags.auth ? keys : undefined,
    stateFolder,
    settings: process.env,
    bodyLimit: Number(process.env['FUNCTIONS_REQUEST_BODY_SIZE_LIMIT'] ?? DEFAULT_BODY_LIMIT),
    log,
    logInvocation: line => lines.writeSoon(line),
  })

  for (const { functionName, methods, route } of host.routes) {
    const prefix = routePrefix === '' ? '' : `${routePrefix}/`
    log(`${functionName}: [${methods.join(',')}] ${host.baseUrl}/${prefix}${route}`)
  }
  log(`Functions host listens on ${host.baseUrl}`)

  endBy(async () => await host.stop())
  tellParent('ready')
}
