import path from 'node:path'
import type { FunctionApp } from '../worker/functionApp.ts'
import type { DurableLog } from './durableLog.ts'
import { type ConcurrencyLimits, DurableEngine } from './engine.ts'
import type { DurableExtension } from './extension.ts'
import { answerEmpty } from './managementAnswers.ts'
import { handleManagement } from './managementApi.ts'
import { clientBindingData, WEBHOOK_PATH } from './managementLinks.ts'
import { RpcServer } from './rpcServer.ts'

export interface DurableExtensionOptions {
  readonly app: FunctionApp
  /** The emulator's; the store takes a folder of its own in it, one per task hub. */
  readonly stateFolder: string
  /** `extensions.durableTask.hubName` of host.json. */
  readonly hubName: string
  /** From host.json; the host's defaults per machine are 10 × and 10 × the number of cores. */
  readonly limits: ConcurrencyLimits
  /** Of 127.0.0.1; 0 for any, 17071 is the host's. */
  readonly rpcPort: number
  /** The key that links carry as `code`. */
  readonly systemKey: string
  readonly log: DurableLog
  /** ms since 1970; for tests. */
  readonly clock?: () => number
}

/** The Durable extension of the emulated host; entities are not in it. */
export function createDurableExtension(options: DurableExtensionOptions): DurableExtension {
  const { app, hubName, limits, systemKey, log, clock } = options
  const hub = { hubName, systemKey }
  const engine = new DurableEngine({
    app,
    stateFolder: path.join(options.stateFolder, 'durable', hubName.toLowerCase()),
    limits,
    log,
    ...(clock === undefined ? {} : { clock }),
  })
  const rpc = new RpcServer(
    async (request, rest) => await handleManagement(engine, hub, request, rest),
  )
  let rpcBaseUrl: string | undefined

  return {
    async start() {
      rpcBaseUrl = await rpc.listen(options.rpcPort)
      log('information', `Opened local http RPC endpoint: ${rpcBaseUrl}. HubName: ${hubName}.`)
      engine.start()
    },
    async stop() {
      await rpc.close()
      await engine.stop()
    },
    clientBinding(baseUrl) {
      if (rpcBaseUrl === undefined) throw new Error('The Durable extension has not been started.')
      return JSON.stringify(clientBindingData(baseUrl, rpcBaseUrl, hub))
    },
    async handle(request, authorised) {
      if (!authorised) return answerEmpty(401, { 'www-authenticate': 'Bearer' })
      const { pathname } = request.url
      if (!pathname.toLowerCase().startsWith(WEBHOOK_PATH)) return answerEmpty(404)
      return await handleManagement(engine, hub, request, pathname.slice(WEBHOOK_PATH.length))
    },
  }
}
