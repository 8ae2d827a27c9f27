import type { OrchestrationContext, Task } from 'durable-functions'

/** What an orchestrator asked for: an activity, a sub-orchestration or a timer. */
export interface Asked {
  readonly name: string
  readonly input: unknown
}

interface AnsweredTask extends Task {
  readonly asked: Asked
  state: 'made' | 'scheduled' | 'ended'
  value?: unknown
  failure?: unknown
}

interface AnyTask extends Task {
  readonly any: readonly AnsweredTask[]
}

const TIMER = 'timer'

/** Answers one call by its name, told what was scheduled so far; throwing fails it as Durable would. */
export type Answers = Readonly<
  Record<string, (input: never, scheduled: readonly Asked[]) => unknown>
>

/**
 * Drives an orchestrator to its end without a host: each task is answered from a table when it is waited for, of `any` the
 * timer if there is one, else the last. As with the library, a task is scheduled when it is yielded, alone or within
 * `any`; one that was made and never yielded is no call. It does not replay: that is what the tests on an engine are for.
 *
 * @returns what it returned, all calls in the order in which they were scheduled, and every custom status
 */
export function runToEnd<Output>(
  steps: (context: OrchestrationContext) => Generator<Task, Output, unknown>,
  answers: Answers,
): { output: Output; calls: Asked[]; statuses: unknown[]; mostInFlight: number } {
  const calls: Asked[] = []
  const statuses: unknown[] = []
  let inFlight = 0
  let mostInFlight = 0
  let now = Date.parse('2026-01-01T00:00:00Z')

  const schedule = (task: AnsweredTask): void => {
    if (task.state !== 'made') return
    task.state = 'scheduled'
    if (task.asked.name === TIMER) return
    calls.push(task.asked)
    inFlight += 1
    mostInFlight = Math.max(mostInFlight, inFlight)
  }
  const end = (task: AnsweredTask): void => {
    if (task.state === 'ended') return
    task.state = 'ended'
    const { name, input } = task.asked
    if (name === TIMER) return
    const answer = answers[name]
    if (answer === undefined) throw new Error(`the test has no answer for "${name}"`)
    inFlight -= 1
    try {
      task.value = answer(input as never, calls)
    } catch (error) {
      task.failure = error
    }
  }
  const df = {
    instanceId: 'the-instance',
    get currentUtcDateTime() {
      now += 1000
      return new Date(now)
    },
    callActivityWithRetry: (name: string, _: unknown, input: unknown) => make(name, input),
    callSubOrchestrator: (name: string, input: unknown) => make(name, input),
    createTimer: (due: Date) => make(TIMER, due),
    setCustomStatus: (status: unknown) => statuses.push(status),
    Task: {
      any: (tasks: readonly AnsweredTask[]) => {
        if (tasks.some(({ state }) => state !== 'made')) throw new Error('it would start twice')
        return { any: tasks, isCompleted: false, isFaulted: false }
      },
    },
  }
  const generator = steps({ df } as unknown as OrchestrationContext)

  let next = generator.next()
  while (!next.done) {
    const yielded = next.value as AnsweredTask | AnyTask
    const tasks = 'any' in yielded ? yielded.any : [yielded]
    for (const task of tasks) schedule(task)
    const ended = tasks.find(({ asked }) => asked.name === TIMER) ?? tasks.at(-1)
    if (ended === undefined) throw new Error('there is nothing to wait for')
    end(ended)
    if ('any' in yielded) next = generator.next(ended)
    else
      next =
        ended.failure === undefined ? generator.next(ended.value) : generator.throw(ended.failure)
  }
  return { output: next.value, calls, statuses, mostInFlight }
}

function make(name: string, input: unknown): AnsweredTask {
  return {
    asked: { name, input },
    state: 'made',
    isCompleted: false,
    isFaulted: false,
  }
}
