import { tmpdir } from 'node:os'
import { z } from 'zod'

/**
 * Every setting the app reads, with its default; `local.settings.example.json` names them all.
 * On Azure the storage account is named by its service URIs and reached by managed identity, on one machine by a
 * connection string.
 */
const settingsSchema = z.object({
  /** Connection string of the storage account (Azurite, or an account with keys); absent on Azure. */
  AzureWebJobsStorage: z.string().optional(),
  AzureWebJobsStorage__blobServiceUri: z.url().optional(),
  AzureWebJobsStorage__tableServiceUri: z.url().optional(),
  /** Client id of the user-assigned identity; absent: the system-assigned one, or whoever is logged in. */
  AzureWebJobsStorage__clientId: z.string().optional(),
  /** Endpoint of the Event Grid topic that gets our own events; absent: none are published. */
  EVENTS_TOPIC_ENDPOINT: z.url().optional(),
  /** Without a `_SUCCESS` file, training starts when no table has arrived for so long. */
  SETTLE_SECONDS: z.coerce.number().positive().default(120),
  /** Where a person is to decide on a new version, the champion stays when nobody has for so long. */
  APPROVAL_SECONDS: z.coerce.number().positive().max(31_536_000).default(604_800),
  /** Datasets, with commas, whose patients may be shown as examples to whoever may predict: open or made-up ones. */
  EXAMPLE_DATASETS: z
    .string()
    .default('')
    .transform(names =>
      names
        .split(',')
        .map(name => name.trim())
        .filter(name => name !== ''),
    ),
  /** Big tables are promoted in ranges of about this size, a multiple of 64 MiB. */
  RANGE_MIB: z.coerce.number().int().multipleOf(64).min(64).default(128),
  /** Worker threads for heavy work on this instance. */
  WORKER_THREADS: z.coerce.number().int().min(1).max(64).default(2),
  /** Memory that a worker thread may use for JavaScript objects; numbers in arrays do not count. */
  WORKER_HEAP_MIB: z.coerce.number().int().min(64).default(1024),
  /** Memory that DuckDB may use per activity before it spills to disk. */
  DUCKDB_MEMORY_MIB: z.coerce.number().int().min(128).default(512),
  /** Where activities put their temporary files. */
  TEMPORARY_FOLDER: z.string().default(tmpdir()),
})

export type Settings = z.infer<typeof settingsSchema>

/** Parses the environment; throws naming every setting that is wrong. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = settingsSchema.safeParse(given)
  if (!parsed.success) {
    throw new Error(`app settings are wrong:\n${z.prettifyError(parsed.error)}`)
  }
  return parsed.data
}
