import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { startSupervised } from '../../emulator/supervise.ts'
import { startSystem } from '../../emulator/system.ts'
import { readSettings } from '../../shared/settings.ts'
import { connect } from '../../shared/storage/connect.ts'
import { PROJECT } from '../project.ts'
import { storeChampion } from './championLake.ts'
import type { MeasuredModel } from './model.ts'

/** A host that runs. */
export interface RunningHost {
  readonly baseUrl: string
  readonly pid: number
  stop(): Promise<void>
}

/** The whole system, its champion the model to be measured. */
export async function startServing(
  { bytes, version }: MeasuredModel,
  { folder, port }: { readonly folder: string; readonly port: number },
): Promise<RunningHost> {
  const log = createWriteStream(join(folder, 'system.log'))
  const system = await startSystem({
    projectFolder: PROJECT,
    stateFolder: join(folder, 'state'),
    port,
    auth: false,
    log: line => log.write(`${line}\n`),
  })
  try {
    const { lake } = await connect(
      readSettings({ AzureWebJobsStorage: system.storageConnectionString }),
    )
    await storeChampion(lake, bytes, version)
  } catch (error) {
    await system.stop()
    throw error
  }
  return {
    baseUrl: system.baseUrl,
    pid: system.processes.host.pid ?? 0,
    async stop() {
      await system.stop()
      log.end()
    },
  }
}

/** The emulator's host with a function that does nothing, started and listened to as the system's is. */
export async function startEmptyApp({
  folder,
  port,
}: {
  readonly folder: string
  readonly port: number
}): Promise<RunningHost> {
  const log = createWriteStream(join(folder, 'empty.log'))
  const host = await startSupervised({
    name: 'empty',
    script: join(PROJECT, 'dist', 'emulator', 'host', 'main.js'),
    arguments: [
      '--app',
      join(PROJECT, 'bench', 'serve', 'emptyApp'),
      '--port',
      String(port),
      '--state',
      join(folder, 'empty-state'),
    ],
    environment: {},
    folder: PROJECT,
    log: line => log.write(`${line}\n`),
  })
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    pid: host.process.pid ?? 0,
    async stop() {
      await host.stop()
      log.end()
    },
  }
}
