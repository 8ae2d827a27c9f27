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

/** How often a call is tried while storage is away, with delays that double (milliseconds). */
interface Patience {
  readonly tries: number
  readonly firstDelay: number
  readonly longestDelay: number
}

/** Somebody waits for the answer: some 4 s. */
export const BRIEF: Patience = { tries: 4, firstDelay: 1000, longestDelay: 4000 }

/**
 * Work that would be lost, some 8 minutes: an outage is sat out where it is met. Durable's own retries cannot do that:
 * they begin the activity anew, and enough of them for minutes would also repeat an error that never passes for minutes.
 */
const PATIENT: Patience = { tries: 40, firstDelay: 1000, longestDelay: 15_000 }

let brief: Promise<Storage> | undefined
let patient: Promise<Storage> | undefined

/** The storage of this process, by its settings, for requests; connects at the first call. */
export async function storage(): Promise<Storage> {
  brief ??= connect(readSettings(process.env), BRIEF)
  return await brief
}

/** The same for activities: what they ask of it outlasts an outage of minutes. */
export async function patientStorage(): Promise<Storage> {
  patient ??= connect(readSettings(process.env), PATIENT)
  return await patient
}

/**
 * Connects to the account that the settings name: by connection string, or by service URIs and managed identity.
 * Throws where they name none.
 */
export async function connect(settings: Settings, patience = PATIENT): Promise<Storage> {
  const { AzureWebJobsStorage: connectionString } = settings
  const { tries, firstDelay, longestDelay } = patience
  const delays = { retryDelayInMs: firstDelay, maxRetryDelayInMs: longestDelay }
  const blobOptions = { retryOptions: { maxTries: tries, ...delays } }
  const tableOptions = { retryOptions: { maxRetries: tries - 1, ...delays } }
  const tables = new Map<string, TableClient>()
  if (connectionString !== undefined) {
    const options = { ...tableOptions, allowInsecureConnection: true }
    return {
      lake: azureLake(BlobServiceClient.fromConnectionString(connectionString, blobOptions)),
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
  return {
    lake: azureLake(new BlobServiceClient(blobUri, credential, blobOptions)),
    rows: azureRows(name =>
      remembered(tables, name, () => new TableClient(tableUri, name, credential, tableOptions)),
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
