import { setTimeout as sleep } from 'node:timers/promises'
import type { FunctionApp } from '../worker/functionApp.ts'
import { backOff } from './backOff.ts'
import { formatUtc, workCompleted, workFailed } from './createHistoryEvents.ts'
import type { DurableLog } from './durableLog.ts'
import { activityFailureDetails, asError } from './failureDetails.ts'
import { eventType, type MessageEvent } from './historyEvents.ts'
import { runHttpCall } from './httpActivity.ts'
import { type ActivityItem, type DurableStore, StoreClosed } from './store.ts'
import { activityInputs, resultText } from './workerContext.ts'

export interface ActivityDispatchOptions {
  readonly app: FunctionApp
  readonly store: DurableStore
  readonly limit: number
  readonly clock: () => number
  readonly log: DurableLog
  /** A result lies in this instance's messages. */
  readonly onResult: (instanceId: string) => void
}

/**
 * Runs activities, at most `limit` at once, in the order in which they were asked for. One whose result is not stored
 * when the process dies runs again: at least once, as on the host.
 */
export class ActivityDispatch {
  readonly #options: ActivityDispatchOptions
  readonly #queue: ActivityItem[] = []
  readonly #running = new Set<Promise<void>>()
  #stopped = false

  constructor(options: ActivityDispatchOptions) {
    this.#options = options
  }

  add(items: readonly ActivityItem[]): void {
    this.#queue.push(...items)
    this.#fill()
  }

  /** Starts nothing more; resolves when what ran has ended, or after `patience` milliseconds. */
  async stop(patience: number): Promise<void> {
    this.#stopped = true
    const patient = new Promise<void>(resolve => {
      setTimeout(resolve, patience).unref()
    })
    await Promise.race([Promise.allSettled(this.#running), patient])
  }

  #fill(): void {
    while (!this.#stopped && this.#running.size < this.#options.limit) {
      const item = this.#queue.shift()
      if (item === undefined) return
      const run = this.#run(item)
      this.#running.add(run)
      void run.finally(() => {
        this.#running.delete(run)
        this.#fill()
      })
    }
  }

  async #run(item: ActivityItem): Promise<void> {
    const { store, clock } = this.#options
    // its orchestration may have ended meanwhile
    if (!store.hasActivity(item)) return
    const outcome = await this.#execute(item)
    const now = formatUtc(clock())
    const event =
      outcome instanceof Error
        ? workFailed(
            eventType.taskFailed,
            item.taskId,
            `Activity function '${item.name}' failed: ${outcome.message}`,
            activityFailureDetails(outcome),
            now,
          )
        : workCompleted(eventType.taskCompleted, item.taskId, outcome.result, now)
    await this.#keep(item, event)
  }

  /** Stores a result: on a full disk, say, again and again, rather than have the work done a second time. */
  async #keep(item: ActivityItem, event: MessageEvent): Promise<void> {
    const { store, log, onResult } = this.#options
    for (let failures = 1; !this.#stopped || failures === 1; failures++) {
      try {
        // the result comes and the work goes in one transaction
        await store.commit(writer => {
          if (!store.hasActivity(item)) return
          writer.removeActivity(item)
          writer.putMessage(item.instanceId, { event, executionId: item.executionId })
        })
        onResult(item.instanceId)
        return
      } catch (error) {
        if (error instanceof StoreClosed) return
        const delay = backOff(failures)
        log(
          'error',
          `${item.name} (${item.instanceId}): its result could not be stored, again in ${delay / 1000} s. ${String(error)}`,
        )
        await sleep(delay, undefined, { ref: false })
      }
    }
  }

  async #execute(item: ActivityItem): Promise<{ readonly result: string | null } | Error> {
    const { app } = this.#options
    try {
      if (item.work.kind === 'http') return { result: await runHttpCall(item.work.call) }
      const registered = app.functions.get(item.name)
      if (registered === undefined) {
        return new Error(
          `The function '${item.name}' doesn't exist or is not an activity function.`,
        )
      }
      const result = await app.invoke(item.name, {
        invocationId: crypto.randomUUID(),
        ...activityInputs(registered.trigger, item.instanceId, item.work.input),
      })
      return { result: resultText(result.returnValue) }
    } catch (thrown) {
      return asError(thrown)
    }
  }
}
