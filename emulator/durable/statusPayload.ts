import { eventType, eventTypeNames, type HistoryEvent } from './historyEvents.ts'
import type { InstanceRecord } from './store.ts'

export interface StatusOptions {
  readonly showInput: boolean
  readonly showHistory: boolean
  readonly showHistoryOutput: boolean
}

/** An instance as the management API shows it, keys in the host's order. */
export function statusPayload(
  record: InstanceRecord,
  options: StatusOptions,
  history: () => readonly HistoryEvent[],
): Record<string, unknown> {
  return {
    name: record.name,
    instanceId: record.instanceId,
    ...(record.parent === null
      ? {}
      : { parentInstanceId: record.parent.OrchestrationInstance.InstanceId }),
    runtimeStatus: record.runtimeStatus,
    input: options.showInput ? parsed(record.input) : null,
    customStatus: parsed(record.customStatus),
    output: parsed(record.output),
    createdTime: wholeSeconds(record.createdTime),
    lastUpdatedTime: wholeSeconds(record.lastUpdatedTime),
    ...(options.showHistory && record.runtimeStatus !== 'Pending'
      ? { historyEvents: historyView(history(), options) }
      : {}),
  }
}

/** JSON text as its value; text that is no JSON (a message, a reason) as itself. */
export function parsed(text: string | null): unknown {
  if (text === null) return null
  const trimmed = text.trim()
  if (trimmed === '') return ''
  try {
    return JSON.parse(trimmed)
  } catch {
    return trimmed
  }
}

const wholeSeconds = (milliseconds: number): string =>
  `${new Date(milliseconds).toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length)}Z`

/**
 * The history for a reader: no turn boundaries, work that has ended stands once, at its end, with the time it was asked
 * for.
 */
export function historyView(
  history: readonly HistoryEvent[],
  { showInput, showHistoryOutput }: StatusOptions,
): Record<string, unknown>[] {
  const asked = new Map<string, { readonly event: HistoryEvent; readonly name: string }>()
  const hidden = new Set<HistoryEvent>()
  const view = new Map<HistoryEvent, Record<string, unknown>>()
  for (const event of history) {
    const { EventId, IsPlayed: _, ...shown } = event
    const item: Record<string, unknown> = { ...shown, EventType: eventTypeNames[event.EventType] }
    view.set(event, item)
    switch (event.EventType) {
      case eventType.orchestratorStarted:
      case eventType.orchestratorCompleted:
        hidden.add(event)
        break
      case eventType.executionStarted:
        for (const key of ['Name', 'OrchestrationInstance', 'ParentInstance', 'Version', 'Tags']) {
          delete item[key]
        }
        item['FunctionName'] = event.Name
        break
      case eventType.taskScheduled:
      case eventType.subOrchestrationCreated:
        asked.set(`${event.EventType} ${EventId}`, { event, name: event.Name })
        delete item['Version']
        break
      case eventType.taskCompleted:
      case eventType.taskFailed:
      case eventType.subOrchestrationCompleted:
      case eventType.subOrchestrationFailed: {
        const isTask =
          event.EventType === eventType.taskCompleted || event.EventType === eventType.taskFailed
        const kind = isTask ? eventType.taskScheduled : eventType.subOrchestrationCreated
        delete item['TaskScheduledId']
        if ('Result' in event) showResult(item, event.Result, showHistoryOutput)
        const scheduled = asked.get(`${kind} ${event.TaskScheduledId}`)
        if (scheduled === undefined) break
        hidden.add(scheduled.event)
        item['ScheduledTime'] = scheduled.event.Timestamp.replace('Z', '+00:00')
        item['FunctionName'] = scheduled.name
        if ('InstanceId' in scheduled.event) item['InstanceId'] = scheduled.event.InstanceId
        if (showInput) item['Input'] = null
        break
      }
      case eventType.executionCompleted:
        showResult(item, event.Result, showHistoryOutput)
        break
      case eventType.timerFired:
        delete item['TimerId']
        break
      case eventType.timerCreated:
      case eventType.eventRaised:
      case eventType.executionTerminated:
      case eventType.executionSuspended:
      case eventType.executionResumed:
      case eventType.generic:
    }
    if (!showInput) delete item['Input']
  }
  return history.filter(event => !hidden.has(event)).map(event => view.get(event) ?? {})
}

function showResult(item: Record<string, unknown>, result: string | null, shown: boolean): void {
  if (shown) item['Result'] = parsed(result)
  else delete item['Result']
}
