import type { ChildProcess } from 'node:child_process'
import { BlobServiceClient } from '@azure/storage-blob'
import { storageConnectionString } from '../../../emulator/azurite/ports.ts'
import { freePorts, startChild, temporaryFolder } from '../childProcess.ts'

export interface TestAzurite {
  readonly connectionString: string
  readonly blobs: BlobServiceClient
  /** Starts it, or starts it again, on the same data and ports. */
  start(): Promise<ChildProcess>
}

/** An Azurite on ports and a folder of its own, not yet started. */
export async function testAzurite(): Promise<TestAzurite> {
  const [blob = 0, queue = 0, table = 0] = await freePorts(3)
  const folder = await temporaryFolder()
  const connectionString = storageConnectionString({ blob, queue, table })
  return {
    connectionString,
    blobs: BlobServiceClient.fromConnectionString(connectionString, {
      retryOptions: { maxTries: 1 },
    }),
    start: async () =>
      await startChild('azurite/main.js', [
        '--location',
        folder,
        '--blobPort',
        String(blob),
        '--queuePort',
        String(queue),
        '--tablePort',
        String(table),
      ]),
  }
}
