import type { ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { BlobServiceClient } from '@azure/storage-blob'
import { storageConnectionString } from '../../../emulator/azurite/ports.ts'
import { freePorts } from '../../support/freePorts.ts'
import { killed, ready, spawnChild } from '../childProcess.ts'

export interface RunningAzurite {
  readonly connectionString: string
  /** Does not try anything twice. */
  readonly blobs: BlobServiceClient
  /** `kill -9`. */
  kill(): Promise<void>
  /** Starts it again on the same data and ports. */
  restart(): Promise<void>
  /** Kills it and removes its data. */
  end(): Promise<void>
}

/** An Azurite on ports and a folder of its own. */
export async function runAzurite(): Promise<RunningAzurite> {
  const [blob = 0, queue = 0, table = 0] = await freePorts(3)
  const folder = await mkdtemp(path.join(tmpdir(), 'emulator-azurite-'))
  const settings = { location: folder, blobPort: blob, queuePort: queue, tablePort: table }
  const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)])
  const start = async (): Promise<ChildProcess> => await ready(spawnChild('azurite/main.js', flags))
  let child = await start()

  const connectionString = storageConnectionString({ blob, queue, table })
  return {
    connectionString,
    blobs: BlobServiceClient.fromConnectionString(connectionString, {
      retryOptions: { maxTries: 1 },
    }),
    kill: async () => await killed(child),
    async restart() {
      child = await start()
    },
    async end() {
      await killed(child)
      await rm(folder, { recursive: true, force: true })
    },
  }
}
