import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import type { ConcurrencyLimits } from './engine.ts'

const hostJson = z.object({
  extensions: z
    .object({
      durableTask: z
        .object({
          hubName: z.string().optional(),
          maxConcurrentActivityFunctions: z.int().positive().optional(),
          maxConcurrentOrchestratorFunctions: z.int().positive().optional(),
        })
        .optional(),
    })
    .optional(),
})

/** What the host calls its task hub where host.json names none and the app is not in Azure. */
const DEFAULT_HUB = 'TestHubName'
const FUNCTIONS_PER_CORE = 10

export interface DurableSettings {
  readonly hubName: string
  readonly limits: ConcurrencyLimits
}

/**
 * `extensions.durableTask` of an app's host.json, the host's defaults in place of what it leaves out.
 *
 * @param settings - app settings, for a hub name like `%TASKHUB_NAME%`
 */
export async function readDurableSettings(
  appFolder: string,
  settings: Readonly<Record<string, string | undefined>>,
): Promise<DurableSettings> {
  const file = path.join(appFolder, 'host.json')
  const parsed = hostJson.safeParse(JSON.parse(await readFile(file, 'utf8')))
  if (!parsed.success) throw new Error(`${file} is wrong:\n${z.prettifyError(parsed.error)}`)
  const durable = parsed.data.extensions?.durableTask ?? {}
  const perMachine = FUNCTIONS_PER_CORE * availableParallelism()
  return {
    hubName: (durable.hubName ?? DEFAULT_HUB).replaceAll(/%([^%]+)%/g, (whole, name: string) => {
      const value = settings[name]
      if (value === undefined)
        throw new Error(`${file}: hubName ${whole} needs the app setting ${name}.`)
      return value
    }),
    limits: {
      maxConcurrentActivityFunctions: durable.maxConcurrentActivityFunctions ?? perMachine,
      maxConcurrentOrchestratorFunctions: durable.maxConcurrentOrchestratorFunctions ?? perMachine,
    },
  }
}
