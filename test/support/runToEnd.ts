import type { OrchestrationContext, Task } from 'durable-functions'

/** What an orchestrator asked for: an activity, a sub-orchestration or a timer. */
export interface Asked {
  readonly name: string
  readonly input: unknown
}

interface AnsweredTask extends Task {
  readonly asked: Asked
}

/** Answers one call by its name; throwing fails it as Durable would. */
export type Answers = Readonly<Record<string, (input: never) => unknown>>

/**
 * Drives an orchestrator to its end without a host: each task is answered from a table, in the order in which it is
 * yielded. It does not replay: that is what the end-to-end tests are for.
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

  const schedule = (name: string, input: unknown): AnsweredTask => {
    const asked = { name, input }
    calls.push(asked)
    inFlight += 1
    mostInFlight = Math.max(mostInFlight, inFlight)
    return { asked, isCompleted: false, isFaulted: false }
  }
  const df = {
    instanceId: 'the-instance',
    get currentUtcDateTime() {
      now += 1000
      return new Date(now)
    },
    callActivityWithRetry: (name: string, _: unknown, input: unknown) => schedule(name, input),
    callSubOrchestrator: (name: string, input: unknown) => schedule(name, input),
    createTimer: (due: Date) => schedule('timer', due),
    setCustomStatus: (status: unknown) => statuses.push(status),
  }
  const generator = steps({ df } as unknown as OrchestrationContext)

  let next = generator.next()
  while (!next.done) {
    const { asked } = next.value as AnsweredTask
    const answer = asked.name === 'timer' ? () => undefined : answers[asked.name]
    if (answer === undefined) throw new Error(`the test has no answer for "${asked.name}"`)
    inFlight -= 1
    let value: unknown
    let failure: unknown
    try {
      value = answer(asked.input as never)
    } catch (error) {
      failure = error
    }
    next = failure === undefined ? generator.next(value) : generator.throw(failure)
  }
  return { output: next.value, calls, statuses, mostInFlight }
}
