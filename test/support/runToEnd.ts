import type { OrchestrationContext, Task } from 'durable-functions'

/** What an orchestrator asked for: an activity, a sub-orchestration, an event or a timer. */
export interface Asked {
  readonly name: string
  readonly input: unknown
}

interface AnsweredTask extends Task {
  readonly asked: Asked
  state: 'made' | 'scheduled' | 'ended'
  value?: unknown
  failure?: unknown
  /** What an event said. */
  result?: unknown
}

/** A timer that was made: when it is due, and whether it was cancelled. */
export interface MadeTimer {
  readonly due: Date
  readonly cancelled: boolean
}

interface AnyTask extends Task {
  readonly any: readonly AnsweredTask[]
}

interface AllTask extends Task {
  readonly all: readonly AnsweredTask[]
}

const TIMER = 'timer'
const EVENT = 'event'

/**
 * Answers one call by its name, told what was scheduled so far; throwing fails it as Durable would. An event that the
 * orchestrator waits for is answered by its name, too: undefined, or no answer, means that it does not come.
 */
export type Answers = Readonly<
  Record<string, (input: never, scheduled: readonly Asked[]) => unknown>
>

/**
 * Drives an orchestrator to its end without a host: each task is answered from a table when it is waited for, of `any` an
 * event that comes, else the timer if there is one, else the last. As with the library, a task is scheduled when it is yielded, alone or within
 * `any`; one that was made and never yielded is no call. It does not replay: that is what the tests on an engine are for.
 *
 * @returns what it returned, all calls in the order in which they were scheduled, every custom status and every timer
 */
export function runToEnd<Output>(
  steps: (context: OrchestrationContext) => Generator<Task, Output, unknown>,
  answers: Answers,
): {
  output: Output
  calls: Asked[]
  statuses: unknown[]
  timers: readonly MadeTimer[]
  mostInFlight: number
} {
  const calls: Asked[] = []
  const timers: { due: Date; cancelled: boolean }[] = []
  const statuses: unknown[] = []
  let inFlight = 0
  let mostInFlight = 0
  let now = Date.parse('2026-01-01T00:00:00Z')

  const schedule = (task: AnsweredTask): void => {
    if (task.state !== 'made') return
    task.state = 'scheduled'
    if (task.asked.name === TIMER || task.asked.name === EVENT) return
    calls.push(task.asked)
    inFlight += 1
    mostInFlight = Math.max(mostInFlight, inFlight)
  }
  const end = (task: AnsweredTask): void => {
    if (task.state === 'ended') return
    task.state = 'ended'
    const { name, input } = task.asked
    if (name === TIMER || name === EVENT) return
    const answer = answers[name]
    if (answer === undefined) throw new Error(`the test has no answer for "${name}"`)
    inFlight -= 1
    try {
      task.value = answer(input as never, calls)
    } catch (error) {
      task.failure = error
    }
  }
  const comes = (task: AnsweredTask): boolean => {
    if (task.asked.name !== EVENT) return false
    task.result = answers[String(task.asked.input)]?.(undefined as never, calls)
    return task.result !== undefined
  }
  const df = {
    instanceId: 'the-instance',
    get currentUtcDateTime() {
      now += 1000
      return new Date(now)
    },
    callActivity: (name: string, input: unknown) => make(name, input),
    callActivityWithRetry: (name: string, _: unknown, input: unknown) => make(name, input),
    callSubOrchestrator: (name: string, input: unknown) => make(name, input),
    createTimer: (due: Date) => {
      const timer = { due, cancelled: false }
      timers.push(timer)
      return Object.assign(make(TIMER, due), { cancel: () => (timer.cancelled = true) })
    },
    waitForExternalEvent: (name: string) => make(EVENT, name),
    setCustomStatus: (status: unknown) => statuses.push(status),
    Task: {
      any: (tasks: readonly AnsweredTask[]) => {
        if (tasks.some(({ state }) => state !== 'made')) throw new Error('it would start twice')
        return { any: tasks, isCompleted: false, isFaulted: false }
      },
      all: (tasks: readonly AnsweredTask[]) => ({
        all: tasks,
        isCompleted: false,
        isFaulted: false,
      }),
    },
  }
  const generator = steps({ df } as unknown as OrchestrationContext)

  let next = generator.next()
  while (!next.done) {
    const yielded = next.value as AnsweredTask | AnyTask | AllTask
    if ('all' in yielded) {
      for (const task of yielded.all) schedule(task)
      for (const task of yielded.all) end(task)
      const failed = yielded.all.find(({ failure }) => failure !== undefined)
      next =
        failed === undefined
          ? generator.next(yielded.all.map(({ value }) => value))
          : generator.throw(failed.failure)
      continue
    }
    const tasks = 'any' in yielded ? yielded.any : [yielded]
    for (const task of tasks) schedule(task)
    const ended =
      tasks.find(comes) ?? tasks.find(({ asked }) => asked.name === TIMER) ?? tasks.at(-1)
    if (ended === undefined) throw new Error('there is nothing to wait for')
    end(ended)
    if ('any' in yielded) next = generator.next(ended)
    else
      next =
        ended.failure === undefined ? generator.next(ended.value) : generator.throw(ended.failure)
  }
  return { output: next.value, calls, statuses, timers, mostInFlight }
}

function make(name: string, input: unknown): AnsweredTask {
  return {
    asked: { name, input },
    state: 'made',
    isCompleted: false,
    isFaulted: false,
  }
}
