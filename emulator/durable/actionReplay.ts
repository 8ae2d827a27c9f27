import { eventType, type HistoryEvent } from './historyEvents.ts'
import { pollAfter } from './httpPolling.ts'
import type { Action, HttpCall, RetryOptions } from './orchestratorState.ts'
import {
  type Completion,
  type NewAction,
  NonDeterminism,
  OutstandingWork,
} from './outstandingWork.ts'
import { retryDelay } from './retryDelay.ts'

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

export interface KnownFunctions {
  isActivity(name: string): boolean
  isOrchestrator(name: string): boolean
}

const HTTP_ACTIVITY = 'BuiltIn::HttpActivity'
const LONGEST_TIMER_MS = 6 * 24 * 3_600_000
const LONG_TIMER_INTERVAL_MS = 3 * 24 * 3_600_000

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
  const work = new OutstandingWork()
  const waiters = new Map<string, (() => void)[]>()
  const buffered = new Map<string, number>()
  const whileSuspended: HistoryEvent[] = []
  let nextId = 0
  let nextAction = 0
  let currentUtc = 0
  let allAwaited = false
  let suspended = false
  let continueAsNew: Replay['continueAsNew']
  const unknownFunctions: string[] = []

  const startNext = () => {
    const index = nextAction
    const action = actions[index]
    nextAction += 1
    if (action === undefined) {
      allAwaited = true
      return
    }
    try {
      start(action, () => {
        if (nextAction === index + 1) startNext()
      })
    } catch (error) {
      if (!(error instanceof UnknownFunction)) throw error
      unknownFunctions.push(error.message)
      startNext()
    }
  }

  const start = (action: Action, done: () => void): void => {
    switch (action.actionType) {
      case 0:
        activity(action.functionName, action.input, done)
        return
      case 1:
        withRetries(
          action.retryOptions,
          settled => activity(action.functionName, action.input, settled),
          done,
        )
        return
      case 2:
        subOrchestration(action.functionName, action.instanceId, action.input, done)
        return
      case 3:
        withRetries(
          action.retryOptions,
          settled =>
            subOrchestration(action.functionName, action.instanceId, action.input, settled),
          done,
        )
        return
      case 4:
        continueAsNew = { input: action.input }
        done()
        return
      case 5:
        timer(Date.parse(action.fireAt), action.isCanceled, done)
        return
      case 6:
        externalEvent(action.externalEventName, done)
        return
      case 8:
        http(action.httpRequest, nextId++, done)
        return
      case 11: {
        let decided = false
        for (const child of action.compoundActions) {
          start(child, () => {
            if (decided) return
            decided = true
            done()
          })
        }
        return
      }
      case 12: {
        let left = action.compoundActions.length
        for (const child of action.compoundActions) {
          start(child, () => {
            left -= 1
            if (left === 0) done()
          })
        }
        return
      }
      case 7:
      case 9:
      case 10:
      case 13:
      case 14:
        throw new UnsupportedAction(
          `Durable entities do not run in the emulator (${action.operation ?? 'lock'} on ${action.instanceId ?? 'an entity'}). ` +
            'Keep that state in an orchestration or in storage, or run the app with Core Tools.',
        )
    }
  }

  const activity = (name: string, input: unknown, settled: (completion: Completion) => void) => {
    if (!known.isActivity(name)) throw new UnknownFunction(name)
    work.add({ kind: 'activity', id: nextId++, name, input }, settled)
  }

  const subOrchestration = (
    name: string,
    instanceId: string | null | undefined,
    input: unknown,
    settled: (completion: Completion) => void,
  ) => {
    if (!known.isOrchestrator(name)) throw new UnknownFunction(name)
    const own = instanceId === null || instanceId === '' ? undefined : instanceId
    work.add({ kind: 'subOrchestration', id: nextId++, name, instanceId: own, input }, settled)
  }

  const withRetries = (
    options: RetryOptions,
    attemptOnce: (settled: (completion: Completion) => void) => void,
    done: () => void,
  ) => {
    let attempt = 1
    const settled = (completion: Completion) => {
      if (completion.ok) {
        done()
        return
      }
      const isLast = attempt >= options.maxNumberOfAttempts
      const fireAt = currentUtc + retryDelay(options, attempt)
      attempt += 1
      work.add({ kind: 'timer', id: nextId++, fireAt }, isLast ? done : () => attemptOnce(settled))
    }
    attemptOnce(settled)
  }

  // A cancelled timer stays in history but is no longer waited for, neither by its task nor by the instance's end.
  const timer = (finalFireAt: number, cancelled: boolean, done: () => void) => {
    const segment = () => {
      const isLong = finalFireAt - currentUtc > LONGEST_TIMER_MS
      const fireAt = isLong ? currentUtc + LONG_TIMER_INTERVAL_MS : finalFireAt
      const fired = () => {
        if (isLong) segment()
        else if (!cancelled) done()
      }
      work.add({ kind: 'timer', id: nextId++, fireAt }, fired, !cancelled)
    }
    segment()
  }

  const externalEvent = (name: string, done: () => void) => {
    const early = buffered.get(name) ?? 0
    if (early > 0) {
      buffered.set(name, early - 1)
      done()
      return
    }
    const list = waiters.get(name) ?? []
    waiters.set(name, list)
    list.push(done)
  }

  // The library numbers the timer and the next request of a polled call together, so both numbers are taken at once.
  const http = (call: HttpCall, id: number, done: () => void) => {
    work.add({ kind: 'http', id, name: HTTP_ACTIVITY, call }, completion => {
      const poll = completion.ok ? pollAfter(call, completion.result) : undefined
      if (poll === undefined) {
        done()
        return
      }
      const timerId = nextId++
      const nextCallId = nextId++
      work.add({ kind: 'timer', id: timerId, fireAt: currentUtc + poll.delayMs }, () =>
        http(poll.call, nextCallId, done),
      )
    })
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
        currentUtc = Math.max(currentUtc, Date.parse(event.Timestamp))
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
      case eventType.eventRaised: {
        // the library gives an event to the youngest wait of its name
        const waiter = waiters.get(event.Name)?.pop()
        if (waiter === undefined) buffered.set(event.Name, (buffered.get(event.Name) ?? 0) + 1)
        else waiter()
        return
      }
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
    nextId,
    finished: allAwaited && !work.isAwaited,
    continueAsNew,
    suspended,
    failure,
    unknownFunctions,
  }
}

class UnknownFunction extends Error {}

class UnsupportedAction extends Error {}
