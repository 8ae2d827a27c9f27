import { eventType, type HistoryEvent } from './historyEvents.ts'
import type { Action, HttpCall, RetryOptions } from './orchestratorState.ts'
import { retryDelay } from './retryDelay.ts'

/** Work that the orchestrator asked for and that history does not know yet. */
export type NewAction =
  | {
      readonly kind: 'activity'
      readonly id: number
      readonly name: string
      readonly input: unknown
    }
  | { readonly kind: 'http'; readonly id: number; readonly name: string; readonly call: HttpCall }
  | { readonly kind: 'timer'; readonly id: number; readonly fireAt: number } // ms since 1970
  | {
      readonly kind: 'subOrchestration'
      readonly id: number
      readonly name: string
      readonly instanceId: string | undefined
      readonly input: unknown
    }

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

export const HTTP_ACTIVITY = 'BuiltIn::HttpActivity'
export const LONGEST_TIMER_MS = 6 * 24 * 3_600_000
export const LONG_TIMER_INTERVAL_MS = 3 * 24 * 3_600_000
export const HTTP_POLL_MS = 30_000

type Completion = { readonly ok: true; readonly result: string | null } | { readonly ok: false }

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
  const pending = new Map<number, NewAction>()
  const open = new Map<number, (completion: Completion) => void>()
  const outstanding = new Set<number>()
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

  const schedule = (action: NewAction, done: (completion: Completion) => void, awaited = true) => {
    pending.set(action.id, action)
    open.set(action.id, done)
    if (awaited) outstanding.add(action.id)
  }
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
        throw new ReplayFailure(
          `Durable entities do not run in the emulator (${action.operation ?? 'lock'} on ${action.instanceId ?? 'an entity'}). ` +
            'Keep that state in an orchestration or in storage, or run the app with Core Tools.',
        )
    }
  }

  const activity = (name: string, input: unknown, settled: (completion: Completion) => void) => {
    if (!known.isActivity(name)) throw new UnknownFunction(name)
    schedule({ kind: 'activity', id: nextId++, name, input }, settled)
  }

  const subOrchestration = (
    name: string,
    instanceId: string | null | undefined,
    input: unknown,
    settled: (completion: Completion) => void,
  ) => {
    if (!known.isOrchestrator(name)) throw new UnknownFunction(name)
    const own = instanceId === null || instanceId === '' ? undefined : instanceId
    schedule({ kind: 'subOrchestration', id: nextId++, name, instanceId: own, input }, settled)
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
      schedule({ kind: 'timer', id: nextId++, fireAt }, isLast ? done : () => attemptOnce(settled))
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
      schedule({ kind: 'timer', id: nextId++, fireAt }, fired, !cancelled)
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
    schedule({ kind: 'http', id, name: HTTP_ACTIVITY, call }, completion => {
      const poll = completion.ok ? pollAfter(call, completion.result) : undefined
      if (poll === undefined) {
        done()
        return
      }
      const timerId = nextId++
      const nextCallId = nextId++
      schedule({ kind: 'timer', id: timerId, fireAt: currentUtc + poll.delayMs }, () =>
        http(poll.call, nextCallId, done),
      )
    })
  }

  const confirm = (id: number, kind: 'activity' | 'timer' | 'subOrchestration', name: string) => {
    const action = pending.get(id)
    if (action === undefined) {
      throw new NonDeterminism(
        `scheduled ${scheduledAs[kind]} with sequence ID ${id}${name && ` and name '${name}'`}, but the current replay execution hasn't (yet?) scheduled this task.`,
      )
    }
    const actual = action.kind === 'http' ? 'activity' : action.kind
    if (actual !== kind) {
      throw new NonDeterminism(
        `scheduled ${scheduledAs[kind]} with sequence number ${id}${name && ` named '${name}'`}, but the current orchestration replay instead produced a ${actionClass[actual]} action with this sequence number.`,
      )
    }
    if (action.kind !== 'timer' && action.name.toLowerCase() !== name.toLowerCase()) {
      throw new NonDeterminism(
        `scheduled ${scheduledAs[kind]} with sequence number ${id} named '${name}', but the current orchestration replay instead scheduled ${scheduledAs[kind]} named '${action.name}' with this sequence number.`,
      )
    }
    pending.delete(id)
  }

  const complete = (id: number, completion: Completion) => {
    const settled = open.get(id)
    open.delete(id)
    outstanding.delete(id)
    settled?.(completion)
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
        confirm(event.EventId, 'activity', event.Name)
        return
      case eventType.subOrchestrationCreated:
        confirm(event.EventId, 'subOrchestration', event.Name)
        return
      case eventType.timerCreated:
        confirm(event.EventId, 'timer', '')
        return
      case eventType.taskCompleted:
      case eventType.subOrchestrationCompleted:
        complete(event.TaskScheduledId, { ok: true, result: event.Result })
        return
      case eventType.taskFailed:
      case eventType.subOrchestrationFailed:
        complete(event.TaskScheduledId, { ok: false })
        return
      case eventType.timerFired:
        complete(event.TimerId, { ok: true, result: null })
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
    if (!(error instanceof ReplayFailure)) throw error
    failure = error.message
  }
  return {
    newActions: [...pending.values()].sort((a, b) => a.id - b.id),
    nextId,
    finished: allAwaited && outstanding.size === 0,
    continueAsNew,
    suspended,
    failure,
    unknownFunctions,
  }
}

class UnknownFunction extends Error {}

class ReplayFailure extends Error {}

class NonDeterminism extends ReplayFailure {
  constructor(what: string) {
    super(
      `Non-Deterministic workflow detected: A previous execution of this orchestration ${what} Was a change made to the orchestrator code after this instance had already started running?`,
    )
  }
}

const scheduledAs = {
  activity: 'an activity task',
  timer: 'a timer task',
  subOrchestration: 'a sub-orchestration',
}

const actionClass = {
  activity: 'ScheduleTaskOrchestratorAction',
  timer: 'CreateTimerOrchestratorAction',
  subOrchestration: 'CreateSubOrchestrationAction',
}

/** Where a 202 answer says to ask again and how long from now; undefined for any other answer. */
function pollAfter(
  call: HttpCall,
  result: string | null,
): { readonly delayMs: number; readonly call: HttpCall } | undefined {
  if (!call.asynchronousPatternEnabled || result === null) return undefined
  const answer: unknown = JSON.parse(result)
  if (typeof answer !== 'object' || answer === null || !('statusCode' in answer)) return undefined
  if (answer.statusCode !== 202 || !('headers' in answer)) return undefined
  const location = headerOf(answer.headers, 'location')
  if (location === undefined) return undefined
  const retryAfter = Number(headerOf(answer.headers, 'retry-after') ?? Number.NaN)
  return {
    delayMs: Number.isFinite(retryAfter) ? retryAfter * 1000 : HTTP_POLL_MS,
    call: {
      method: 'GET',
      uri: new URL(location, call.uri).href,
      headers: call.headers,
      asynchronousPatternEnabled: true,
    },
  }
}

function headerOf(headers: unknown, name: string): string | undefined {
  if (typeof headers !== 'object' || headers === null) return undefined
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name)
  return typeof found?.[1] === 'string' ? found[1] : undefined
}
