import { TableClient } from '@azure/data-tables'
import { describe, expect, it, onTestFinished } from 'vitest'
import { eventually } from '../childProcess.ts'
import { runAzurite } from './testAzurite.ts'

const WRITERS = 8
const KILLS = 3

describe('Azurite', () => {
  it('still has everything it acknowledged, after kill -9 at any moment', async () => {
    const azurite = await runAzurite()
    onTestFinished(async () => await azurite.end())
    const container = azurite.blobs.getContainerClient('bronze')
    const table = TableClient.fromConnectionString(azurite.connectionString, 'promotions', {
      allowInsecureConnection: true,
      retryOptions: { maxRetries: 0 },
    })
    await container.create()
    await table.createTable()

    const blobs = new Map<string, string>()
    const rows = new Map<string, number>()
    let acknowledged = 0
    for (let round = 0; round < KILLS; round++) {
      // writers that go on until the storage is gone; each knows what was acknowledged to it
      const time = new AbortController()
      const write = async (writer: number): Promise<void> => {
        for (let n = 0; !time.signal.aborted; n++) {
          const name = `w${writer}/${n % 5}`
          const content = `round ${round}, writer ${writer}, write ${n} ${'x'.repeat(n)}`
          try {
            await container.getBlockBlobClient(name).upload(content, content.length)
            blobs.set(name, content)
            acknowledged += 1
            await table.upsertEntity(
              { partitionKey: `w${writer}`, rowKey: `${n % 3}`, n },
              'Replace',
            )
            rows.set(`w${writer}/${n % 3}`, n)
          } catch {
            // not acknowledged: whether it is there is open
            blobs.delete(name)
            rows.delete(`w${writer}/${n % 3}`)
            return
          }
        }
      }
      const writers = Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)))
      const enough = acknowledged + 30 + round * 37
      await eventually(() => (acknowledged > enough ? true : undefined))
      await azurite.kill()
      time.abort()
      await writers
      await azurite.restart()

      for (const [name, content] of blobs) {
        const bytes = await container.getBlobClient(name).downloadToBuffer()
        expect(bytes.toString()).toBe(content)
      }
      for (const [key, n] of rows) {
        const [partitionKey = '', rowKey = ''] = key.split('/')
        expect((await table.getEntity<{ n: number }>(partitionKey, rowKey)).n).toBe(n)
      }
    }

    // and every blob that a listing shows can be read, acknowledged or not
    for await (const { name } of container.listBlobsFlat()) {
      await container.getBlobClient(name).downloadToBuffer()
    }
  })
})
