import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

export interface ChildOptions {
  readonly name: string
  /** Compiled file to run with this Node, and its arguments. */
  readonly script: string
  readonly arguments: readonly string[]
  /** Of Node itself, for this child. */
  readonly nodeFlags?: readonly string[]
  /** Beside this process's own. */
  readonly environment: Readonly<Record<string, string>>
  readonly folder: string
  /** Is told of each process that is started, the first and those after it. */
  readonly onLaunch?: (pid: number) => void
  /** Gets what the child writes, line by line, and what becomes of it. */
  readonly log: (line: string) => void
  /** Ms that a child may take from its start until it says `ready`. */
  readonly startTimeout?: number
}

export interface SupervisedChild {
  /** The process that runs now; another one after a restart. */
  readonly process: ChildProcess
  /** SIGTERM, and SIGKILL when that has not ended it. */
  stop(): Promise<void>
}

const DEFAULT_START_TIMEOUT = 60_000
/** Ms between SIGTERM and SIGKILL. */
const STOP_TIMEOUT = 8000
const FIRST_DELAY = 250
/** Lines of a child that did not start that its error repeats: the log may be where nobody looks. */
const LAST_LINES = 5
const LONGEST_DELAY = 10_000

/**
 * Starts a child process of ours and keeps it running: one that ends by itself is started again, with a delay that grows
 * while none of them gets as far as being ready.
 *
 * The child has an IPC channel, says `ready` on it, and ends when the channel closes, so nothing outlives this process
 * however it dies. It stands in a process group of its own: Ctrl-C reaches this process alone, which ends the children
 * in order.
 *
 * @returns when the child is ready for the first time
 * @throws where it ends before that, with what it said last, or takes longer than `startTimeout`
 */
export async function startSupervised(options: ChildOptions): Promise<SupervisedChild> {
  let stopping = false
  let restart: NodeJS.Timeout | undefined
  let delay = FIRST_DELAY
  let said: string[] | undefined = []
  const log = (line: string): void => {
    said?.push(line)
    options.log(line)
  }
  let current = launch({ ...options, log })
  await readiness(current, options, said)
  said = undefined

  const watch = (child: ChildProcess): void => {
    child.on('message', message => {
      if (message === 'ready') delay = FIRST_DELAY
    })
    child.once('exit', (code, signal) => {
      if (stopping) return
      options.log(
        `${options.name} ended unexpectedly (${signal ?? `code ${code}`}); starting it again in ${delay / 1000} s`,
      )
      restart = setTimeout(() => {
        current = launch(options)
        watch(current)
      }, delay)
      delay = Math.min(delay * 2, LONGEST_DELAY)
    })
  }
  watch(current)

  return {
    get process() {
      return current
    },
    async stop() {
      stopping = true
      clearTimeout(restart)
      await end(current)
    },
  }
}

function launch({
  script,
  arguments: given,
  nodeFlags = [],
  environment,
  folder,
  onLaunch,
  log,
}: ChildOptions): ChildProcess {
  const child = spawn(process.execPath, ['--enable-source-maps', ...nodeFlags, script, ...given], {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  })
  if (child.pid !== undefined) onLaunch?.(child.pid)
  // a send to a child that is just ending is no matter
  child.on('error', () => {})
  forward(child.stdout, log)
  forward(child.stderr, log)
  return child
}

function forward(stream: Readable | null, log: (line: string) => void): void {
  if (stream !== null) createInterface({ input: stream }).on('line', log)
}

async function readiness(
  child: ChildProcess,
  { name, startTimeout = DEFAULT_START_TIMEOUT }: ChildOptions,
  said: readonly string[],
): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`${name} was not ready after ${startTimeout / 1000} s.`))
      }, startTimeout)
      // at its close, not at its exit: its lines have come then
      child.once('close', (code, signal) => {
        clearTimeout(timer)
        const lines = said.slice(-LAST_LINES).join('\n')
        const how = signal ?? `code ${code}`
        reject(new Error(`${name} ended before it was ready (${how})${lines && `:\n${lines}`}`))
      })
      child.on('message', message => {
        if (message !== 'ready') return
        clearTimeout(timer)
        resolve()
      })
    })
  } catch (error) {
    await end(child)
    throw error
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  await new Promise<void>(resolve => {
    const kill = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT)
    child.once('exit', () => {
      clearTimeout(kill)
      resolve()
    })
    child.kill('SIGTERM')
  })
}
