import { ExternalEvents } from './externalEvents.ts'
import { pollAfter } from './httpPolling.ts'
import type { Action, HttpCall, RetryOptions } from './orchestratorState.ts'
import { type Completion, OutstandingWork } from './outstandingWork.ts'
import { retryDelay } from './retryDelay.ts'

export interface KnownFunctions {
  isActivity(name: string): boolean
  isOrchestrator(name: string): boolean
}

const HTTP_ACTIVITY = 'BuiltIn::HttpActivity'
const LONGEST_TIMER_MS = 6 * 24 * 3_600_000
const LONG_TIMER_INTERVAL_MS = 3 * 24 * 3_600_000

/**
 * The actions of an orchestration that were started in a replay, and what each leads to: attempts, timers, polls. Whatever
 * has to be scheduled takes the next number.
 */
export class StartedActions {
  readonly work = new OutstandingWork()
  readonly events = new ExternalEvents()
  /** What time it is for the orchestration, in ms since 1970. */
  currentUtc = 0
  continueAsNew: { readonly input: unknown } | undefined
  readonly #known: KnownFunctions
  #nextId = 0

  constructor(known: KnownFunctions) {
    this.#known = known
  }

  /** The number that what is scheduled next will take. */
  get nextId(): number {
    return this.#nextId
  }

  /**
   * @param done - called when the action has its result, whether at once or when a later event of history brings it
   * @throws UnknownFunction, UnsupportedAction
   */
  start(action: Action, done: () => void): void {
    switch (action.actionType) {
      case 0:
        this.#activity(action.functionName, action.input, done)
        return
      case 1:
        this.#withRetries(
          action.retryOptions,
          settled => this.#activity(action.functionName, action.input, settled),
          done,
        )
        return
      case 2:
        this.#subOrchestration(action.functionName, action.instanceId, action.input, done)
        return
      case 3:
        this.#withRetries(
          action.retryOptions,
          settled =>
            this.#subOrchestration(action.functionName, action.instanceId, action.input, settled),
          done,
        )
        return
      case 4:
        this.continueAsNew = { input: action.input }
        done()
        return
      case 5:
        this.#timer(Date.parse(action.fireAt), action.isCanceled, done)
        return
      case 6:
        this.events.wait(action.externalEventName, done)
        return
      case 8:
        this.#http(action.httpRequest, this.#nextId++, done)
        return
      case 11:
        this.#any(action.compoundActions, done)
        return
      case 12:
        this.#all(action.compoundActions, done)
        return
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

  #any(actions: readonly Action[], done: () => void): void {
    let decided = false
    for (const action of actions) {
      this.start(action, () => {
        if (decided) return
        decided = true
        done()
      })
    }
  }

  #all(actions: readonly Action[], done: () => void): void {
    let left = actions.length
    for (const action of actions) {
      this.start(action, () => {
        left -= 1
        if (left === 0) done()
      })
    }
  }

  #activity(name: string, input: unknown, settled: (completion: Completion) => void): void {
    if (!this.#known.isActivity(name)) throw new UnknownFunction(name)
    this.work.add({ kind: 'activity', id: this.#nextId++, name, input }, settled)
  }

  #subOrchestration(
    name: string,
    instanceId: string | null | undefined,
    input: unknown,
    settled: (completion: Completion) => void,
  ): void {
    if (!this.#known.isOrchestrator(name)) throw new UnknownFunction(name)
    const own = instanceId === null || instanceId === '' ? undefined : instanceId
    const id = this.#nextId++
    this.work.add({ kind: 'subOrchestration', id, name, instanceId: own, input }, settled)
  }

  #withRetries(
    options: RetryOptions,
    attemptOnce: (settled: (completion: Completion) => void) => void,
    done: () => void,
  ): void {
    let attempt = 1
    const settled = (completion: Completion): void => {
      if (completion.ok) {
        done()
        return
      }
      const isLast = attempt >= options.maxNumberOfAttempts
      const fireAt = this.currentUtc + retryDelay(options, attempt)
      attempt += 1
      this.work.add({ kind: 'timer', id: this.#nextId++, fireAt }, () => {
        if (isLast) done()
        else attemptOnce(settled)
      })
    }
    attemptOnce(settled)
  }

  /** A cancelled timer stays in history but is no longer waited for, neither by its task nor by the instance's end. */
  #timer(finalFireAt: number, cancelled: boolean, done: () => void): void {
    const isLong = finalFireAt - this.currentUtc > LONGEST_TIMER_MS
    const fireAt = isLong ? this.currentUtc + LONG_TIMER_INTERVAL_MS : finalFireAt
    const fired = (): void => {
      if (isLong) this.#timer(finalFireAt, cancelled, done)
      else if (!cancelled) done()
    }
    this.work.add({ kind: 'timer', id: this.#nextId++, fireAt }, fired, !cancelled)
  }

  /** The library numbers the timer and the next request of a polled call together, so both numbers are taken at once. */
  #http(call: HttpCall, id: number, done: () => void): void {
    this.work.add({ kind: 'http', id, name: HTTP_ACTIVITY, call }, completion => {
      const poll = completion.ok ? pollAfter(call, completion.result) : undefined
      if (poll === undefined) {
        done()
        return
      }
      const timerId = this.#nextId++
      const nextCallId = this.#nextId++
      const fireAt = this.currentUtc + poll.delayMs
      this.work.add({ kind: 'timer', id: timerId, fireAt }, () => {
        this.#http(poll.call, nextCallId, done)
      })
    })
  }
}

/** The app has no such function. */
export class UnknownFunction extends Error {}

/** The emulator cannot do what is asked for. */
export class UnsupportedAction extends Error {}
