import { formatUtc, workCompleted, workFailed } from './createHistoryEvents.ts'
import { orchestrationFailureDetails } from './failureDetails.ts'
import { eventType } from './historyEvents.ts'
import { subOrchestrationId, type TurnOutcome } from './orchestratorTurn.ts'
import type { NewAction } from './outstandingWork.ts'
import { continueInstance, hasEnded, startInstance } from './startInstance.ts'
import type {
  ActivityItem,
  DurableStore,
  InstanceRecord,
  QueuedMessage,
  StoreWriter,
  TimerItem,
} from './store.ts'

/** What the rest of the engine has to take up once a turn is on disk. */
export interface TurnEffects {
  readonly activities: ActivityItem[]
  readonly timers: TimerItem[]
  /** Instances that got a message. */
  readonly wake: string[]
  readonly ended: boolean
}

/**
 * Writes a turn: its events, its new work, what it consumed, and where it ended, its parent's message.
 *
 * @param historyLength - events stored before the turn
 * @returns undefined where the instance was purged or started over meanwhile: then only the messages go
 */
export function commitTurn(
  store: DurableStore,
  writer: StoreWriter,
  record: InstanceRecord,
  historyLength: number,
  consumed: readonly QueuedMessage[],
  outcome: TurnOutcome,
  now: number,
): TurnEffects | undefined {
  const { instanceId } = record
  for (const { seq } of consumed) writer.removeMessage(instanceId, seq)
  if (store.instance(instanceId)?.executionId !== record.executionId) return undefined

  const ended = hasEnded(outcome.runtimeStatus)
  const effects: TurnEffects = { activities: [], timers: [], wake: [], ended }
  if (outcome.continueAsNew !== undefined) {
    continueInstance(
      writer,
      { ...record, customStatus: outcome.customStatus ?? record.customStatus },
      outcome.continueAsNew.input,
      now,
    )
    effects.wake.push(instanceId)
    return effects
  }

  // an instance that has ended waits for nothing any more
  if (ended) writer.dropWork(instanceId)
  writer.appendHistory(instanceId, historyLength, outcome.events)
  writer.putInstance({
    ...record,
    runtimeStatus: outcome.runtimeStatus,
    output: outcome.output,
    customStatus: outcome.customStatus ?? record.customStatus,
    lastUpdatedTime: now,
  })
  for (const action of outcome.actions) {
    if (!ended || action.kind === 'subOrchestration') {
      schedule(store, writer, record, action, now, effects)
    }
  }
  if (ended && record.parent !== null) tellParent(writer, record, outcome, now, effects)
  return effects
}

function schedule(
  store: DurableStore,
  writer: StoreWriter,
  record: InstanceRecord,
  action: NewAction,
  now: number,
  effects: TurnEffects,
): void {
  const { instanceId, executionId } = record
  switch (action.kind) {
    case 'activity':
    case 'http': {
      const work =
        action.kind === 'http'
          ? { kind: 'http' as const, call: action.call }
          : { kind: 'function' as const, input: action.input }
      effects.activities.push(
        writer.addActivity({ instanceId, executionId, taskId: action.id, name: action.name, work }),
      )
      return
    }
    case 'timer':
      effects.timers.push(
        writer.addTimer({
          instanceId,
          executionId,
          timerId: action.id,
          fireAt: action.fireAt,
          created: formatUtc(now),
        }),
      )
      return
    case 'subOrchestration': {
      const childId = subOrchestrationId(record, action)
      const inTheWay = startInstance(
        store,
        writer,
        {
          instanceId: childId,
          name: action.name,
          input:
            action.input === undefined || action.input === null
              ? null
              : JSON.stringify(action.input),
          parent: {
            Name: record.name,
            OrchestrationInstance: { InstanceId: instanceId, ExecutionId: executionId },
            TaskScheduleId: action.id,
            Version: null,
          },
        },
        now,
      )
      if (inTheWay === undefined) effects.wake.push(childId)
      else {
        const reason = `An Orchestration instance with the status ${inTheWay} already exists.`
        writer.putMessage(instanceId, {
          event: workFailed(
            eventType.subOrchestrationFailed,
            action.id,
            reason,
            orchestrationFailureDetails(reason),
            formatUtc(now),
          ),
          executionId,
        })
        effects.wake.push(instanceId)
      }
    }
  }
}

function tellParent(
  writer: StoreWriter,
  { parent }: InstanceRecord,
  { runtimeStatus, output, error }: TurnOutcome,
  now: number,
  effects: TurnEffects,
): void {
  if (parent === null) return
  const { InstanceId, ExecutionId } = parent.OrchestrationInstance
  const event =
    runtimeStatus === 'Completed'
      ? workCompleted(
          eventType.subOrchestrationCompleted,
          parent.TaskScheduleId,
          output,
          formatUtc(now),
        )
      : workFailed(
          eventType.subOrchestrationFailed,
          parent.TaskScheduleId,
          output ?? '',
          orchestrationFailureDetails(error ?? output ?? ''),
          formatUtc(now),
        )
  writer.putMessage(InstanceId, { event, executionId: ExecutionId })
  effects.wake.push(InstanceId)
}
