import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'

/** When a timer ran and is due, ISO 8601, as the host keeps it to see what it missed; `last` is null before the first run. */
const timerStatus = z.object({ last: z.string().nullable(), next: z.string() })
export type TimerStatus = z.infer<typeof timerStatus>
const statusFile = z.record(z.string(), timerStatus)

/** The statuses of all timers of a host, in one file of its state. */
export interface TimerStatuses {
  /** undefined: the timer is new. */
  of(name: string): TimerStatus | undefined
  /** Never rejects: a status that could not be written is logged, and counts until the host ends. */
  keep(name: string, status: TimerStatus): Promise<void>
}

/** What the last host on this state has kept. */
export async function openTimerStatuses(
  stateFolder: string,
  log: (line: string) => void,
): Promise<TimerStatuses> {
  const file = path.join(stateFolder, 'timers.json')
  const statuses = await readStatuses(file)
  const save = async (): Promise<void> => {
    await mkdir(stateFolder, { recursive: true })
    await writeFile(`${file}~`, JSON.stringify(statuses))
    await rename(`${file}~`, file)
  }
  // one write at a time, or two timers of the same second would rename each other's file
  let saving: Promise<void> = Promise.resolve()
  return {
    of: name => statuses[name],
    async keep(name, status) {
      statuses[name] = status
      saving = saving.then(save).catch((error: unknown) => {
        log(`timer ${name}: its status could not be kept: ${String(error)}`)
      })
      await saving
    },
  }
}

/** A file that is missing or broken only means that no missed run is known of. */
async function readStatuses(file: string): Promise<z.infer<typeof statusFile>> {
  try {
    return statusFile.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    return {}
  }
}
