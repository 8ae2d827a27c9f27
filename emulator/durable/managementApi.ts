import type { HostRequest, HostResponse } from '../http.ts'
import type { DurableEngine } from './engine.ts'
import {
  type OperationOutcome,
  purge,
  purgeWhere,
  raiseEvent,
  resume,
  rewind,
  startNew,
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
import { checkStatusLinks, type HubAddress } from './managementLinks.ts'
import { hasEnded } from './startInstance.ts'
import { parsed, type StatusOptions, statusPayload } from './statusPayload.ts'
import type { InstanceRecord } from './store.ts'

const STATUSES = new Set<string>([
  'Pending',
  'Running',
  'Suspended',
  'Completed',
  'Failed',
  'Terminated',
  'Canceled',
  'ContinuedAsNew',
])
const DEFAULT_PAGE = 100
const LONGEST_INSTANCE_ID = 256
const CLIENT_RETRY_S = '10'
const STATUS_RETRY_S = '5'

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
  const call: Call = { engine, hub, request, query }
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

interface Call {
  readonly engine: DurableEngine
  readonly hub: HubAddress
  readonly request: HostRequest
  readonly query: Query
}

const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

async function handleInstances(call: Call, segments: readonly string[]): Promise<HostResponse> {
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

function showInstance({ engine, query, request }: Call, id: string): HostResponse {
  const record = engine.store.instance(id)
  if (record === undefined) return answerEmpty(404)
  const body = statusPayload(record, statusOptions(query), () => engine.store.history(id))
  if (!hasEnded(record.runtimeStatus)) {
    return answerJson(202, body, { location: request.url.href, 'retry-after': STATUS_RETRY_S })
  }
  const isError =
    record.runtimeStatus === 'Failed' && query.flag('returnInternalServerErrorOnFailure', false)
  return answerJson(isError ? 500 : 200, body)
}

const statusOptions = (query: Query): StatusOptions => ({
  showInput: query.flag('showInput', true),
  showHistory: query.flag('showHistory', false),
  showHistoryOutput: query.flag('showHistoryOutput', false),
})

function listInstances({ engine, query, request }: Call): HostResponse {
  const prefix = query.text('instanceIdPrefix') ?? ''
  const matches = filterOf(query)
  const pageSize = query.number('top') ?? DEFAULT_PAGE
  const options = { ...statusOptions(query), showHistory: false }
  const token = request.headers['x-ms-continuation-token']
  const from = token === undefined ? prefix : Buffer.from(token, 'base64').toString()

  const page: Record<string, unknown>[] = []
  const headers: Record<string, string> = {}
  for (const record of engine.store.instances(from)) {
    if (!record.instanceId.startsWith(prefix)) {
      if (record.instanceId > prefix) break
      continue
    }
    if (!matches(record)) continue
    if (page.length >= pageSize) {
      headers['x-ms-continuation-token'] = Buffer.from(record.instanceId).toString('base64')
      break
    }
    page.push(statusPayload(record, options, () => []))
  }
  return answerJson(200, page, headers)
}

/** Filters by creation time and status; names of no status are ignored, as the host does. */
function filterOf(query: Query): (record: InstanceRecord) => boolean {
  const from = query.time('createdTimeFrom') ?? Number.NEGATIVE_INFINITY
  const to = query.time('createdTimeTo') ?? Number.POSITIVE_INFINITY
  const statuses = new Set(query.list('runtimeStatus').filter(status => STATUSES.has(status)))
  return ({ createdTime, runtimeStatus }) =>
    createdTime >= from && createdTime <= to && (statuses.size === 0 || statuses.has(runtimeStatus))
}

async function purgeOne({ engine }: Call, id: string): Promise<HostResponse> {
  const outcome = await purge(engine, id)
  if (outcome === 'accepted') return answerJson(200, { instancesDeleted: 1 })
  if (typeof outcome === 'object') {
    return answerJson(
      412,
      `Only orchestrations in a terminal state can be purged, but the orchestration with instance ID ${id} has status ${outcome.unfit}`,
    )
  }
  return answerEmpty(404)
}

async function purgeByFilter({ engine, query }: Call): Promise<HostResponse> {
  if (query.time('createdTimeFrom') === undefined) {
    return answerJson(400, "Please provide value for 'createdTimeFrom' parameter.")
  }
  const instancesDeleted = await purgeWhere(engine, filterOf(query))
  return instancesDeleted === 0 ? answerEmpty(404) : answerJson(200, { instancesDeleted })
}

async function handleRaiseEvent(
  { engine, request }: Call,
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

async function handleStart(call: Call, segments: readonly string[]): Promise<HostResponse> {
  const [name, id] = segments
  if (call.request.method !== 'POST' || !name || segments.length > 2) return answerEmpty(404)
  if (id !== undefined && id.length > LONGEST_INSTANCE_ID) {
    return answerException(
      400,
      'One or more of the arguments submitted is incorrect',
      'System.ArgumentException',
      `Instance ID lengths must not exceed ${LONGEST_INSTANCE_ID} characters.`,
    )
  }
  // the host hands on an empty body as an empty text
  const body = textOf(call.request)
  let input: string
  try {
    input = body === '' ? '""' : JSON.stringify(JSON.parse(body))
  } catch (error) {
    return answerInvalidJson(error)
  }
  return await startAndAnswer(call, name, id === '' ? undefined : id, input)
}

async function handleRestart(call: Call, id: string): Promise<HostResponse> {
  const record = call.engine.store.instance(id)
  if (record === undefined) {
    return answerException(
      400,
      'InstanceId does not match a valid orchestration instance.',
      'System.ArgumentException',
      `No instance with ID '${id}' was found. (Parameter 'instanceId')`,
    )
  }
  const newId = call.query.flag('restartWithNewInstanceId', true) ? undefined : id
  return await startAndAnswer(call, record.name, newId, record.input)
}

async function startAndAnswer(
  call: Call,
  name: string,
  id: string | undefined,
  input: string | null,
): Promise<HostResponse> {
  const { engine, hub, query, request } = call
  const outcome = await startNew(engine, name, id, input)
  if (outcome.kind === 'conflict') {
    return answerJson(409, {
      Message: `An Orchestration instance with the status ${outcome.status} already exists.`,
    })
  }
  const timeout = query.number('timeout')
  const interval = query.number('pollingInterval')
  if (timeout !== undefined && interval !== undefined) {
    const ended = await waitForEnd(engine, outcome.instanceId, timeout * 1000)
    if (ended?.runtimeStatus === 'Completed') return answerJson(200, parsed(ended.output))
    if (ended !== undefined) return showInstance(call, outcome.instanceId)
  }
  const links = checkStatusLinks(request.url.origin, outcome.instanceId, hub)
  return answerJson(202, links, {
    location: links.statusQueryGetUri,
    'retry-after': CLIENT_RETRY_S,
  })
}

const POLL_MS = 20

async function waitForEnd(
  engine: DurableEngine,
  id: string,
  timeout: number,
): Promise<InstanceRecord | undefined> {
  const deadline = engine.clock() + timeout
  for (;;) {
    const record = engine.store.instance(id)
    if (record !== undefined && hasEnded(record.runtimeStatus)) return record
    if (engine.clock() >= deadline) return undefined
    await new Promise(resolve => {
      setTimeout(resolve, POLL_MS)
    })
  }
}

const textOf = ({ body }: HostRequest): string => new TextDecoder().decode(body)
