import { randomUUID } from 'node:crypto'
import type { Invocation, RegisteredFunction } from '../worker/functionApp.ts'
import { nextOccurrence, parseSchedule, type Schedule } from './ncrontab.ts'
import { openTimerStatuses, type TimerStatuses } from './timerStatuses.ts'

/** `setTimeout` takes no longer delay. */
const LONGEST_DELAY = 2_147_483_647

export interface TimerOptions {
  readonly functions: Iterable<RegisteredFunction>
  /** Runs a function to its end; rejects where it throws. */
  readonly invoke: (
    functionName: string,
    invocation: Omit<Invocation, 'inputs'> & { readonly timer: string },
  ) => Promise<void>
  readonly stateFolder: string
  /** For schedules given as `%NAME%`. */
  readonly settings: Readonly<Record<string, string | undefined>>
  readonly log: (line: string) => void
}

/**
 * Runs the timer triggers of an app: at their times (UTC), at the start where `runOnStartup` says so, and at the start
 * where a run was missed while the host was down. One run of a timer at a time.
 *
 * @returns stops the timers; what runs, runs on
 * @throws where a schedule is wrong
 */
export async function startTimers(options: TimerOptions): Promise<() => void> {
  const statuses = await openTimerStatuses(options.stateFolder, options.log)
  const timers: Timer[] = []
  for (const { name, trigger } of options.functions) {
    if (trigger.type.toLowerCase() !== 'timertrigger') continue
    const schedule = parseSchedule(resolveSetting(trigger['schedule'], name, options.settings))
    const timer = timerOf(schedule, async (next, isPastDue) => {
      await runTimer(options, statuses, { name, next, isPastDue })
    })
    timers.push(timer)

    const missed = trigger['useMonitor'] !== false && isPast(statuses.of(name)?.next)
    // as the host does, so that the first run of a new timer can be missed, too
    const first = timer.next()
    if (statuses.of(name) === undefined && first !== undefined) {
      await statuses.keep(name, { last: null, next: new Date(first).toISOString() })
    }
    if (missed || trigger['runOnStartup'] === true) void timer.runNow(missed)
    else timer.wait()
  }
  return () => {
    for (const timer of timers) timer.stop()
  }
}

/** The times of one schedule, in milliseconds since 1970; undefined: it never comes again. */
interface Timer {
  /** When it is due next. */
  next(): number | undefined
  /** Runs at the next time, and goes on so. */
  wait(): void
  /** Runs at once, then waits. */
  runNow(isPastDue: boolean): Promise<void>
  /** Runs no more; what runs, runs on. */
  stop(): void
}

/** A timer that waits for its next time only after a run has ended, so that one runs at a time. */
function timerOf(
  schedule: Schedule,
  run: (next: number | undefined, isPastDue: boolean) => Promise<void>,
): Timer {
  let pending: NodeJS.Timeout | undefined
  let stopped = false
  const next = (): number | undefined => nextOccurrence(schedule, Date.now())

  const waitFor = (due: number | undefined): void => {
    if (stopped || due === undefined) return
    const delay = due - Date.now()
    pending = setTimeout(
      () => {
        if (delay > LONGEST_DELAY) waitFor(due)
        else void runNow(false)
      },
      Math.min(Math.max(delay, 0), LONGEST_DELAY),
    )
  }
  const runNow = async (isPastDue: boolean): Promise<void> => {
    await run(next(), isPastDue)
    waitFor(next())
  }
  return {
    next,
    wait: () => waitFor(next()),
    runNow,
    stop() {
      stopped = true
      clearTimeout(pending)
    },
  }
}

/** Runs a function to its end and keeps that it ran. Never rejects: what it throws is logged. */
async function runTimer(
  { invoke, log }: TimerOptions,
  statuses: TimerStatuses,
  due: {
    readonly name: string
    readonly next: number | undefined
    readonly isPastDue: boolean
  },
): Promise<void> {
  const { name, isPastDue } = due
  const last = new Date().toISOString()
  const next = due.next === undefined ? last : new Date(due.next).toISOString()
  try {
    await invoke(name, {
      invocationId: randomUUID(),
      triggerMetadata: {},
      timer: JSON.stringify({
        Schedule: { AdjustForDST: true },
        ScheduleStatus: { Last: last, LastUpdated: last, Next: next },
        IsPastDue: isPastDue,
      }),
    })
  } catch (error) {
    log(`timer ${name}: ${error instanceof Error ? error.message : String(error)}`)
  }
  // a run that failed has run: it is not past due at the next start
  await statuses.keep(name, { last, next })
}

function isPast(time: string | undefined): boolean {
  return time !== undefined && Date.parse(time) < Date.now()
}

function resolveSetting(
  schedule: unknown,
  functionName: string,
  settings: Readonly<Record<string, string | undefined>>,
): string {
  if (typeof schedule !== 'string') throw new Error(`Timer "${functionName}" has no schedule.`)
  const name = /^%(.+)%$/.exec(schedule)?.[1]
  if (name === undefined) return schedule
  const value = settings[name]
  if (value === undefined) {
    throw new Error(`Timer "${functionName}": the setting ${name} of its schedule is missing.`)
  }
  return value
}
