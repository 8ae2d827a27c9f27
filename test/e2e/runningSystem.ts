import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { BlobServiceClient } from '@azure/storage-blob'
import { type Api, apiOf } from '../../cli/api.ts'
import { type PipelineDetail, pipelineDetail } from '../../cli/followPipeline.ts'
import { type System, type SystemOptions, startSystem } from '../../emulator/system.ts'
import type { SuccessManifest } from '../../shared/contracts/dataset.ts'
import { readSettings } from '../../shared/settings.ts'
import { connect, type Storage } from '../../shared/storage/connect.ts'
import { successManifestPath } from '../../shared/storage/paths.ts'
import { freePorts } from '../support/freePorts.ts'

export const ROOT = join(import.meta.dirname, '..', '..')

/** A system that runs, whoever has started it. */
export interface ReachedSystem extends Storage {
  readonly baseUrl: string
  readonly storageConnectionString: string
  readonly api: Api
  /** Puts files into bronze, one after the other. */
  drop(dataset: string, files: Readonly<Record<string, Uint8Array | string>>): Promise<void>
  /** Says that the dataset is whole with these files. */
  complete(
    dataset: string,
    files: Readonly<Record<string, Uint8Array | string>>,
    training?: SuccessManifest['training'],
  ): Promise<void>
  /** Asks for the pipeline until it is as wanted; throws with how it stood when time was up. */
  pipelineWhen(
    dataset: string,
    what: string,
    isSo: (pipeline: PipelineDetail) => boolean,
  ): Promise<PipelineDetail>
  /** Waits for the end of an orchestration; throws when time is up. */
  instanceEnded(instanceId: string): Promise<void>
}

export interface RunningSystem extends ReachedSystem {
  /** What storage and host keep, and all that they said: `system.log`. */
  readonly stateFolder: string
  /** Those that run now. */
  readonly processes: System['processes']
  /** Ends it, and removes its state folder where that is its own. */
  stop(): Promise<void>
}

/**
 * Azurite, the host with the built app, and the event source: on a port of their own where none is given, and with a state
 * folder of their own where none is.
 *
 * @param options.settings - app settings that are not those of `local.settings.json`
 */
export async function runSystem(
  options: Partial<Pick<SystemOptions, 'stateFolder' | 'port' | 'auth' | 'settings'>> = {},
): Promise<RunningSystem> {
  const { auth = false, settings = {} } = options
  const [port = 0] = options.port === undefined ? await freePorts(1) : [options.port]
  const stateFolder = options.stateFolder ?? (await mkdtemp(join(tmpdir(), 'e2e-')))
  const log = createWriteStream(join(stateFolder, 'system.log'), { flags: 'a' })
  const clear = async (): Promise<void> => {
    await finished(log.end())
    if (options.stateFolder === undefined) {
      await rm(stateFolder, { recursive: true, force: true, maxRetries: 5 })
    }
  }
  let system: System
  try {
    system = await startSystem({
      projectFolder: ROOT,
      stateFolder,
      port,
      auth,
      settings,
      // a process that has ended may still have been heard of last
      log: line => {
        if (!log.writableEnded) log.write(`${line}\n`)
      },
    })
  } catch (error) {
    await clear()
    throw error
  }
  const reached = await reachSystem(system.baseUrl, system.storageConnectionString)
  return {
    ...reached,
    stateFolder,
    get processes() {
      return system.processes
    },
    async stop() {
      await system.stop()
      await clear()
    },
  }
}

/** What a test can do with a system that runs. */
export async function reachSystem(
  baseUrl: string,
  storageConnectionString: string,
): Promise<ReachedSystem> {
  const storage = await connect(readSettings({ AzureWebJobsStorage: storageConnectionString }))
  const bronze =
    BlobServiceClient.fromConnectionString(storageConnectionString).getContainerClient('bronze')
  const api = apiOf(baseUrl)

  return {
    ...storage,
    baseUrl,
    storageConnectionString,
    api,
    async drop(dataset, files) {
      for (const [name, content] of Object.entries(files)) {
        const bytes = Buffer.from(content)
        await bronze.getBlockBlobClient(`${dataset}/${name}`).upload(bytes, bytes.length)
      }
    },
    async complete(dataset, files, training) {
      const manifest: SuccessManifest = {
        files: Object.entries(files).map(([name, content]) => ({
          name,
          bytes: Buffer.byteLength(content),
        })),
        ...(training !== undefined && { training }),
      }
      await storage.lake.write(successManifestPath(dataset), JSON.stringify(manifest))
    },
    async pipelineWhen(dataset, what, isSo) {
      const deadline = Date.now() + 240_000
      for (;;) {
        const pipeline = await api.get(`/api/pipelines/${dataset}`, pipelineDetail)
        if (pipeline !== undefined && isSo(pipeline)) return pipeline
        if (Date.now() > deadline) {
          throw new Error(`${dataset}: never ${what}; it stands at ${JSON.stringify(pipeline)}`)
        }
        await wait(250)
      }
    },
    async instanceEnded(instanceId) {
      const url = `${baseUrl}/runtime/webhooks/durabletask/instances/${instanceId}`
      const deadline = Date.now() + 240_000
      for (;;) {
        // 404: not started yet; 202: it runs
        const { status } = await fetch(url)
        if (status === 200) return
        if (Date.now() > deadline) throw new Error(`${instanceId}: its status is still ${status}`)
        await wait(250)
      }
    },
  }
}

/** Whether the newest run has ended. */
export function runHasEnded({ run }: PipelineDetail): boolean {
  return run !== null && ['Completed', 'Failed', 'Terminated'].includes(run.status)
}
