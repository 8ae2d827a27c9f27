import type { FunctionApp } from '../worker/functionApp.ts'
import { replayActions } from './actionReplay.ts'
import {
  executionCompleted,
  formatUtc,
  orchestratorBoundary,
  subOrchestrationCreated,
  taskScheduled,
  timerCreated,
} from './createHistoryEvents.ts'
import { asError } from './failureDetails.ts'
import { eventType, type FinalStatus, type HistoryEvent } from './historyEvents.ts'
import {
  type OrchestratorState,
  parseOrchestratorState,
  stateOfError,
} from './orchestratorState.ts'
import type { NewAction } from './outstandingWork.ts'
import type { KnownFunctions } from './startedActions.ts'
import type { InstanceRecord, QueuedMessage, RuntimeStatus } from './store.ts'
import { historyText, orchestratorInputs, resultText } from './workerContext.ts'

/** An execution's history with its text, so that a turn only writes what is new. */
export interface HistoryWithText {
  readonly events: readonly HistoryEvent[]
  readonly text: string
}

export interface TurnOutcome {
  /** What the turn adds to the history. */
  readonly events: readonly HistoryEvent[]
  readonly actions: readonly NewAction[]
  readonly runtimeStatus: RuntimeStatus
  /** Undefined: as it was. */
  readonly customStatus: string | undefined
  readonly output: string | null
  readonly continueAsNew: { readonly input: string | null } | undefined
  /** Why it failed, without the orchestrator's name. */
  readonly error: string | undefined
  readonly unknownFunctions: readonly string[]
}

export interface OrchestratorApp extends KnownFunctions {
  readonly app: FunctionApp
  readonly orchestrators: readonly string[]
}

const CUSTOM_STATUS_LIMIT_KB = 16

/**
 * One turn: the messages that arrived join the history, the orchestrator function runs against all of it, and what it
 * asks for beyond the history becomes new work. Nothing is stored here.
 *
 * @param messages - at least one, in the order of arrival
 * @param now - ms since 1970; the turn's `currentUtcDateTime`
 */
export async function runTurn(
  orchestrator: OrchestratorApp,
  record: InstanceRecord,
  past: HistoryWithText,
  messages: readonly QueuedMessage[],
  clock: () => number,
): Promise<TurnOutcome> {
  const started = orchestratorBoundary(eventType.orchestratorStarted, formatUtc(clock()))
  const arrived: HistoryEvent[] = messages.map(message => message.event)
  // the host continues an execution within the turn that ended the one before
  if (messages[0]?.continued) {
    arrived.push(orchestratorBoundary(eventType.orchestratorCompleted, started.Timestamp))
  }
  const incoming = [started, ...arrived]
  const history = [...past.events, ...incoming]

  const close = (decided: Decision): TurnOutcome => {
    const now = formatUtc(clock())
    const scheduled = decided.actions.map(action => scheduledEvent(action, record, now))
    if (decided.final !== undefined) {
      scheduled.push(executionCompleted(decided.nextId, decided.final, decided.output, now))
    }
    return {
      ...decided,
      runtimeStatus: decided.final ?? (decided.suspended ? 'Suspended' : 'Running'),
      events: [
        started,
        ...arrived.map(event => ({ ...event, IsPlayed: true })),
        ...scheduled,
        orchestratorBoundary(eventType.orchestratorCompleted, now),
      ],
    }
  }

  // neither an end from outside nor a suspended instance needs the function
  const terminated = arrived.find(event => event.EventType === eventType.executionTerminated)
  if (terminated !== undefined) {
    const nextId = nextSequenceNumber(history)
    return close({ ...undecided, nextId, final: 'Terminated', output: terminated.Input })
  }
  const suspension = history.findLast(
    event =>
      event.EventType === eventType.executionSuspended ||
      event.EventType === eventType.executionResumed,
  )
  if (suspension?.EventType === eventType.executionSuspended) {
    return close({ ...undecided, suspended: true, output: suspension.Reason })
  }

  const text = historyText(past.text, incoming)
  const state = await invoke(orchestrator, record, text, past.events.length > 0)
  return close(decide(orchestrator, record, state, history))
}

