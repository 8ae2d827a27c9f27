import { describe, expect, it } from 'vitest'
import { reachStorage } from '../../cli/storageAccount.ts'
import { storageConnectionString } from '../../emulator/azurite/ports.ts'
import { freePorts } from '../support/freePorts.ts'

describe('the storage account of npm run drop and npm run table', () => {
  it('is said to be away, and how to start one, where nothing answers', {
    timeout: 60_000,
  }, async () => {
    const [port = 0] = await freePorts(1)
    const named = storageConnectionString({ blob: port, queue: port, table: port })
    await expect(reachStorage({ AzureWebJobsStorage: named })).rejects.toThrow(
      /^The storage account cannot be used: .*ECONNREFUSED.*"npm start"/,
    )
  })

  it('is said to be named wrongly', async () => {
    await expect(reachStorage({ AzureWebJobsStorage: 'nonsense' })).rejects.toThrow(
      /^The storage account cannot be used: .*AzureWebJobsStorage names/,
    )
  })
})
