import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { startTimers, type TimerOptions } from '../../../emulator/host/timerTrigger.ts'
import type { RegisteredFunction } from '../../../emulator/worker/functionApp.ts'

const statuses = z.record(z.string(), z.object({ last: z.string().nullable(), next: z.string() }))

interface Started {
  readonly stop: () => void
  /** Whether each run was past due. */
  readonly runs: readonly boolean[]
}

/** Starts a yearly timer, which comes to no run of its own while a test lasts. */
async function start(stateFolder: string, invoke?: TimerOptions['invoke']): Promise<Started> {
  const runs: boolean[] = []
  const stop = await startTimers({
    functions: [yearly],
    stateFolder,
    settings: {},
    log: () => {},
    async invoke(name, invocation) {
      const { IsPastDue } = z.object({ IsPastDue: z.boolean() }).parse(JSON.parse(invocation.timer))
      runs.push(IsPastDue)
      await invoke?.(name, invocation)
    },
  })
  return { stop, runs }
}

const yearly: RegisteredFunction = {
  name: 'yearly',
  trigger: { type: 'timerTrigger', name: 'timer', direction: 'in', schedule: '0 0 0 1 1 *' },
  bindings: [],
}

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'timers-'))
  onTestFinished(async () => rm(folder, { recursive: true }))
  return folder
}

async function statusIn(folder: string) {
  const kept = statuses.parse(JSON.parse(await readFile(join(folder, 'timers.json'), 'utf8')))
  return kept['yearly']
}

describe('the schedule that the host keeps', () => {
  it('knows of a new timer when it is due first, so that this can be missed', async () => {
    const folder = await emptyFolder()
    const { stop, runs } = await start(folder)
    stop()
    expect(runs).toEqual([])
    const status = await statusIn(folder)
    expect(status?.last).toBeNull()
    expect(status?.next).toMatch(/^\d{4}-01-01T00:00:00\.000Z$/)
  })

  it('runs a timer that was missed once, as past due, also where the run fails', async () => {
    const folder = await emptyFolder()
    const missed = { yearly: { last: null, next: '2020-01-01T00:00:00.000Z' } }
    await writeFile(join(folder, 'timers.json'), JSON.stringify(missed))
    const first = await start(folder, async () => {
      throw new Error('not this time')
    })
    await expect.poll(async () => (await statusIn(folder))?.last).not.toBeNull()
    first.stop()
    expect(first.runs).toEqual([true])

    const again = await start(folder)
    again.stop()
    expect(again.runs).toEqual([])
  })
})
