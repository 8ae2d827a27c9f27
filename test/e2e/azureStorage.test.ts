import { TableServiceClient } from '@azure/data-tables'
import { afterAll, beforeAll } from 'vitest'
import { readSettings } from '../../shared/settings.ts'
import { connect, type Storage } from '../../shared/storage/connect.ts'
import { type RunningAzurite, runAzurite } from '../emulator/azurite/testAzurite.ts'
import { describeLake } from '../shared/storage/lakes.ts'
import { describeRows } from '../shared/storage/rowTables.ts'

let azurite: RunningAzurite
let connected: Storage
let count = 0
const fresh = (): string => `test-${count++}`

beforeAll(async () => {
  azurite = await runAzurite()
  const { connectionString } = azurite
  connected = await connect(readSettings({ AzureWebJobsStorage: connectionString }))
  await azurite.blobs.getContainerClient('bronze').create()
  const options = { allowInsecureConnection: true }
  await TableServiceClient.fromConnectionString(connectionString, options).createTable('trials')
})
afterAll(async () => {
  await azurite.end()
})

describeLake(
  'azureLake on Azurite',
  () => connected.lake,
  () => `bronze/${fresh()}`,
)
describeRows('azureRows on Azurite', () => connected.rows, fresh)
