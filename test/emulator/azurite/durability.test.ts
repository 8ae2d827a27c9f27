import { TableClient } from '@azure/data-tables'
import { describe, expect, it } from 'vitest'
import { killed } from '../childProcess.ts'
import { testAzurite } from './testAzurite.ts'

const WRITERS = 8
const KILLS = 3

describe('Azurite', () => {
  it('still has everything it acknowledged, after kill -9 at any moment', async () => {
    const azurite = await testAzurite()
    let child = await azurite.start()
    const container = azurite.blobs.getContainerClient('bronze')
    const table = TableClient.fromConnectionString(azurite.connectionString, 'promotions', {
      allowInsecureConnection: true,
      retryOptions: { maxRetries: 0 },
    })
    await container.create()
    await table.createTable()

    const blobs = new Map<string, string>()
    const rows = new Map<string, number>()
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
      await new Promise(resolve => setTimeout(resolve, 300 + round * 97))
      await killed(child)
      time.abort()
      await writers
      child = await azurite.start()

      expect(blobs.size).toBeGreaterThan(WRITERS)
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
