import { fileURLToPath } from 'node:url'
import type { Transferable } from 'node:worker_threads'
import { Piscina } from 'piscina'
import { readSettings } from '../settings.ts'
import type * as tasks from './tasks.ts'

type Tasks = typeof tasks

/** An idle thread keeps its parsed gold table and DuckDB for so long. */
const IDLE_MILLISECONDS = 60_000

/** A thread ended before its task was done: it ran out of memory, or something in it crashed. The next task gets a new one. */
export class WorkerDied extends Error {
  override readonly name = 'WorkerDied'
}

let pool: Piscina | undefined

/**
 * Runs heavy work on a worker thread of this process; the event loop stays free for the host's heartbeat and for HTTP.
 * Inputs and outputs are copied between threads: pass paths of local files, not data.
 *
 * @param moved - ports and buffers of the input that change hands
 * @throws what the task throws; `WorkerDied`
 */
export async function onWorker<Name extends keyof Tasks>(
  name: Name,
  input: Parameters<Tasks[Name]>[0],
  moved: readonly Transferable[] = [],
): Promise<Awaited<ReturnType<Tasks[Name]>>> {
  pool ??= newPool()
  try {
    return await pool.run(input, { name, transferList: [...moved] })
  } catch (error) {
    const reason = deathOf(error)
    throw reason === undefined ? error : new WorkerDied(`${name}: ${reason}`, { cause: error })
  }
}

function newPool(): Piscina {
  const { WORKER_THREADS, WORKER_HEAP_MIB } = readSettings(process.env)
  const created = new Piscina({
    filename: workerFile(),
    maxThreads: WORKER_THREADS,
    minThreads: 0,
    idleTimeout: IDLE_MILLISECONDS,
    recordTiming: false,
    // a thread that needs more dies alone; without a limit the system might end the whole process
    resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MIB },
  })
  // A thread died without a task: as a rule while it started, before it was given one. Piscina would start no other, and
  // what waits for it would wait forever.
  created.on('error', () => {
    if (pool === created) pool = undefined
    void created.destroy()
  })
  return created
}

/** What a task throws crosses as a message of its own; this is what Node and Piscina say of a thread that ended. */
function deathOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  if (error.message === 'Terminating worker thread') {
    return 'the worker threads ended before it was done: one could not start (WORKER_HEAP_MIB), or the process ends'
  }
  if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return 'the worker thread ran out of memory (WORKER_HEAP_MIB)'
  }
  return error.message.startsWith('worker exited with code') ? `the ${error.message}` : undefined
}

/** Ends the threads; the next task starts new ones. */
export async function closeWorkers(): Promise<void> {
  const closing = pool
  pool = undefined
  await closing?.destroy()
}

/** Threads run compiled code: from the sources, as tests do, it is the one that `npm run build` has left in dist. */
function workerFile(): string {
  const compiled = import.meta.url.endsWith('.ts')
    ? new URL('../../dist/shared/compute/tasks.js', import.meta.url)
    : new URL('./tasks.js', import.meta.url)
  return fileURLToPath(compiled)
}
