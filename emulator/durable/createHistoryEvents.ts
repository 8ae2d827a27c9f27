import {
  type EventRaised,
  type EventTail,
  type ExecutionCompleted,
  type ExecutionStarted,
  type ExecutionTerminated,
  eventType,
  type FinalStatus,
  type GenericEvent,
  type OrchestratorBoundary,
  type SubOrchestrationCreated,
  type SuspensionEvent,
  type TaskScheduled,
  type TimerCreated,
  type TimerFired,
  type WorkCompleted,
  type WorkFailed,
} from './historyEvents.ts'

// Key order is the host's: it is what the worker and the management API show.

const tail = (Timestamp: string, EventId = -1): EventTail => ({
  EventId,
  IsPlayed: false,
  Timestamp,
})

export const executionStarted = (
  fields: Pick<ExecutionStarted, 'OrchestrationInstance' | 'ParentInstance' | 'Name' | 'Input'> & {
    /** Started by a client; children and continued executions have no generation. */
    readonly byClient: boolean
  },
  now: string,
): ExecutionStarted => ({
  OrchestrationInstance: fields.OrchestrationInstance,
  EventType: eventType.executionStarted,
  ParentInstance: fields.ParentInstance,
  Name: fields.Name,
  Version: null,
  Input: fields.Input,
  Tags: null,
  Correlation: null,
  ParentTraceContext: null,
  ScheduledStartTime: null,
  Generation: fields.byClient ? 0 : null,
  GenerateNewTrace: false,
  ...tail(now),
})

export const executionCompleted = (
  id: number,
  OrchestrationStatus: FinalStatus,
  Result: string | null,
  now: string,
): ExecutionCompleted => ({
  EventType: eventType.executionCompleted,
  OrchestrationStatus,
  Result,
  FailureDetails: null,
  ...tail(now, id),
})

export const executionTerminated = (Input: string | null, now: string): ExecutionTerminated => ({
  EventType: eventType.executionTerminated,
  Input,
  ...tail(now),
})

export const taskScheduled = (id: number, Name: string, now: string): TaskScheduled => ({
  EventType: eventType.taskScheduled,
  Name,
  Version: '',
  Input: null,
  ParentTraceContext: null,
  Tags: null,
  ...tail(now, id),
})

export const subOrchestrationCreated = (
  id: number,
  Name: string,
  InstanceId: string,
  now: string,
): SubOrchestrationCreated => ({
  EventType: eventType.subOrchestrationCreated,
  Name,
  Version: null,
  InstanceId,
  Input: null,
  ClientSpanId: null,
  Tags: null,
  ...tail(now, id),
})

export const workCompleted = (
  EventType: 5 | 8,
  TaskScheduledId: number,
  Result: string | null,
  now: string,
): WorkCompleted => ({ EventType, TaskScheduledId, Result, ...tail(now) })

export const workFailed = (
  EventType: 6 | 9,
  TaskScheduledId: number,
  Reason: string,
  Details: string,
  now: string,
): WorkFailed => ({
  EventType,
  TaskScheduledId,
  Reason,
  Details,
  FailureDetails: null,
  ...tail(now),
})

export const timerCreated = (id: number, FireAt: string, now: string): TimerCreated => ({
  EventType: eventType.timerCreated,
  FireAt,
  ...tail(now, id),
})

/** Its time is that of the timer's creation: the host writes the message then and hides it until it is due. */
export const timerFired = (TimerId: number, FireAt: string, created: string): TimerFired => ({
  EventType: eventType.timerFired,
  TimerId,
  FireAt,
  ...tail(created),
})

export const orchestratorBoundary = (EventType: 12 | 13, now: string): OrchestratorBoundary => ({
  EventType,
  ...tail(now),
})

export const eventRaised = (Name: string, Input: string, now: string): EventRaised => ({
  EventType: eventType.eventRaised,
  Name,
  Input,
  ParentTraceContext: null,
  ...tail(now),
})

export const genericEvent = (Data: string | null, now: string): GenericEvent => ({
  Data,
  EventType: eventType.generic,
  ...tail(now),
})

export const suspensionEvent = (
  EventType: 19 | 20,
  Reason: string | null,
  now: string,
): SuspensionEvent => ({ EventType, Reason, ...tail(now) })

/** As .NET writes a UTC time: a fraction without trailing zeros, none for a whole second. */
export function formatUtc(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.?0*Z$/, 'Z')
}
