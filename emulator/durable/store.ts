import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { type Database, open, type RootDatabase } from 'lmdb'
import type { HistoryEvent, MessageEvent, ParentInstance } from './historyEvents.ts'
import type { HttpCall } from './orchestratorState.ts'

/**
 * - `Pending`: started, no turn yet. - `Running`: between two turns or in one. - `Suspended`: messages are kept, nothing runs.
 * - `Completed`, `Failed`, `Terminated`: ended; the same id may be started over.
 */
export type RuntimeStatus =
  | 'Pending'
  | 'Running'
  | 'Suspended'
  | 'Completed'
  | 'Failed'
  | 'Terminated'

export interface InstanceRecord {
  readonly instanceId: string
  readonly executionId: string
  readonly name: string
  readonly parent: ParentInstance | null
  readonly runtimeStatus: RuntimeStatus
  readonly input: string | null // JSON text
  readonly output: string | null // JSON text or a plain message
  readonly customStatus: string | null // JSON text
  readonly createdTime: number // ms since 1970
  readonly lastUpdatedTime: number // ms since 1970
}

/** An event on its way to an instance. */
export interface Message {
  readonly event: MessageEvent
  /** The execution it is meant for; null for any (a client's request). */
  readonly executionId: string | null
  /** The first message of an execution that continues an earlier one. */
  readonly continued?: true
}

export interface QueuedMessage extends Message {
  readonly seq: number
}

export interface ActivityItem {
  readonly seq: number
  readonly instanceId: string
  readonly executionId: string
  readonly taskId: number
  readonly name: string
  readonly work:
    | { readonly kind: 'function'; readonly input: unknown }
    | { readonly kind: 'http'; readonly call: HttpCall }
}

export interface TimerItem {
  readonly seq: number
  readonly instanceId: string
  readonly executionId: string
  readonly timerId: number
  readonly fireAt: number // ms since 1970
  readonly created: string
}

type ItemKey = [instanceId: string, seq: number]

const FIRST = -1
const LAST = Number.MAX_SAFE_INTEGER

/**
 * All that orchestrations are: instances, histories, messages, activities and timers that wait. Everything written in one
 * `commit` is on disk together, and on disk when its promise resolves, so a process killed at any moment has lost nothing
 * that anyone was told.
 */
