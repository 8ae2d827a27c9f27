import { eventType, type HistoryEvent } from './historyEvents.ts'
import type { Action } from './orchestratorState.ts'
import { type NewAction, NonDeterminism } from './outstandingWork.ts'
import {
  type KnownFunctions,
  StartedActions,
  UnknownFunction,
  UnsupportedAction,
} from './startedActions.ts'

export interface Replay {
  /** In the order of their ids, which is the order in which they were asked for. */
  readonly newActions: readonly NewAction[]
  /** The id that the end of the orchestration takes. */
  readonly nextId: number
  /** Every action has its result and nothing is outstanding: not before may the orchestration end. */
  readonly finished: boolean
  readonly continueAsNew: { readonly input: unknown } | undefined
  readonly suspended: boolean
  /** The replay broke off here: the code does not match its history, or asks for what the emulator cannot do. */
  readonly failure: string | undefined
  /** Functions asked for that the app does not have; the host skips them, and whoever awaits one waits for ever. */
  readonly unknownFunctions: readonly string[]
}

/**
 * Walks an orchestration's actions along its history, as the Durable extension does with the actions that a worker
 * returns: they are awaited one after the other, and whatever has to be scheduled takes the next number at the moment
 * the event that causes it is met. So the numbers agree with those the library counts for itself, retry timers included.
 */
export function replayActions(
  actions: readonly Action[],
  history: readonly HistoryEvent[],
  known: KnownFunctions,
): Replay {
  const started = new StartedActions(known)
  const { work } = started
  const whileSuspended: HistoryEvent[] = []
  const unknownFunctions: string[] = []
  let nextAction = 0
  let allAwaited = false
  let suspended = false

  const startNext = (): void => {
    const index = nextAction
    const action = actions[index]
    nextAction += 1
    if (action === undefined) {
      allAwaited = true
      return
    }
    try {
      started.start(action, () => {
        if (nextAction === index + 1) startNext()
      })
    } catch (error) {
      if (!(error instanceof UnknownFunction)) throw error
      unknownFunctions.push(error.message)
      startNext()
    }
  }

  const process = (event: HistoryEvent): void => {
    if (event.EventType === eventType.executionResumed) {
      suspended = false
      for (const held of whileSuspended.splice(0)) process(held)
      return
    }
    if (suspended && event.EventType !== eventType.executionTerminated) {
      whileSuspended.push(event)
      return
    }
    switch (event.EventType) {
      case eventType.orchestratorStarted:
        started.currentUtc = Math.max(started.currentUtc, Date.parse(event.Timestamp))
        return
      case eventType.executionStarted:
        startNext()
        return
      case eventType.taskScheduled:
        work.confirm(event.EventId, 'activity', event.Name)
        return
      case eventType.subOrchestrationCreated:
        work.confirm(event.EventId, 'subOrchestration', event.Name)
        return
      case eventType.timerCreated:
        work.confirm(event.EventId, 'timer', '')
        return
      case eventType.taskCompleted:
      case eventType.subOrchestrationCompleted:
        work.complete(event.TaskScheduledId, { ok: true, result: event.Result })
        return
      case eventType.taskFailed:
      case eventType.subOrchestrationFailed:
        work.complete(event.TaskScheduledId, { ok: false })
        return
      case eventType.timerFired:
        work.complete(event.TimerId, { ok: true, result: null })
        return
      case eventType.eventRaised:
        started.events.raise(event.Name)
        return
      case eventType.executionSuspended:
        suspended = true
        return
      case eventType.orchestratorCompleted:
      case eventType.executionCompleted:
      case eventType.executionTerminated:
      case eventType.generic:
    }
  }

  let failure: string | undefined
  try {
    for (const event of history) process(event)
  } catch (error) {
    if (!(error instanceof NonDeterminism || error instanceof UnsupportedAction)) throw error
    failure = error.message
  }
  return {
    newActions: work.unconfirmed(),
    nextId: started.nextId,
    finished: allAwaited && !work.isAwaited,
    continueAsNew: started.continueAsNew,
    suspended,
    failure,
    unknownFunctions,
  }
}
