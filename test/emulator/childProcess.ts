import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'

/** The folder of the built emulator: `npm test` builds first. */
export const DIST = path.resolve(import.meta.dirname, '..', '..', 'dist', 'emulator')

/** Starts a process of the emulator and waits until it is ready; it ends with the test at the latest. */
export async function startChild(
  script: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<ChildProcess> {
  const child = spawnChild(script, args, environment)
  onTestFinished(async () => await killed(child))
  return await ready(child)
}

export function spawnChild(
  script: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): ChildProcess {
  return spawn(process.execPath, [path.join(DIST, script), ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
}

/** The child, once it has said that it is ready. */
export async function ready(child: ChildProcess): Promise<ChildProcess> {
  await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`${child.spawnargs[1]} ended with ${code} before it was ready`)
    }),
  ])
  return child
}

/** `kill -9`, and waits for the end. */
export async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}

/** Whether a process runs; one that has ended and that nobody has waited for yet does not, where the system tells. */
export function isAlive(pid: number | undefined): boolean {
  if (pid === undefined) return false
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return !existsSync('/proc')
  }
}

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'emulator-'))
  onTestFinished(async () => await rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

/** Asks again until the answer is there; the test's own time limit ends it. */
export async function eventually<T>(ask: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}
