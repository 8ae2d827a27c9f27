import { executionStarted, formatUtc } from './createHistoryEvents.ts'
import type { ParentInstance } from './historyEvents.ts'
import type { DurableStore, InstanceRecord, RuntimeStatus, StoreWriter } from './store.ts'

export interface NewInstance {
  readonly instanceId: string
  readonly name: string
  readonly input: string | null // JSON text
  readonly parent: ParentInstance | null
}

export const hasEnded = (status: RuntimeStatus): boolean =>
  status === 'Completed' || status === 'Failed' || status === 'Terminated'

/** The name of the host's identifiers that carry no hyphens. */
export const plainGuid = (): string => crypto.randomUUID().replaceAll('-', '')

/**
 * Writes an instance and its first message. An id whose instance has ended is started over, with nothing of the old
 * execution left.
 *
 * @returns the status of the instance that stands in the way, undefined if none does
 */
export function startInstance(
  store: DurableStore,
  writer: StoreWriter,
  { instanceId, name, input, parent }: NewInstance,
  now: number,
): RuntimeStatus | undefined {
  const existing = store.instance(instanceId)
  if (existing !== undefined) {
    if (!hasEnded(existing.runtimeStatus)) return existing.runtimeStatus
    writer.removeInstance(instanceId)
  }
  const executionId = parent === null ? crypto.randomUUID() : plainGuid()
  writer.putInstance({
    instanceId,
    executionId,
    name,
    parent,
    runtimeStatus: 'Pending',
    input,
    output: null,
    customStatus: null,
    createdTime: now,
    lastUpdatedTime: now,
  })
  const event = executionStarted(
    {
      OrchestrationInstance: { InstanceId: instanceId, ExecutionId: executionId },
      ParentInstance: parent,
      Name: name,
      Input: input,
      byClient: parent === null,
    },
    formatUtc(now),
  )
  writer.putMessage(instanceId, { event, executionId })
  return undefined
}

/** Ends an execution and begins the next of the same instance, with an empty history. */
export function continueInstance(
  writer: StoreWriter,
  record: InstanceRecord,
  input: string | null,
  now: number,
): void {
  const { instanceId, name, parent } = record
  const executionId = plainGuid()
  writer.clearHistory(instanceId)
  writer.dropWork(instanceId)
  writer.putInstance({ ...record, executionId, input, output: null, lastUpdatedTime: now })
  const event = executionStarted(
    {
      OrchestrationInstance: { InstanceId: instanceId, ExecutionId: executionId },
      ParentInstance: parent,
      Name: name,
      Input: input,
      byClient: false,
    },
    formatUtc(now),
  )
  writer.putMessage(instanceId, { event, executionId, continued: true })
}
