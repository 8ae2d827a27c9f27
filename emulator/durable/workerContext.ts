import type { RegisteredFunction, TypedData } from '../worker/functionApp.ts'
import type { HistoryEvent } from './historyEvents.ts'
import { HTTP_POLL_MS } from './httpPolling.ts'
import type { InstanceRecord } from './store.ts'

/**
 * Events as they stand in the context's `history`.
 *
 * @param before - the text of those that come before them
 */
export const historyText = (before: string, events: readonly HistoryEvent[]): string =>
  events
    .map(event => JSON.stringify(event, null, 2).replaceAll(/^/gm, '    '))
    .reduce((text, event) => (text === '' ? event : `${text},\n${event}`), before)

const SHORT_TIMER_LIMIT = '6.00:00:00'
const LONG_TIMER_INTERVAL = '3.00:00:00'

/**
 * The inputs of an orchestrator's invocation. Its trigger metadata lack one entry of the host's: the whole context a
 * second time, which the worker would parse again on every turn and nobody reads.
 */
export function orchestratorInputs(
  trigger: RegisteredFunction['trigger'],
  record: InstanceRecord,
  history: string, // by `historyText`
  isReplaying: boolean,
): {
  readonly inputs: Record<string, TypedData>
  readonly triggerMetadata: Record<string, TypedData>
} {
  const input: unknown = record.input === null ? null : JSON.parse(record.input)
  const settings = {
    upperSchemaVersion: 1,
    upperSchemaVersionNew: 3,
    longRunningTimerIntervalDuration: LONG_TIMER_INTERVAL,
    maximumShortTimerDuration: SHORT_TIMER_LIMIT,
    defaultHttpAsyncRequestSleepTimeMillseconds: HTTP_POLL_MS, // spelled so by the host
  }
  const rest = JSON.stringify(
    {
      input,
      instanceId: record.instanceId,
      isReplaying,
      parentInstanceId: record.parent?.OrchestrationInstance.InstanceId ?? null,
      sourceInstanceId: null,
      ...settings,
    },
    null,
    2,
  )
  const context = `{\n  "history": [\n${history}\n  ],\n${rest.slice('{\n'.length)}`

  const triggerMetadata: Record<string, TypedData> = {}
  if (typeof input === 'string') triggerMetadata['input'] = { string: input }
  else if (input !== null) triggerMetadata['input'] = { json: JSON.stringify(input) }
  triggerMetadata['instanceId'] = { string: record.instanceId }
  triggerMetadata['isReplaying'] = { string: dotNetText(isReplaying) }
  for (const [name, value] of Object.entries(settings)) {
    triggerMetadata[name] = { string: dotNetText(value) }
  }
  return { inputs: { [trigger.name]: { string: context } }, triggerMetadata }
}

/**
 * The inputs of an activity's invocation. The host binds the input as text: strings arrive as the JSON text that the
 * library made of them, numbers and objects as JSON, booleans as .NET writes them (`True`), null as nothing.
 */
export function activityInputs(
  trigger: RegisteredFunction['trigger'],
  instanceId: string,
  input: unknown,
): {
  readonly inputs: Record<string, TypedData>
  readonly triggerMetadata: Record<string, TypedData>
} {
  const triggerMetadata: Record<string, TypedData> = { instanceId: { string: instanceId } }
  if (input === null || input === undefined) {
    return { inputs: { [trigger.name]: {} }, triggerMetadata }
  }
  const text = dotNetText(input)
  triggerMetadata[trigger.name] = { string: text }
  triggerMetadata['data'] = { json: JSON.stringify(input) }
  if (typeof input === 'object' && !Array.isArray(input)) {
    for (const [name, value] of Object.entries(input)) {
      if (value !== null) triggerMetadata[name] = { string: dotNetText(value) }
    }
  }
  return { inputs: { [trigger.name]: { string: text } }, triggerMetadata }
}

function dotNetText(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return JSON.stringify(value)
}

const INT64_BITS = 64

/** What a worker returned, as the JSON text that history keeps; null for no value. */
export function resultText(returned: TypedData | undefined): string | null {
  if (returned === undefined) return null
  const { string, json, int, double, bytes } = returned
  if (typeof string === 'string') return JSON.stringify(string)
  if (typeof json === 'string') return json
  if (typeof int === 'number') {
    // the worker's message has a signed 64-bit field: a larger number wraps
    return Number.isSafeInteger(int) ? String(int) : String(BigInt.asIntN(INT64_BITS, BigInt(int)))
  }
  if (typeof double === 'number') return JSON.stringify(double)
  if (bytes instanceof Uint8Array) return JSON.stringify(Buffer.from(bytes).toString('base64'))
  return null
}
