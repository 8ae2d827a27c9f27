import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createDurableExtension } from '../../../emulator/durable/createDurableExtension.ts'
import type { DurableExtension } from '../../../emulator/durable/extension.ts'
import { type FunctionsHost, startFunctionsHost } from '../../../emulator/host/functionsHost.ts'
import type { FunctionApp } from '../../../emulator/worker/functionApp.ts'
import { loadFunctionApp } from '../../../emulator/worker/loadFunctionApp.ts'

const repository = path.resolve(import.meta.dirname, '../../..')
export const goldenFolder = path.join(repository, 'test/golden/functions-host')

/** What an orchestrator function was sent and what it returned, in the order of its turns. */
export interface RecordedTurn {
  readonly context: { readonly history: readonly Record<string, unknown>[] } & Record<
    string,
    unknown
  >
  /** The context as it was sent. */
  readonly text: string
  /** The JSON text of its state, or the message of the error it threw. */
  readonly result: string
}

export interface SampleHost {
  readonly host: FunctionsHost
  readonly rpcUrl: string
  readonly keys: { readonly system: string }
  /** By instance. */
  readonly turns: ReadonlyMap<string, readonly RecordedTurn[]>
  stop(): Promise<void>
}

/** Compiles the app that the captures come from into a folder of its own. */
export function compileSampleApp(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'sample-app-'))
  cpSync(path.join(goldenFolder, 'sample-app'), folder, { recursive: true })
  // the golden is kept out of reach of our own compiler by its name
  renameSync(path.join(folder, 'src/functions.ts.txt'), path.join(folder, 'src/functions.ts'))
  symlinkSync(path.join(repository, 'node_modules'), path.join(folder, 'node_modules'))
  execFileSync(path.join(repository, 'node_modules/.bin/tsc'), ['-p', folder, '--types', 'node'])
  return folder
}

/** The sample app in the emulated host with the Durable extension, keys enforced, every orchestrator turn recorded. */
export async function startSampleHost(): Promise<SampleHost> {
  const appFolder = compileSampleApp()
  process.env['SAMPLE_CAPTURE_DIR'] = path.join(appFolder, 'captures')
  const loaded = await loadFunctionApp(appFolder)
  const turns = new Map<string, RecordedTurn[]>()
  const app = recording(loaded, turns)
  const stateFolder = path.join(appFolder, 'state')
  const createDurable = (served: FunctionApp) =>
    createDurableExtension({
      app: served,
      stateFolder,
      hubName: 'TestHubName',
      limits: { maxConcurrentActivityFunctions: 20, maxConcurrentOrchestratorFunctions: 20 },
      rpcPort: 0,
      systemKey: 'TESTKEY',
      log: () => {},
    })
  let durable: DurableExtension | undefined
  const host = await startFunctionsHost({
    app,
    durable: served => {
      durable = createDurable(served)
      return durable
    },
    port: 0,
    routePrefix: 'api',
    keys: {
      master: 'MASTERKEY',
      functionKeys: { default: 'FUNCTIONKEY' },
      systemKeys: { durabletask_extension: 'TESTKEY', eventgrid_extension: 'EVENTGRIDKEY' },
    },
    stateFolder,
    settings: {},
    bodyLimit: 1_000_000,
    log: () => {},
    logInvocation: () => {},
  })
  const binding: { rpcBaseUrl: string } = JSON.parse(durable?.clientBinding(host.baseUrl) ?? '')
  return {
    host,
    rpcUrl: binding.rpcBaseUrl,
    keys: { system: 'TESTKEY' },
    turns,
    async stop() {
      await host.stop()
      rmSync(appFolder, { recursive: true, force: true })
    },
  }
}

function recording(app: FunctionApp, turns: Map<string, RecordedTurn[]>): FunctionApp {
  return {
    functions: app.functions,
    close: async () => await app.close(),
    async invoke(name, invocation) {
      const trigger = app.functions.get(name)?.trigger
      if (trigger?.type !== 'orchestrationTrigger') return await app.invoke(name, invocation)
      const text = String(invocation.inputs[trigger.name]?.['string'])
      const context: RecordedTurn['context'] & { instanceId: string } = JSON.parse(text)
      const record = (result: unknown) => {
        const list = turns.get(context.instanceId) ?? []
        turns.set(context.instanceId, [...list, { context, text, result: String(result) }])
      }
      try {
        const result = await app.invoke(name, invocation)
        record(result.returnValue?.['json'])
        return result
      } catch (error) {
        record(error instanceof Error ? error.message : error)
        throw error
      }
    },
  }
}
