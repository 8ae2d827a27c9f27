import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { Invocation, RegisteredFunction } from '../worker/functionApp.ts'
import { nextOccurrence, parseSchedule } from './ncrontab.ts'

/** When a timer ran and is due, ISO 8601, as the host keeps it to see what it missed; `last` is null before the first run. */
const timerStatus = z.object({ last: z.string().nullable(), next: z.string() })
const statusFile = z.record(z.string(), timerStatus)

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
  const file = path.join(options.stateFolder, 'timers.json')
  const statuses = await readStatuses(file)
  const pending = new Map<string, NodeJS.Timeout>()
  let stopped = false

  // one write at a time, or two timers of the same second would rename each other's file
  let saving: Promise<void> = Promise.resolve()
  const save = async (): Promise<void> => {
    await mkdir(options.stateFolder, { recursive: true })
    await writeFile(`${file}~`, JSON.stringify(statuses))
    await rename(`${file}~`, file)
  }
  const keep = async (name: string, last: string | null, next: string): Promise<void> => {
    statuses[name] = { last, next }
    saving = saving.then(save).catch((error: unknown) => {
      options.log(`timer ${name}: its status could not be kept: ${String(error)}`)
    })
    await saving
  }

  const run = async (name: string, next: number | undefined, isPastDue: boolean): Promise<void> => {
    const last = new Date().toISOString()
    const nextText = next === undefined ? last : new Date(next).toISOString()
    try {
      await options.invoke(name, {
        invocationId: randomUUID(),
        triggerMetadata: {},
        timer: JSON.stringify({
          Schedule: { AdjustForDST: true },
          ScheduleStatus: { Last: last, LastUpdated: last, Next: nextText },
          IsPastDue: isPastDue,
        }),
      })
    } catch (error) {
      options.log(`timer ${name}: ${error instanceof Error ? error.message : String(error)}`)
    }
    // a run that failed has run: it is not past due at the next start
    await keep(name, last, nextText)
  }

  for (const { name, trigger } of options.functions) {
    if (trigger.type.toLowerCase() !== 'timertrigger') continue
    const schedule = parseSchedule(resolveSetting(trigger['schedule'], name, options.settings))
    const next = (): number | undefined => nextOccurrence(schedule, Date.now())

    const runThenWait = async (isPastDue: boolean): Promise<void> => {
      await run(name, next(), isPastDue)
      wait(next())
    }

    const wait = (due: number | undefined): void => {
      if (stopped || due === undefined) return
      const delay = due - Date.now()
      const timer = setTimeout(
        () => {
          if (delay > LONGEST_DELAY) wait(due)
          else void runThenWait(false)
        },
        Math.min(Math.max(delay, 0), LONGEST_DELAY),
      )
      pending.set(name, timer)
    }

    const missed = trigger['useMonitor'] !== false && isPast(statuses[name]?.next)
    // as the host does, so that the first run of a new timer can be missed, too
    const first = next()
    if (statuses[name] === undefined && first !== undefined) {
      await keep(name, null, new Date(first).toISOString())
    }
    if (missed || trigger['runOnStartup'] === true) {
      void runThenWait(missed)
    } else wait(next())
  }

  return () => {
    stopped = true
    for (const timer of pending.values()) clearTimeout(timer)
  }
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

/** A file that is missing or broken only means that no missed run is known of. */
async function readStatuses(file: string): Promise<z.infer<typeof statusFile>> {
  try {
    return statusFile.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    return {}
  }
}
