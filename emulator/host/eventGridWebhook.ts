import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { HostRequest, HostResponse } from '../http.ts'
import type { Invocation, RegisteredFunction } from '../worker/functionApp.ts'

export const EVENT_GRID_PATH = '/runtime/webhooks/eventgrid'

const gridEvent = z.looseObject({ data: z.unknown().optional() })
const validationEvents = z
  .array(z.object({ data: z.object({ validationCode: z.string() }) }))
  .min(1)

export interface EventGridWebhookOptions {
  readonly functions: ReadonlyMap<string, RegisteredFunction>
  /** Runs a function to its end; rejects where it throws. */
  readonly invoke: (
    functionName: string,
    invocation: Omit<Invocation, 'inputs'> & { readonly event: string },
  ) => Promise<void>
}

/**
 * The webhook of the Event Grid extension: `/runtime/webhooks/EventGrid?functionName=NAME`, answering as the real
 * host's does. A batch runs the function once per event, all at once; where one throws the whole batch is refused.
 */
export async function answerEventGrid(
  request: HostRequest,
  authorised: boolean,
  { functions, invoke }: EventGridWebhookOptions,
): Promise<HostResponse> {
  if (!authorised) return { status: 401, headers: { 'www-authenticate': 'Bearer' }, body: '' }
  const name = request.url.searchParams.get('functionName') ?? ''
  if (functions.get(name)?.trigger.type.toLowerCase() !== 'eventgridtrigger') {
    return text(404, `cannot find function: '${name}'`)
  }
  if (request.method === 'OPTIONS') {
    const origin = request.headers['webhook-request-origin'] ?? 'eventgrid.azure.net'
    return { status: 200, headers: { 'webhook-allowed-origin': origin }, body: '' }
  }

  switch ((request.headers['aeg-event-type'] ?? '').toLowerCase()) {
    case 'subscriptionvalidation': {
      const events = validationEvents.safeParse(parseBody(request))
      if (!events.success) return empty(500)
      const validationResponse = events.data[0]?.data.validationCode
      return text(200, JSON.stringify({ validationResponse }))
    }
    case 'notification': {
      const events = z.array(gridEvent).safeParse(parseBody(request))
      if (!events.success) return empty(500)
      const runs = await Promise.allSettled(
        events.data.map(event =>
          invoke(name, {
            invocationId: randomUUID(),
            triggerMetadata: { data: { data: 'json', json: JSON.stringify(event.data ?? null) } },
            event: JSON.stringify(event),
          }),
        ),
      )
      return runs.some(run => run.status === 'rejected')
        ? text(500, `Exception while executing function: Functions.${name}`)
        : empty(202)
    }
    case 'unsubscribe':
      return empty(202)
    default:
      return empty(400)
  }
}

function parseBody(request: HostRequest): unknown {
  try {
    return JSON.parse(Buffer.from(request.body).toString('utf8'))
  } catch {
    return undefined
  }
}

function empty(status: number): HostResponse {
  return { status, headers: {}, body: '' }
}

function text(status: number, body: string): HostResponse {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body }
}
