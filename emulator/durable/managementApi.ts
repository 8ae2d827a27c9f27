import type { HostRequest, HostResponse } from '../http.ts'
import type { DurableEngine } from './engine.ts'
import {
  type OperationOutcome,
  raiseEvent,
  resume,
  rewind,
  suspend,
  terminate,
} from './instanceOperations.ts'
import {
  answerEmpty,
  answerException,
  answerInvalidJson,
  answerJson,
  Query,
} from './managementAnswers.ts'
import { type ManagementCall, textOf } from './managementCall.ts'
import type { HubAddress } from './managementLinks.ts'
import { listInstances, purgeByFilter, purgeOne, showInstance } from './managementQueries.ts'
import { handleRestart, handleStart } from './managementStart.ts'
import { hasEnded } from './startInstance.ts'

/**
 * The Durable HTTP API, as the extension serves it under the webhook and, for the Node library, at the local RPC endpoint.
 *
 * @param path - what follows the base address, `instances/abc`, percent-encoded
 */
export async function handleManagement(
  engine: DurableEngine,
  hub: HubAddress,
  request: HostRequest,
  path: string,
): Promise<HostResponse> {
  const query = new Query(request.url)
  const taskHub = query.text('taskHub')
  if (taskHub !== undefined && taskHub.toLowerCase() !== hub.hubName.toLowerCase()) {
    return answerEmpty(404)
  }
  const [area = '', ...segments] = path
    .replaceAll(/^\/+|\/+$/g, '')
    .split('/')
    .map(decoded)
  const call: ManagementCall = { engine, hub, request, query }
  try {
    switch (area) {
      case 'orchestrators':
        return await handleStart(call, segments)
      case 'instances':
        return await handleInstances(call, segments)
      case 'entities':
        return answerJson(501, {
          Message: 'Durable entities do not run in the emulator; run the app with Core Tools.',
        })
      default:
        return answerEmpty(404)
    }
  } catch (error) {
    return answerException(
      500,
      'Something went wrong while processing your request',
      'System.Exception',
      error instanceof Error ? error.message : String(error),
    )
  }
}

const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

async function handleInstances(
  call: ManagementCall,
  segments: readonly string[],
): Promise<HostResponse> {
  const { method } = call.request
  const [id, operation, eventName] = segments
  if (id === undefined || id === '') {
    if (method === 'GET') return listInstances(call)
    return method === 'DELETE' ? await purgeByFilter(call) : answerEmpty(404)
  }
  if (operation === undefined) {
    if (method === 'GET') return showInstance(call, id)
    return method === 'DELETE' ? await purgeOne(call, id) : answerEmpty(404)
  }
  if (method !== 'POST') return answerEmpty(404)
  const reason = call.query.text('reason') ?? null
  const verb = operation.toLowerCase()
  if (verb === 'raiseevent' && eventName !== undefined && segments.length === 3) {
    return await handleRaiseEvent(call, id, eventName)
  }
  if (segments.length > 2) return answerEmpty(404)
  switch (verb) {
    case 'terminate':
      return answerOperation(id, verb, await terminate(call.engine, id, reason))
    case 'suspend':
      return answerOperation(id, verb, await suspend(call.engine, id, reason))
    case 'resume':
      return answerOperation(id, verb, await resume(call.engine, id, reason))
    case 'rewind':
      return answerRewind(id, await rewind(call.engine, id, reason))
    case 'restart':
      return await handleRestart(call, id)
    default:
      return answerEmpty(404)
  }
}

function answerOperation(id: string, verb: string, outcome: OperationOutcome): HostResponse {
  if (outcome === 'accepted') return answerEmpty(202)
  if (outcome === 'missing') return answerEmpty(404)
  if (outcome === 'ended') return answerEmpty(410)
  return answerException(
    500,
    'Something went wrong while processing your request',
    'System.InvalidOperationException',
    `Cannot ${verb} the orchestration instance ${id} because instance is in the ${outcome.unfit} state.`,
  )
}

function answerRewind(id: string, outcome: OperationOutcome): HostResponse {
  if (outcome === 'accepted') return answerEmpty(202)
  if (typeof outcome === 'object') {
    return answerJson(
      412,
      `This orchestration has status ${outcome.unfit}, but only orchestrations in the "Failed" state can be rewound.`,
    )
  }
  // the dollar sign is the host's
  return answerJson(404, `No orchestration with instance ID "$${id}" found.`)
}

async function handleRaiseEvent(
  { engine, request }: ManagementCall,
  id: string,
  eventName: string,
): Promise<HostResponse> {
  const record = engine.store.instance(id)
  if (record === undefined) return answerEmpty(404)
  if (hasEnded(record.runtimeStatus)) return answerEmpty(410)
  const mediaType = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  if (mediaType !== 'application/json') {
    return answerJson(400, { Message: 'Only application/json request content is supported' })
  }
  let data: string
  try {
    data = JSON.stringify(JSON.parse(textOf(request)))
  } catch (error) {
    return answerInvalidJson(error)
  }
  return answerOperation(id, 'raise an event for', await raiseEvent(engine, id, eventName, data))
}
