import { readSettings } from '../shared/settings.ts'
import { BRIEF, connect, type Storage } from '../shared/storage/connect.ts'
import { CHAMPION_PATH } from '../shared/storage/paths.ts'

/**
 * The storage account for a person at a terminal, who is told within seconds where nothing answers; later calls sit out an
 * outage as the app's own do.
 *
 * @throws where it is not named rightly, or cannot be reached
 */
export async function reachStorage(environment: NodeJS.ProcessEnv): Promise<Storage> {
  const settings = readSettings(withAzurite(environment))
  try {
    const { lake } = await connect(settings, BRIEF)
    await lake.stat(CHAMPION_PATH)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(
      `The storage account cannot be used: ${why}. On this machine "npm start" starts one; AzureWebJobsStorage names another.`,
      { cause: error },
    )
  }
  return await connect(settings)
}

/** The environment that names the storage account; where it names none, the account that `npm start` runs. */
function withAzurite(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const named = Object.keys(environment).some(name => name.startsWith('AzureWebJobsStorage'))
  return named ? environment : { ...environment, AzureWebJobsStorage: 'UseDevelopmentStorage=true' }
}
