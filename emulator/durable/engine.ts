import type { FunctionApp } from '../worker/functionApp.ts'
import { ActivityDispatch } from './activityDispatch.ts'
import { backOff } from './backOff.ts'
import { commitTurn, type TurnEffects } from './commitTurn.ts'
import type { DurableLog } from './durableLog.ts'
import { type HistoryWithText, type OrchestratorApp, runTurn } from './orchestratorTurn.ts'
import { hasEnded } from './startInstance.ts'
import { DurableStore, type InstanceRecord, StoreClosed } from './store.ts'
import { TimerService } from './timerService.ts'
import { historyText } from './workerContext.ts'

/** Concurrency as host.json names it, `extensions.durableTask`. */
export interface ConcurrencyLimits {
  readonly maxConcurrentActivityFunctions: number
  readonly maxConcurrentOrchestratorFunctions: number
}

export interface EngineOptions {
  readonly app: FunctionApp
  readonly stateFolder: string
  readonly limits: ConcurrencyLimits
  readonly log: DurableLog
  /** ms since 1970; the machine's clock unless told. */
  readonly clock?: () => number
}

const CACHED_HISTORIES = 64
const STOP_PATIENCE_MS = 2_000

/** Runs orchestrations from a state folder: one turn at a time per instance, activities beside them. */
export class DurableEngine {
  readonly store: DurableStore
  readonly clock: () => number
  readonly log: DurableLog
  readonly #orchestrator: OrchestratorApp
  readonly #limits: ConcurrencyLimits
  readonly #activities: ActivityDispatch
  readonly #timers: TimerService
  readonly #ready = new Set<string>()
  readonly #running = new Map<string, Promise<void>>()
  /** Histories of the instances that had a turn last, by instance and execution. */
  readonly #histories = new Map<string, HistoryWithText>()
  /** Turns that broke off, in a row, by instance. */
  readonly #broken = new Map<string, number>()
  #stopped = false

