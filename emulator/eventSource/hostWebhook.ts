import { z } from 'zod'
import type { BlobCreatedEvent } from './blobCreatedEvent.ts'

export interface HostAddress {
  readonly hostUrl: string
  readonly hostKey: string | undefined
}

/** Event Grid gives up on an answer after 30 s. */
const ANSWER_TIMEOUT = 30_000

const functionList = z.array(
  z.object({
    name: z.string(),
    config: z.object({ bindings: z.array(z.looseObject({ type: z.string() })) }),
  }),
)

/**
 * The functions of a running host that have an Event Grid trigger.
 *
 * @throws where the host does not answer, or lists no function at all: it has not loaded its app yet
 */
export async function findEventGridFunctions(
  { hostUrl, hostKey }: HostAddress,
  stop: AbortSignal,
): Promise<string[]> {
  const answer = await fetch(`${hostUrl}/admin/functions`, {
    headers: keyHeader(hostKey),
    signal: AbortSignal.any([stop, AbortSignal.timeout(ANSWER_TIMEOUT)]),
  }).catch(() => undefined)
  if (answer === undefined) throw new Error(`no Functions host answers at ${hostUrl}`)
  if (!answer.ok)
    throw new Error(`the Functions host does not list its functions (${answer.status})`)
  const functions = functionList.parse(await answer.json())
  if (functions.length === 0) throw new Error('the Functions host has no functions yet')
  return functions
    .filter(({ config }) => config.bindings.some(({ type }) => /^eventGridTrigger$/i.test(type)))
    .map(({ name }) => name)
}

/** @returns the status of the answer; `unreachable` where there was none */
export async function postEvents(
  { hostUrl, hostKey }: HostAddress,
  functionName: string,
  events: readonly BlobCreatedEvent[],
  stop: AbortSignal,
): Promise<number | 'unreachable'> {
  const url = `${hostUrl}/runtime/webhooks/EventGrid?functionName=${encodeURIComponent(functionName)}`
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'aeg-event-type': 'Notification',
        ...keyHeader(hostKey),
      },
      body: JSON.stringify(events),
      signal: AbortSignal.any([stop, AbortSignal.timeout(ANSWER_TIMEOUT)]),
    })
    await answer.arrayBuffer()
    return answer.status
  } catch (error) {
    // no answer in time counts as one that was refused: what hangs is the function, not the network
    return error instanceof Error && error.name === 'TimeoutError' ? 504 : 'unreachable'
  }
}

function keyHeader(key: string | undefined): Record<string, string> {
  return key === undefined ? {} : { 'x-functions-key': key }
}
