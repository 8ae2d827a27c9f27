/** `npm start`: Azurite, the Functions host and the event source, until Ctrl-C. */
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startSystem } from './system.ts'

const PROJECT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..')

const USAGE = `npm start -- [--port P] [--state DIR] [--auth]
  Storage (Azurite) and the Functions host on this machine, until Ctrl-C; Core Tools' func where it is installed.
  --port P     the host's (default 7071)
  --state DIR  where storage and host keep their files (default .state)
  --auth       ask for the host's keys, as Azure does`

try {
  const { values: flags } = parseArgs({
    options: {
      port: { type: 'string', default: '7071' },
      state: { type: 'string', default: path.join(PROJECT, '.state') },
      auth: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (flags.help) {
    console.log(USAGE)
    process.exit(0)
  }
  const port = Number(flags.port)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`--port must be a number from 1 to 65535, but got "${flags.port}".`)
  }
  const system = await startSystem({
    projectFolder: PROJECT,
    stateFolder: flags.state,
    port,
    auth: flags.auth,
    log: line => console.log(line),
  })

  const { baseUrl, hostKind } = system
  console.log(`
host      ${baseUrl}  (${hostKind === 'func' ? "Core Tools' func" : 'the emulator'})
page      ${baseUrl}/api/ui
storage   ${system.storageConnectionString}
state     ${path.resolve(flags.state)}
${flags.auth ? `keys      ${path.resolve(flags.state, 'host', 'keys.json')}\n` : ''}Ctrl-C ends.`)

  let stopping = false
  const stop = async (): Promise<void> => {
    if (stopping) return
    stopping = true
    await system.stop()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop())
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exit(1)
}
