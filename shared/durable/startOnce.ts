import type { DurableClient } from 'durable-functions'
import type { Orchestrator } from './orchestration.ts'
import { isUnknownInstance } from './orchestrationStatus.ts'

/**
 * Starts an orchestration unless its id was ever used: Durable starts a *finished* id over, so the id is looked up
 * first, and a race for it that another start wins is fine.
 *
 * @param before - what must be on record before it runs; done again where the start itself then fails
 * @returns whether this call started it
 */
export async function startOnce<Input>(
  client: DurableClient,
  orchestrator: Orchestrator<Input>,
  instanceId: string,
  input: NoInfer<Input>,
  before: () => Promise<void> = async () => {},
): Promise<boolean> {
  if (await exists(client, instanceId)) return false
  await before()
  try {
    await client.startNew(orchestrator.name, { instanceId, input })
    return true
  } catch (error) {
    // 409: somebody else started it between the two calls
    if (await exists(client, instanceId)) return false
    throw error
  }
}

async function exists(client: DurableClient, instanceId: string): Promise<boolean> {
  try {
    await client.getStatus(instanceId)
    return true
  } catch (error) {
    if (isUnknownInstance(error)) return false
    throw error
  }
}
