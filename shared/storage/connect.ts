import { TableClient } from '@azure/data-tables'
import type { TokenCredential } from '@azure/identity'
import { BlobServiceClient } from '@azure/storage-blob'
import { readSettings, type Settings } from '../settings.ts'
import { azureLake } from './azureLake.ts'
import { azureRows } from './azureRows.ts'
import type { Lake } from './lake.ts'
import type { Rows } from './rows.ts'

export interface Storage {
  readonly lake: Lake
  readonly rows: Rows
}

let connected: Promise<Storage> | undefined

/** The storage of this process, by its settings; connects at the first call. */
export async function storage(): Promise<Storage> {
  connected ??= connect(readSettings(process.env))
  return await connected
}

/**
 * Connects to the account that the settings name: by connection string, or by service URIs and managed identity.
 * Throws where they name none.
 */
export async function connect(settings: Settings): Promise<Storage> {
  const { AzureWebJobsStorage: connectionString } = settings
  if (connectionString !== undefined) {
    const options = { allowInsecureConnection: true }
    const tables = new Map<string, TableClient>()
    return {
      lake: azureLake(BlobServiceClient.fromConnectionString(connectionString)),
      rows: azureRows(name =>
        remembered(tables, name, () =>
          TableClient.fromConnectionString(connectionString, name, options),
        ),
      ),
    }
  }

  const blobUri = settings.AzureWebJobsStorage__blobServiceUri
  const tableUri = settings.AzureWebJobsStorage__tableServiceUri
  if (blobUri === undefined || tableUri === undefined) {
    throw new Error(
      'no storage account: set AzureWebJobsStorage to a connection string (UseDevelopmentStorage=true for Azurite), or AzureWebJobsStorage__blobServiceUri and AzureWebJobsStorage__tableServiceUri',
    )
  }
  const credential = await identity(settings)
  const tables = new Map<string, TableClient>()
  return {
    lake: azureLake(new BlobServiceClient(blobUri, credential)),
    rows: azureRows(name =>
      remembered(tables, name, () => new TableClient(tableUri, name, credential)),
    ),
  }
}

/** The identity this app runs as. Imported only where it is used: it takes 0.3 s to load. */
export async function identity(settings: Settings): Promise<TokenCredential> {
  const { DefaultAzureCredential } = await import('@azure/identity')
  const clientId = settings.AzureWebJobsStorage__clientId
  return new DefaultAzureCredential(
    clientId === undefined ? {} : { managedIdentityClientId: clientId },
  )
}

function remembered<T>(known: Map<string, T>, key: string, make: () => T): T {
  const value = known.get(key) ?? make()
  known.set(key, value)
  return value
}
