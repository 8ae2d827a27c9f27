import { app, type OrchestrationContext, RetryOptions, type Task } from 'durable-functions'
import { z } from 'zod'
import type { Activity } from './activity.ts'

/** What an orchestrator is, and what starts it: the name and the shape of its input. */
export interface Orchestrator<Input> {
  readonly name: string
  readonly input: z.ZodType<Input>
}

/** The steps of an orchestrator: it yields tasks and gets their results; `yield* call(…)` gives them their types. */
export type Steps<Output> = Generator<Task, Output, unknown>

/** What passes by itself: storage that is away, a worker that was recycled. Bad input is returned, never thrown. */
const FIRST_RETRY_MILLISECONDS = 2_000
const ATTEMPTS = 4

function retries(): RetryOptions {
  const options = new RetryOptions(FIRST_RETRY_MILLISECONDS, ATTEMPTS)
  options.backoffCoefficient = 2
  return options
}

/** Registers an orchestrator; its input is parsed before its first step. */
export function orchestrate<Input, Output>(
  orchestrator: Orchestrator<Input>,
  steps: (context: OrchestrationContext, input: Input) => Steps<Output>,
): void {
  app.orchestration(orchestrator.name, context =>
    steps(context, orchestrator.input.parse(context.df.getInput())),
  )
}

/** Calls an activity, again on errors that pass, and answers its parsed output. */
export function* call<Input, Output>(
  context: OrchestrationContext,
  activity: Activity<Input, Output>,
  input: NoInfer<Input>,
): Steps<Output> {
  const output = yield context.df.callActivityWithRetry(activity.name, retries(), input)
  return activity.output.parse(output)
}

/** Calls two activities at once, and answers both outputs. */
export function* callBoth<InputA, OutputA, InputB, OutputB>(
  context: OrchestrationContext,
  first: readonly [Activity<InputA, OutputA>, NoInfer<InputA>],
  second: readonly [Activity<InputB, OutputB>, NoInfer<InputB>],
): Steps<[OutputA, OutputB]> {
  const calls = [first, second].map(([{ name }, input]) =>
    context.df.callActivityWithRetry(name, retries(), input),
  )
  const outputs = yield context.df.Task.all(calls)
  return z.tuple([first[0].output, second[0].output]).parse(outputs)
}

/** Waits, and answers how many seconds late it is: a timer is due at its time, and fires when somebody is there. */
export function* sleep(context: OrchestrationContext, seconds: number): Steps<number> {
  const due = context.df.currentUtcDateTime.getTime() + seconds * 1000
  yield context.df.createTimer(new Date(due))
  return (context.df.currentUtcDateTime.getTime() - due) / 1000
}

/**
 * Waits for an event from outside; undefined: the time is up.
 *
 * @param until - ISO 8601
 */
export function* eventBefore(
  context: OrchestrationContext,
  name: string,
  until: string,
): Steps<{ readonly value: unknown } | undefined> {
  const event = context.df.waitForExternalEvent(name)
  const timer = context.df.createTimer(new Date(until))
  const first = yield context.df.Task.any([event, timer])
  if (first !== event) return undefined
  // an instance does not end before its timers have, unless they are cancelled
  timer.cancel()
  return { value: event.result ?? null }
}

/** Calls a sub-orchestration under an id of its own; the id makes it the same one at every replay and restart. */
export function* callOrchestrator<Input, Output>(
  context: OrchestrationContext,
  orchestrator: Orchestrator<Input>,
  output: z.ZodType<Output>,
  input: NoInfer<Input>,
  instanceId: string,
): Steps<Output> {
  return output.parse(yield context.df.callSubOrchestrator(orchestrator.name, input, instanceId))
}

/**
 * Calls an activity once per input with `width` in flight, as long as there are so many, and answers the outputs in the
 * order of the inputs. What fails is called again, as by `call`.
 *
 * Call k starts when the calls 0 … k − width have ended, whatever the others do: so what call k can see of its
 * forerunners does not depend on which of them is faster. `onEnd` is told what has ended in order; once `goesOn`, told how
 * many were started, says no, none is started any more, and the outputs are those of the calls that were.
 *
 * Calls beyond the first `width` cost a timer each time some are started: where nothing bounds the width but what the
 * instances of the app can bear, give one that is large.
 */
export function* callAll<Input, Output>(
  context: OrchestrationContext,
  activity: Activity<Input, Output>,
  inputs: readonly NoInfer<Input>[],
  width: number,
  onEnd: (outputs: readonly Output[]) => void = () => {},
  goesOn: (started: number) => boolean = () => true,
): Steps<readonly Output[]> {
  if (!(width >= 1)) throw new RangeError(`width must be at least 1, but is ${width}`)
  const started: RepeatableCall[] = []
  const outputs: Output[] = []
  let last = inputs.length
  while (outputs.length < last) {
    if (started.length < last && !goesOn(started.length)) {
      last = started.length
      continue
    }
    const opened = inputs
      .slice(started.length, Math.min(outputs.length + width, last))
      .map(input => repeatableCall(() => context.df.callActivity(activity.name, input)))
    if (opened.length > 0) yield startOf(context, opened, started.length === 0)
    started.push(...opened)

    outputs.push(activity.output.parse(yield* firstOutput(context, started.slice(outputs.length))))
    onEnd(outputs)
  }
  return outputs
}

/**
 * A call that is repeated by the orchestrator's own steps. Within `any` Durable's retries must not be: their timers come
 * between, when a call has failed, but at the next replay Durable goes on to what is behind the `any` as soon as the first
 * of it has ended, takes that for what the timers were, and ends the instance as non-deterministic.
 */
interface RepeatableCall {
  task: Task
  failures: number
  /** Makes the task of the next try. */
  readonly again: () => Task
}

function repeatableCall(again: () => Task): RepeatableCall {
  return { task: again(), failures: 0, again }
}

/** The output of the first of some calls that run; while it fails, it is repeated, and with it all that have failed by then. */
function* firstOutput(
  context: OrchestrationContext,
  [first, ...others]: readonly RepeatableCall[],
): Steps<unknown> {
  if (first === undefined) throw new RangeError('no call was started')
  for (;;) {
    try {
      return yield first.task
    } catch (error) {
      first.failures += 1
      if (first.failures >= ATTEMPTS) throw error
    }
    yield* sleep(context, (FIRST_RETRY_MILLISECONDS * 2 ** (first.failures - 1)) / 1000)
    const failed = others.filter(({ task, failures }) => task.isFaulted && failures + 1 < ATTEMPTS)
    for (const one of failed) one.failures += 1
    const repeated = [first, ...failed]
    for (const one of repeated) one.task = one.again()
    yield startOf(context, repeated, false)
  }
}

/**
 * A task whose yielding starts others without waiting for one of them. Durable Functions for Node starts a task when it is
 * yielded, not when it is made; yielded within `any` it starts with all others there, and that goes on when the first of
 * them ends. The calls that run already must not be in there, they would start again; so it is a timer, due at once, that
 * goes on, but for the first calls, of which one has to end anyway.
 */
function startOf(
  context: OrchestrationContext,
  calls: readonly RepeatableCall[],
  areFirst: boolean,
): Task {
  const tasks = calls.map(({ task }) => task)
  if (areFirst) return context.df.Task.any(tasks)
  return context.df.Task.any([...tasks, context.df.createTimer(context.df.currentUtcDateTime)])
}