interface Decision {
  readonly actions: readonly NewAction[]
  readonly nextId: number
  readonly final: FinalStatus | undefined
  readonly suspended: boolean
  readonly customStatus: string | undefined
  readonly output: string | null
  readonly continueAsNew: TurnOutcome['continueAsNew']
  readonly error: string | undefined
  readonly unknownFunctions: readonly string[]
}

const undecided: Decision = {
  actions: [],
  nextId: 0,
  final: undefined,
  suspended: false,
  customStatus: undefined,
  output: null,
  continueAsNew: undefined,
  error: undefined,
  unknownFunctions: [],
}

async function invoke(
  { app, orchestrators }: OrchestratorApp,
  record: InstanceRecord,
  history: string,
  isReplaying: boolean,
): Promise<OrchestratorState | Error> {
  const registered = app.functions.get(record.name)
  if (registered?.trigger.type !== 'orchestrationTrigger') {
    const known = orchestrators.map(name => `'${name}'`).join(', ')
    return new Error(
      `The function '${record.name}' doesn't exist, is disabled, or is not an orchestrator function. Additional info: The following are the known orchestrator functions: ${known}.`,
    )
  }
  try {
    const result = await app.invoke(record.name, {
      invocationId: crypto.randomUUID(),
      ...orchestratorInputs(registered.trigger, record, history, isReplaying),
    })
    return parseOrchestratorState(resultText(result.returnValue) ?? '')
  } catch (thrown) {
    const state = stateOfError(thrown)
    if (state === undefined) return asError(thrown)
    const parsed = parseOrchestratorState(state)
    return {
      ...parsed,
      error: parsed.error ?? 'The orchestrator threw an error without a message.',
    }
  }
}

function decide(
  known: KnownFunctions,
  record: InstanceRecord,
  state: OrchestratorState | Error,
  history: readonly HistoryEvent[],
): Decision {
  const fail = (error: string, nextId: number, actions: readonly NewAction[] = []): Decision => ({
    ...undecided,
    actions,
    nextId,
    final: 'Failed',
    output: error.startsWith('Non-Deterministic')
      ? error
      : `Orchestrator function '${record.name}' failed: ${error}`,
    error,
  })
  if (state instanceof Error) return fail(state.message, nextSequenceNumber(history))

  const customStatus = jsonText(state.customStatus) ?? undefined
  const kilobytes = ((customStatus?.length ?? 0) * 2) / 1024
  if (kilobytes > CUSTOM_STATUS_LIMIT_KB) {
    return fail(
      `The UTF-16 size of the JSON-serialized payload must not exceed ${CUSTOM_STATUS_LIMIT_KB} KB. The current payload size is ${Math.floor(kilobytes)} KB.`,
      nextSequenceNumber(history),
    )
  }

  const replay = replayActions(state.actions, history, known)
  const { nextId, newActions: actions, suspended, unknownFunctions } = replay
  if (replay.failure !== undefined) return fail(replay.failure, nextId, actions)
  if (replay.finished && state.error !== undefined) {
    return { ...fail(state.error, nextId, actions), customStatus }
  }
  const soFar = { ...undecided, actions, nextId, suspended, customStatus, unknownFunctions }
  if (!replay.finished || !state.isDone) return soFar
  if (replay.continueAsNew !== undefined) {
    return { ...soFar, continueAsNew: { input: jsonText(replay.continueAsNew.input) } }
  }
  return { ...soFar, final: 'Completed', output: jsonText(state.output) }
}

const jsonText = (value: unknown): string | null =>
  value === undefined || value === null ? null : JSON.stringify(value)

export const subOrchestrationId = (
  record: InstanceRecord,
  action: NewAction & { readonly kind: 'subOrchestration' },
): string => action.instanceId ?? `${record.executionId}:${action.id}`

function scheduledEvent(action: NewAction, record: InstanceRecord, now: string): HistoryEvent {
  if (action.kind === 'timer') return timerCreated(action.id, formatUtc(action.fireAt), now)
  if (action.kind === 'subOrchestration') {
    const instanceId = subOrchestrationId(record, action)
    return subOrchestrationCreated(action.id, action.name, instanceId, now)
  }
  return taskScheduled(action.id, action.name, now)
}

const nextSequenceNumber = (history: readonly HistoryEvent[]): number =>
  history.reduce((next, { EventId }) => Math.max(next, EventId + 1), 0)
