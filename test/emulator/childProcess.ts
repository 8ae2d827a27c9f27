import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
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

/**
 * Linux lends ports from 32768 on to whoever connects or asks for any; from 20000 on nobody has any by custom. Each run of
 * the tests has some of these, and of them each of its processes: nobody takes one between looking and listening, or while
 * what listens there is killed and started again.
 */
const FIRST_PORT = 20_000
const RUNS = 30
const PORTS_OF_A_RUN = 400
const PORTS_OF_A_PROCESS = 25
const ownPorts =
  FIRST_PORT +
  (process.ppid % RUNS) * PORTS_OF_A_RUN +
  ((Number(process.env['VITEST_POOL_ID'] ?? 0) * PORTS_OF_A_PROCESS) % PORTS_OF_A_RUN)
let tried = 0

/** Ports of 127.0.0.1 that are free, and stay so for this test file. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = []
  for (let tries = 0; ports.length < count; tries++) {
    if (tries === PORTS_OF_A_PROCESS) {
      throw new Error(`${count} ports from ${ownPorts} on are not free: what runs there?`)
    }
    const port = ownPorts + (tried++ % PORTS_OF_A_PROCESS)
    if (await isFree(port)) ports.push(port)
  }
  return ports
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return false
  }
  await once(server.close(), 'close')
  return true
}

/** Asks again until the answer is there; the test's own time limit ends it. */
export async function eventually<T>(ask: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}
