import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { z } from 'zod'

/** Parallelism that the Durable extension takes per core where host.json says nothing. */
const CONCURRENT_PER_CORE = 10

const functionLimit = z
  .int()
  .positive()
  .default(availableParallelism() * CONCURRENT_PER_CORE)

const hostJson = z.object({
  extensions: z
    .object({
      http: z.object({ routePrefix: z.string().default('api') }).prefault({}),
      durableTask: z
        .object({
          hubName: z.string().default('TestHubName'),
          maxConcurrentActivityFunctions: functionLimit,
          maxConcurrentOrchestratorFunctions: functionLimit,
        })
        .prefault({}),
    })
    .prefault({}),
})

/** What the emulator reads of host.json. */
export interface HostJson {
  /** Without slashes at its ends. */
  readonly routePrefix: string
  readonly hubName: string
  readonly maxConcurrentActivityFunctions: number
  readonly maxConcurrentOrchestratorFunctions: number
}

const localSettings = z.object({
  IsEncrypted: z.literal(false).optional(),
  Values: z.record(z.string(), z.string()).default({}),
})

/**
 * host.json of an app, with the real host's defaults for what it leaves out.
 *
 * @param settings - app settings, for a hub name like `%TASKHUB_NAME%`
 */
export async function readHostJson(
  appFolder: string,
  settings: Readonly<Record<string, string | undefined>>,
): Promise<HostJson> {
  const file = path.join(appFolder, 'host.json')
  const parsed = hostJson.safeParse((await readJson(file)) ?? {})
  if (!parsed.success) throw new Error(`${file} is wrong:\n${z.prettifyError(parsed.error)}`)
  const { http, durableTask } = parsed.data.extensions
  const hubName = durableTask.hubName.replaceAll(/%([^%]+)%/g, (whole, name: string) => {
    const value = settings[name]
    if (value === undefined) {
      throw new Error(`${file}: hubName ${whole} needs the app setting ${name}.`)
    }
    return value
  })
  return { ...durableTask, hubName, routePrefix: http.routePrefix.replace(/^\/+|\/+$/g, '') }
}

/**
 * App settings of one machine: local.settings.json, or the example that comes with the project where there is none.
 *
 * @returns names and values, and the file they came from (undefined: neither is there)
 */
export async function readLocalSettings(appFolder: string): Promise<{
  readonly values: Readonly<Record<string, string>>
  readonly file: string | undefined
}> {
  for (const name of ['local.settings.json', 'local.settings.example.json']) {
    const file = path.join(appFolder, name)
    const json = await readJson(file)
    if (json === undefined) continue
    const parsed = localSettings.safeParse(json)
    if (!parsed.success) throw new Error(`${file} is wrong:\n${z.prettifyError(parsed.error)}`)
    return { values: parsed.data.Values, file: name }
  }
  return { values: {}, file: undefined }
}

/** Undefined where the file is missing. */
async function readJson(file: string): Promise<unknown> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`${file} is no JSON: ${error instanceof Error ? error.message : ''}`, {
      cause: error,
    })
  }
}
