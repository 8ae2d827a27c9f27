/** The numbers of DurableTask's history events, as the host sends them. */
export const eventType = {
  executionStarted: 0,
  executionCompleted: 1,
  executionTerminated: 3,
  taskScheduled: 4,
  taskCompleted: 5,
  taskFailed: 6,
  subOrchestrationCreated: 7,
  subOrchestrationCompleted: 8,
  subOrchestrationFailed: 9,
  timerCreated: 10,
  timerFired: 11,
  orchestratorStarted: 12,
  orchestratorCompleted: 13,
  eventRaised: 15,
  generic: 17,
  executionSuspended: 19,
  executionResumed: 20,
} as const

/** Names that the management API shows for the numbers. */
export const eventTypeNames: Readonly<Record<number, string>> = {
  0: 'ExecutionStarted',
  1: 'ExecutionCompleted',
  3: 'ExecutionTerminated',
  4: 'TaskScheduled',
  5: 'TaskCompleted',
  6: 'TaskFailed',
  7: 'SubOrchestrationInstanceCreated',
  8: 'SubOrchestrationInstanceCompleted',
  9: 'SubOrchestrationInstanceFailed',
  10: 'TimerCreated',
  11: 'TimerFired',
  12: 'OrchestratorStarted',
  13: 'OrchestratorCompleted',
  15: 'EventRaised',
  17: 'GenericEvent',
  19: 'ExecutionSuspended',
  20: 'ExecutionResumed',
}

export type FinalStatus = 'Completed' | 'Failed' | 'Terminated'

export interface OrchestrationInstance {
  readonly InstanceId: string
  readonly ExecutionId: string
}

export interface ParentInstance {
  readonly Name: string
  readonly OrchestrationInstance: OrchestrationInstance
  readonly TaskScheduleId: number
  readonly Version: null
}

/** What every event ends with. `IsPlayed` is true for a message that an earlier turn consumed. */
export interface EventTail {
  readonly EventId: number
  readonly IsPlayed: boolean
  readonly Timestamp: string // ISO 8601, UTC
}

export interface ExecutionStarted extends EventTail {
  readonly OrchestrationInstance: OrchestrationInstance
  readonly EventType: 0
  readonly ParentInstance: ParentInstance | null
  readonly Name: string
  readonly Version: null
  readonly Input: string | null // JSON text
  readonly Tags: null
  readonly Correlation: null
  readonly ParentTraceContext: null
  readonly ScheduledStartTime: null
  readonly Generation: 0 | null
  readonly GenerateNewTrace: false
}

export interface ExecutionCompleted extends EventTail {
  readonly EventType: 1
  readonly OrchestrationStatus: FinalStatus
  readonly Result: string | null // JSON text, or a plain message
  readonly FailureDetails: null
}

export interface ExecutionTerminated extends EventTail {
  readonly EventType: 3
  readonly Input: string | null
}

export interface TaskScheduled extends EventTail {
  readonly EventType: 4
  readonly Name: string
  readonly Version: ''
  readonly Input: null
  readonly ParentTraceContext: null
  readonly Tags: null
}

export interface SubOrchestrationCreated extends EventTail {
  readonly EventType: 7
  readonly Name: string
  readonly Version: null
  readonly InstanceId: string
  readonly Input: null
  readonly ClientSpanId: null
  readonly Tags: null
}

/** An activity or a sub-orchestration that ended well; `Result` is JSON text, null for no value. */
export interface WorkCompleted extends EventTail {
  readonly EventType: 5 | 8
  readonly TaskScheduledId: number
  readonly Result: string | null
}

export interface WorkFailed extends EventTail {
  readonly EventType: 6 | 9
  readonly TaskScheduledId: number
  readonly Reason: string
  readonly Details: string
  readonly FailureDetails: null
}

export interface TimerCreated extends EventTail {
  readonly EventType: 10
  readonly FireAt: string
}

export interface TimerFired extends EventTail {
  readonly EventType: 11
  readonly TimerId: number
  readonly FireAt: string
}

export interface OrchestratorBoundary extends EventTail {
  readonly EventType: 12 | 13
}

export interface EventRaised extends EventTail {
  readonly EventType: 15
  readonly Name: string
  readonly Input: string // JSON text
  readonly ParentTraceContext: null
}

export interface GenericEvent extends EventTail {
  readonly Data: string | null
  readonly EventType: 17
}

export interface SuspensionEvent extends EventTail {
  readonly EventType: 19 | 20
  readonly Reason: string | null
}

export type HistoryEvent =
  | ExecutionStarted
  | ExecutionCompleted
  | ExecutionTerminated
  | TaskScheduled
  | SubOrchestrationCreated
  | WorkCompleted
  | WorkFailed
  | TimerCreated
  | TimerFired
  | OrchestratorBoundary
  | EventRaised
  | GenericEvent
  | SuspensionEvent

/** Events that reach an instance from outside its own turn. */
export type MessageEvent =
  | ExecutionStarted
  | ExecutionTerminated
  | WorkCompleted
  | WorkFailed
  | TimerFired
  | EventRaised
  | GenericEvent
  | SuspensionEvent
