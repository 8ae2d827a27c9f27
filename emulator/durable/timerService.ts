import { backOff } from './backOff.ts'
import { formatUtc, timerFired } from './createHistoryEvents.ts'
import type { DurableLog } from './durableLog.ts'
import { type DurableStore, StoreClosed, type TimerItem } from './store.ts'

export interface TimerServiceOptions {
  readonly store: DurableStore
  readonly clock: () => number
  readonly log: DurableLog
  readonly onFired: (instanceId: string) => void
}

const LONGEST_TIMEOUT_MS = 2 ** 31 - 1

/** Fires timers when they are due or, where nobody was there to do it, later; never early. */
export class TimerService {
  readonly #options: TimerServiceOptions
  /** By due time. */
  #waiting: TimerItem[] = []
  #timeout: NodeJS.Timeout | undefined
  #failures = 0
  #stopped = false

  constructor(options: TimerServiceOptions) {
    this.#options = options
  }

  add(items: readonly TimerItem[]): void {
    if (items.length === 0) return
    this.#waiting = [...this.#waiting, ...items].sort(
      (a, b) => a.fireAt - b.fireAt || a.seq - b.seq,
    )
    this.#arm()
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timeout)
  }

  #arm(): void {
    clearTimeout(this.#timeout)
    const next = this.#waiting[0]
    if (next === undefined || this.#stopped) return
    const delay = Math.min(Math.max(0, next.fireAt - this.#options.clock()), LONGEST_TIMEOUT_MS)
    this.#timeout = setTimeout(() => void this.#fireDue(), delay)
  }

  async #fireDue(): Promise<void> {
    const now = this.#options.clock()
    const later = this.#waiting.findIndex(item => item.fireAt > now)
    const due = this.#waiting.splice(0, later < 0 ? this.#waiting.length : later)
    this.#arm()
    if (due.length === 0) return
    const { store, onFired } = this.#options
    try {
      await store.commit(writer => {
        for (const item of due) {
          if (!store.hasTimer(item)) continue
          writer.removeTimer(item)
          writer.putMessage(item.instanceId, {
            event: timerFired(item.timerId, formatUtc(item.fireAt), item.created),
            executionId: item.executionId,
          })
        }
      })
    } catch (error) {
      if (error instanceof StoreClosed) return
      this.#failures += 1
      const delay = backOff(this.#failures)
      this.#options.log(
        'error',
        `Timers could not be fired, again in ${delay / 1000} s. ${String(error)}`,
      )
      setTimeout(() => this.add(due), delay).unref()
      return
    }
    this.#failures = 0
    for (const item of due) onFired(item.instanceId)
  }
}