export class DurableStore {
  readonly #root: RootDatabase<unknown, string>
  readonly #instances: Database<InstanceRecord, string>
  readonly #history: Database<HistoryEvent, ItemKey>
  readonly #messages: Database<Message, ItemKey>
  readonly #activities: Database<ActivityItem, ItemKey>
  readonly #timers: Database<TimerItem, ItemKey>
  #seq = 0
  #batch: { run(): void; fail(error: unknown): void; done(): void }[] = []
  #closed = false

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true })
    this.#root = open({ path: path.join(folder, 'durable.mdb'), noSubdir: true, maxDbs: 8 })
    this.#instances = this.#root.openDB({ name: 'instances' })
    this.#history = this.#root.openDB({ name: 'history' })
    this.#messages = this.#root.openDB({ name: 'messages' })
    this.#activities = this.#root.openDB({ name: 'activities' })
    this.#timers = this.#root.openDB({ name: 'timers' })
    for (const database of [this.#messages, this.#activities, this.#timers]) {
      for (const [, seq] of database.getKeys()) this.#seq = Math.max(this.#seq, seq)
    }
  }

  /**
   * Runs `write` in a transaction shared with everything committed in the same turn of the event loop.
   *
   * @param write - synchronous; may read; runs a second time if a neighbour in the shared transaction threw
   * @returns what `write` returned, once it is on disk
   * @throws what `write` threw, with none of its writes done; or if the store is closed
   */
  async commit<T>(write: (writer: StoreWriter) => T): Promise<T> {
    if (this.#closed) throw new StoreClosed()
    return await new Promise<T>((resolve, reject) => {
      let result: { readonly value: T } | undefined
      if (this.#batch.length === 0) setImmediate(() => this.#flush())
      this.#batch.push({
        run: () => {
          result = { value: write(this.#writer) }
        },
        fail: reject,
        done: () => {
          if (result !== undefined) resolve(result.value)
        },
      })
    })
  }

  #flush(): void {
    const batch = this.#batch
    this.#batch = []
    if (this.#closed) {
      for (const part of batch) part.fail(new StoreClosed())
      return
    }
    try {
      this.#root.transactionSync(() => {
        for (const part of batch) part.run()
      })
      for (const part of batch) part.done()
    } catch {
      // one of them failed and took the others along: each for itself
      for (const part of batch) {
        try {
          this.#root.transactionSync(() => part.run())
          part.done()
        } catch (error) {
          part.fail(error)
        }
      }
    }
  }

  readonly #writer: StoreWriter = {
    putInstance: record => this.#instances.putSync(record.instanceId, record),
    appendHistory: (instanceId, from, events) => {
      for (const [offset, event] of events.entries()) {
        this.#history.putSync([instanceId, from + offset], event)
      }
    },
    clearHistory: instanceId => removeAll(this.#history, instanceId),
    clearMessages: instanceId => removeAll(this.#messages, instanceId),
    putMessage: (instanceId, message) => {
      this.#seq += 1
      this.#messages.putSync([instanceId, this.#seq], message)
    },
    removeMessage: (instanceId, seq) => this.#messages.removeSync([instanceId, seq]),
    addActivity: item => {
      this.#seq += 1
      const stored = { ...item, seq: this.#seq }
      this.#activities.putSync([item.instanceId, stored.seq], stored)
      return stored
    },
    removeActivity: item => this.#activities.removeSync([item.instanceId, item.seq]),
    addTimer: item => {
      this.#seq += 1
      const stored = { ...item, seq: this.#seq }
      this.#timers.putSync([item.instanceId, stored.seq], stored)
      return stored
    },
    removeTimer: item => this.#timers.removeSync([item.instanceId, item.seq]),
    dropWork: instanceId => {
      removeAll(this.#activities, instanceId)
      removeAll(this.#timers, instanceId)
    },
    removeInstance: instanceId => {
      this.#instances.removeSync(instanceId)
      removeAll(this.#history, instanceId)
      removeAll(this.#messages, instanceId)
      removeAll(this.#activities, instanceId)
      removeAll(this.#timers, instanceId)
    },
  }

  instance(instanceId: string): InstanceRecord | undefined {
    return this.#instances.get(instanceId)
  }

  /** In the order of their ids. */
  instances(from = ''): Iterable<InstanceRecord> {
    const range = this.#instances.getRange(from === '' ? {} : { start: from })
    return range.map(({ value }) => value)
  }

  history(instanceId: string): HistoryEvent[] {
    return [...rangeOf(this.#history, instanceId)].map(({ value }) => value)
  }

  /** In the order of their arrival. */
  messages(instanceId: string): QueuedMessage[] {
    return [...rangeOf(this.#messages, instanceId)].map(({ key: [, seq], value }) => ({
      ...value,
      seq,
    }))
  }

  instancesWithMessages(): Set<string> {
    return new Set([...this.#messages.getKeys()].map(([instanceId]) => instanceId))
  }

  hasActivity(item: ActivityItem): boolean {
    return this.#activities.doesExist([item.instanceId, item.seq])
  }

  hasTimer(item: TimerItem): boolean {
    return this.#timers.doesExist([item.instanceId, item.seq])
  }

  /** In the order in which they were asked for. */
  activities(): ActivityItem[] {
    const items = Array.from(this.#activities.getRange(), ({ value }) => value)
    return items.sort((a, b) => a.seq - b.seq)
  }

  timers(): TimerItem[] {
    return Array.from(this.#timers.getRange(), ({ value }) => value)
  }

  /** Writes what was asked for before; what is asked for later is refused. */
  async close(): Promise<void> {
    this.#flush()
    this.#closed = true
    await this.#root.close()
  }
}

export interface StoreWriter {
  putInstance(record: InstanceRecord): void
  appendHistory(instanceId: string, from: number, events: readonly HistoryEvent[]): void
  clearHistory(instanceId: string): void
  clearMessages(instanceId: string): void
  putMessage(instanceId: string, message: Message): void
  removeMessage(instanceId: string, seq: number): void
  addActivity(item: Omit<ActivityItem, 'seq'>): ActivityItem
  removeActivity(item: ActivityItem): void
  addTimer(item: Omit<TimerItem, 'seq'>): TimerItem
  removeTimer(item: TimerItem): void
  /** Forgets an instance's activities and timers. */
  dropWork(instanceId: string): void
  removeInstance(instanceId: string): void
}

export class StoreClosed extends Error {
  constructor() {
    super('The durable store is closed.')
  }
}

function rangeOf<V>(database: Database<V, ItemKey>, instanceId: string) {
  return database.getRange({ start: [instanceId, FIRST], end: [instanceId, LAST] })
}

function removeAll<V>(database: Database<V, ItemKey>, instanceId: string): void {
  // the keys first: removing while a cursor walks would move it
  const keys = Array.from(rangeOf(database, instanceId), ({ key }) => key)
  for (const key of keys) database.removeSync(key)
}