  constructor(options: EngineOptions) {
    const { app } = options
    const named = (type: string) =>
      [...app.functions.values()].filter(({ trigger }) => trigger.type === type).map(f => f.name)
    const activities = new Set(named('activityTrigger'))
    const orchestrators = named('orchestrationTrigger')
    const orchestratorSet = new Set(orchestrators)
    this.#orchestrator = {
      app,
      orchestrators,
      isActivity: name => activities.has(name),
      isOrchestrator: name => orchestratorSet.has(name),
    }
    this.#limits = options.limits
    this.log = options.log
    this.clock = options.clock ?? Date.now
    this.store = new DurableStore(options.stateFolder)
    this.#activities = new ActivityDispatch({
      app,
      store: this.store,
      limit: options.limits.maxConcurrentActivityFunctions,
      clock: this.clock,
      log: this.log,
      onResult: instanceId => this.wake(instanceId),
    })
    this.#timers = new TimerService({
      store: this.store,
      clock: this.clock,
      log: this.log,
      onFired: instanceId => this.wake(instanceId),
    })
  }

  /** Takes up everything that waits in the store. */
  start(): void {
    this.#activities.add(this.store.activities())
    this.#timers.add(this.store.timers())
    for (const instanceId of this.store.instancesWithMessages()) this.wake(instanceId)
  }

  /** Ends within a few seconds; activities that still run are cut off and run again after the next start. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#timers.stop()
    await this.#activities.stop(STOP_PATIENCE_MS)
    await Promise.allSettled(this.#running.values())
    await this.store.close()
  }

  /** There are messages for this instance: give it a turn. */
  wake(instanceId: string): void {
    this.#ready.add(instanceId)
    this.#fill()
  }

  #fill(): void {
    for (const instanceId of this.#ready) {
      if (this.#stopped || this.#running.size >= this.#limits.maxConcurrentOrchestratorFunctions) {
        return
      }
      if (this.#running.has(instanceId)) continue
      this.#ready.delete(instanceId)
      const turn = this.#tryTurn(instanceId).finally(() => {
        this.#running.delete(instanceId)
        this.#fill()
      })
      this.#running.set(instanceId, turn)
    }
  }

  /** A turn that breaks off has stored nothing and its messages still wait: it is tried again, later and later. */
  async #tryTurn(instanceId: string): Promise<void> {
    try {
      await this.#turn(instanceId)
      this.#broken.delete(instanceId)
    } catch (error) {
      if (error instanceof StoreClosed) return
      const failures = (this.#broken.get(instanceId) ?? 0) + 1
      this.#broken.set(instanceId, failures)
      const delay = backOff(failures)
      this.log(
        'error',
        `Orchestration ${instanceId}: the turn broke off, again in ${delay / 1000} s. ${String(error)}`,
      )
      // what is remembered of the history may be what is wrong
      this.forget(instanceId)
      setTimeout(() => this.wake(instanceId), delay).unref()
    }
  }

  async #turn(instanceId: string): Promise<void> {
    const record = this.store.instance(instanceId)
    const queued = this.store.messages(instanceId)
    const live =
      record === undefined || hasEnded(record.runtimeStatus)
        ? []
        : queued.filter(
            ({ executionId }) => (executionId ?? record.executionId) === record.executionId,
          )
    const first = live[0]
    if (record === undefined || first === undefined) {
      await this.#discard(instanceId)
      return
    }

    // a continued execution begins alone, as on the host
    const messages = first.continued ? [first] : live
    if (first.continued) this.#ready.add(instanceId)
    const consumed = queued.filter(message => !live.includes(message) || messages.includes(message))

    const past = this.#history(record)
    const outcome = await runTurn(this.#orchestrator, record, past, messages, this.clock)
    const effects = await this.store.commit(writer =>
      commitTurn(this.store, writer, record, past.events.length, consumed, outcome, this.clock()),
    )
    this.#report(record, outcome.unknownFunctions, outcome.error)
    if (effects === undefined) return
    if (effects.ended || outcome.continueAsNew !== undefined) this.#histories.delete(instanceId)
    else {
      this.#remember(instanceId, {
        events: [...past.events, ...outcome.events],
        text: historyText(past.text, outcome.events),
      })
    }
    this.#takeUp(effects)
  }

  /** Messages that nobody will read: their instance is gone, has ended, or is another execution now. */
  async #discard(instanceId: string): Promise<void> {
    await this.store.commit(writer => {
      const record = this.store.instance(instanceId)
      const idle = record === undefined || hasEnded(record.runtimeStatus)
      for (const { seq, executionId } of this.store.messages(instanceId)) {
        if (idle || (executionId ?? record.executionId) !== record.executionId) {
          writer.removeMessage(instanceId, seq)
        }
      }
    })
  }

  #takeUp(effects: TurnEffects): void {
    this.#activities.add(effects.activities)
    this.#timers.add(effects.timers)
    for (const instanceId of effects.wake) this.wake(instanceId)
  }

  /** A history that someone else changed (a rewind) has to be read anew. */
  forget(instanceId: string): void {
    this.#histories.delete(instanceId)
  }

  #history(record: InstanceRecord): HistoryWithText {
    const cached = this.#histories.get(record.instanceId)
    if (cached !== undefined) return cached
    const events = this.store.history(record.instanceId)
    return { events, text: historyText('', events) }
  }

  #remember(instanceId: string, history: HistoryWithText): void {
    this.#histories.delete(instanceId)
    this.#histories.set(instanceId, history)
    const oldest = this.#histories.keys().next().value
    if (this.#histories.size > CACHED_HISTORIES && oldest !== undefined) {
      this.#histories.delete(oldest)
    }
  }

  #report(record: InstanceRecord, unknown: readonly string[], error: string | undefined): void {
    for (const name of unknown) {
      this.log(
        'error',
        `${record.name} (${record.instanceId}) calls '${name}', which the app does not have: the host schedules nothing then, and the orchestration waits for ever. Register '${name}' or terminate the instance.`,
      )
    }
    if (error !== undefined) {
      this.log('error', `${record.name} (${record.instanceId}) failed: ${error.slice(0, 2000)}`)
    }
  }
}
