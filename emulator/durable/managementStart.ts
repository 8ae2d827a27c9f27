import type { HostResponse } from '../http.ts'
import type { DurableEngine } from './engine.ts'
import { startNew } from './instanceOperations.ts'
import { answerEmpty, answerException, answerInvalidJson, answerJson } from './managementAnswers.ts'
import { type ManagementCall, textOf } from './managementCall.ts'
import { checkStatusLinks } from './managementLinks.ts'
import { showInstance } from './managementQueries.ts'
import { hasEnded } from './startInstance.ts'
import { parsed } from './statusPayload.ts'
import type { InstanceRecord } from './store.ts'

const LONGEST_INSTANCE_ID = 256
const CLIENT_RETRY_S = '10'
const POLL_MS = 20

export async function handleStart(
  call: ManagementCall,
  segments: readonly string[],
): Promise<HostResponse> {
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

export async function handleRestart(call: ManagementCall, id: string): Promise<HostResponse> {
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
  call: ManagementCall,
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
