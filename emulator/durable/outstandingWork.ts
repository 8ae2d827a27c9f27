import type { HttpCall } from './orchestratorState.ts'

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

/** How a piece of work ended; `result` is JSON text. */
export type Completion =
  | { readonly ok: true; readonly result: string | null }
  | { readonly ok: false }

/** What history says of a piece of work; a `callHttp` stands in it as an activity. */
export type ScheduledKind = 'activity' | 'timer' | 'subOrchestration'

/** What a replay has asked for so far, by sequence number: until history confirms it, and until it has its result. */
export class OutstandingWork {
  readonly #unconfirmed = new Map<number, NewAction>()
  readonly #settle = new Map<number, (completion: Completion) => void>()
  readonly #awaited = new Set<number>()

  /** @param awaited - whether the orchestration may not end before this has */
  add(action: NewAction, settled: (completion: Completion) => void, awaited = true): void {
    this.#unconfirmed.set(action.id, action)
    this.#settle.set(action.id, settled)
    if (awaited) this.#awaited.add(action.id)
  }

  /**
   * History knows this work.
   *
   * @param name - empty for a timer
   * @throws NonDeterminism where the code asked for something else, or for nothing
   */
  confirm(id: number, kind: ScheduledKind, name: string): void {
    const action = this.#unconfirmed.get(id)
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
    this.#unconfirmed.delete(id)
  }

  /** History has this work's result; one that came before is not counted twice. */
  complete(id: number, completion: Completion): void {
    const settled = this.#settle.get(id)
    this.#settle.delete(id)
    this.#awaited.delete(id)
    settled?.(completion)
  }

  get isAwaited(): boolean {
    return this.#awaited.size > 0
  }

  /** What history does not know yet, in the order of the numbers. */
  unconfirmed(): NewAction[] {
    return [...this.#unconfirmed.values()].sort((a, b) => a.id - b.id)
  }
}

/** The code does not match its history. */
export class NonDeterminism extends Error {
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
