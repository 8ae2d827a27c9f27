import {
  eventRaised,
  executionTerminated,
  formatUtc,
  genericEvent,
  suspensionEvent,
} from './createHistoryEvents.ts'
import type { DurableEngine } from './engine.ts'
import {
  eventType,
  type GenericEvent,
  type HistoryEvent,
  type MessageEvent,
} from './historyEvents.ts'
import { hasEnded, plainGuid, startInstance } from './startInstance.ts'
import type { InstanceRecord, RuntimeStatus, StoreWriter } from './store.ts'

/**
 * - `accepted`: the request is on disk and the instance will get it.
 * - `missing`: no such instance. - `ended`: it has ended and hears nothing more.
 * - a status: the instance is in that state, which the request does not fit.
 */
export type OperationOutcome = 'accepted' | 'missing' | 'ended' | { readonly unfit: RuntimeStatus }

export type StartOutcome =
  | { readonly kind: 'started'; readonly instanceId: string }
  | { readonly kind: 'conflict'; readonly status: RuntimeStatus }

/** @param input - JSON text */
export async function startNew(
  engine: DurableEngine,
  name: string,
  instanceId: string | undefined,
  input: string | null,
): Promise<StartOutcome> {
  const id = instanceId ?? plainGuid()
  const { store } = engine
  const inTheWay = await store.commit(writer =>
    startInstance(store, writer, { instanceId: id, name, input, parent: null }, engine.clock()),
  )
  if (inTheWay !== undefined) return { kind: 'conflict', status: inTheWay }
  engine.forget(id)
  engine.wake(id)
  return { kind: 'started', instanceId: id }
}

/** @param data - JSON text */
export const raiseEvent = async (
  engine: DurableEngine,
  instanceId: string,
  eventName: string,
  data: string,
): Promise<OperationOutcome> =>
  await send(engine, instanceId, now => eventRaised(eventName, data, now))

export const terminate = async (
  engine: DurableEngine,
  instanceId: string,
  reason: string | null,
): Promise<OperationOutcome> =>
  await send(engine, instanceId, now => executionTerminated(reason, now))

export const suspend = async (
  engine: DurableEngine,
  instanceId: string,
  reason: string | null,
): Promise<OperationOutcome> =>
  await send(
    engine,
    instanceId,
    now => suspensionEvent(eventType.executionSuspended, reason, now),
    status => status !== 'Suspended',
  )

export const resume = async (
  engine: DurableEngine,
  instanceId: string,
  reason: string | null,
): Promise<OperationOutcome> =>
  await send(
    engine,
    instanceId,
    now => suspensionEvent(eventType.executionResumed, reason, now),
    status => status === 'Suspended',
  )

async function send(
  engine: DurableEngine,
  instanceId: string,
  event: (now: string) => MessageEvent,
  fits: (status: RuntimeStatus) => boolean = () => true,
): Promise<OperationOutcome> {
  const outcome = await engine.store.commit((writer): OperationOutcome => {
    const record = engine.store.instance(instanceId)
    if (record === undefined) return 'missing'
    if (hasEnded(record.runtimeStatus)) return 'ended'
    if (!fits(record.runtimeStatus)) return { unfit: record.runtimeStatus }
    writer.putMessage(instanceId, { event: event(formatUtc(engine.clock())), executionId: null })
    return 'accepted'
  })
  if (outcome === 'accepted') engine.wake(instanceId)
  return outcome
}

/**
 * Brings a failed orchestration back to before its failures: failed activities run again, failed sub-orchestrations are
 * rewound with it. What is taken out of the history stays in it as generic events.
 */
export async function rewind(
  engine: DurableEngine,
  instanceId: string,
  reason: string | null,
): Promise<OperationOutcome> {
  const wake: string[] = []
  const outcome = await engine.store.commit((writer): OperationOutcome => {
    const record = engine.store.instance(instanceId)
    if (record === undefined) return 'missing'
    if (record.runtimeStatus !== 'Failed') return { unfit: record.runtimeStatus }
    wake.push(...rewindExecution(engine, writer, record, reason))
    return 'accepted'
  })
  for (const id of wake) {
    engine.forget(id)
    engine.wake(id)
  }
  return outcome
}

/** @returns the instances that got a message; one that only waits for a rewound child gets none */
function rewindExecution(
  engine: DurableEngine,
  writer: StoreWriter,
  record: InstanceRecord,
  reason: string | null,
): string[] {
  const { store } = engine
  const history = store.history(record.instanceId)
  const failedWork = new Set<number>()
  for (const event of history) {
    if (
      event.EventType === eventType.taskFailed ||
      event.EventType === eventType.subOrchestrationFailed
    ) {
      failedWork.add(event.TaskScheduledId)
    }
  }

  const wake: string[] = []
  const rewound = history.map(event => {
    if (
      event.EventType === eventType.taskFailed ||
      event.EventType === eventType.subOrchestrationFailed ||
      event.EventType === eventType.executionCompleted
    ) {
      return blank(event)
    }
    if (!failedWork.has(event.EventId)) return event
    if (event.EventType === eventType.taskScheduled) return blank(event)
    if (event.EventType === eventType.subOrchestrationCreated) {
      const child = store.instance(event.InstanceId)
      if (child?.runtimeStatus === 'Failed') {
        wake.push(...rewindExecution(engine, writer, child, reason))
      }
    }
    return event
  })
  const now = engine.clock()
  writer.appendHistory(record.instanceId, 0, rewound)
  writer.putInstance({ ...record, runtimeStatus: 'Pending', output: null, lastUpdatedTime: now })
  if (wake.length === 0) {
    writer.putMessage(record.instanceId, {
      event: genericEvent(reason, formatUtc(now)),
      executionId: record.executionId,
    })
    wake.push(record.instanceId)
  }
  return wake
}

const blank = ({ EventId, IsPlayed, Timestamp }: HistoryEvent): GenericEvent => ({
  Data: null,
  EventType: eventType.generic,
  EventId,
  IsPlayed,
  Timestamp,
})

/** Deletes an ended instance with its history. */
export async function purge(engine: DurableEngine, instanceId: string): Promise<OperationOutcome> {
  return await engine.store.commit((writer): OperationOutcome => {
    const record = engine.store.instance(instanceId)
    if (record === undefined) return 'missing'
    if (!hasEnded(record.runtimeStatus)) return { unfit: record.runtimeStatus }
    writer.removeInstance(instanceId)
    return 'accepted'
  })
}

/** @returns how many were deleted; instances that have not ended never are */
export async function purgeWhere(
  engine: DurableEngine,
  matches: (record: InstanceRecord) => boolean,
): Promise<number> {
  return await engine.store.commit(writer => {
    const ended = [...engine.store.instances()].filter(
      record => hasEnded(record.runtimeStatus) && matches(record),
    )
    for (const { instanceId } of ended) writer.removeInstance(instanceId)
    return ended.length
  })
}
