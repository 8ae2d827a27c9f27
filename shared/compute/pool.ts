import { fileURLToPath } from 'node:url'
import type { Transferable } from 'node:worker_threads'
import { Piscina } from 'piscina'
import { readSettings } from '../settings.ts'
import type * as requestTasks from './requestTasks.ts'
import type * as tasks from './tasks.ts'

type Tasks = typeof tasks
type RequestTasks = typeof requestTasks

/** Modules whose exported functions run on threads. */
type TaskModule = 'tasks' | 'requestTasks'

/** An idle thread keeps its parsed gold table and DuckDB for so long. */
const IDLE_MILLISECONDS = 60_000

/** The next request would wait for all that a thread has to load and plan. */
const IDLE_MILLISECONDS_OF_REQUESTS = 1_800_000

/** A thread ended before its task was done: it ran out of memory, or something in it crashed. The next task gets a new one. */
export class WorkerDied extends Error {
  override readonly name = 'WorkerDied'
}

const pools = new Map<TaskModule, Piscina>()

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
  return await run<Awaited<ReturnType<Tasks[Name]>>>('tasks', name, input, moved)
}

/**
 * The same for what requests bring with them: a thread of its own, as the others may be busy with a study for minutes.
 */
export async function onRequestWorker<Name extends keyof RequestTasks>(
  name: Name,
  input: Parameters<RequestTasks[Name]>[0],
): Promise<Awaited<ReturnType<RequestTasks[Name]>>> {
  return await run<Awaited<ReturnType<RequestTasks[Name]>>>('requestTasks', name, input, [])
}

async function run<Result>(
  module: TaskModule,
  name: string,
  input: unknown,
  moved: readonly Transferable[],
): Promise<Result> {
  const pool = pools.get(module) ?? newPool(module)
  try {
    return await pool.run(input, { name, transferList: [...moved] })
  } catch (error) {
    const reason = deathOf(error)
    throw reason === undefined ? error : new WorkerDied(`${name}: ${reason}`, { cause: error })
  }
}

function newPool(module: TaskModule): Piscina {
  const { WORKER_THREADS, WORKER_HEAP_MIB } = readSettings(process.env)
  const forRequests = module === 'requestTasks'
  const created = new Piscina({
    filename: workerFile(module),
    maxThreads: forRequests ? 1 : WORKER_THREADS,
    minThreads: 0,
    idleTimeout: forRequests ? IDLE_MILLISECONDS_OF_REQUESTS : IDLE_MILLISECONDS,
    recordTiming: false,
    // a thread that needs more dies alone; without a limit the system might end the whole process
    resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MIB },
  })
  pools.set(module, created)
  // A thread died without a task: as a rule while it started, before it was given one. Piscina would start no other, and
  // what waits for it would wait forever.
  created.on('error', () => {
    if (pools.get(module) === created) pools.delete(module)
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
  const closing = [...pools.values()]
  pools.clear()
  await Promise.all(closing.map(async pool => pool.destroy()))
}

/** Threads run compiled code: from the sources, as tests do, it is the one that `npm run build` has left in dist. */
function workerFile(module: TaskModule): string {
  const compiled = import.meta.url.endsWith('.ts')
    ? new URL(`../../dist/shared/compute/${module}.js`, import.meta.url)
    : new URL(`./${module}.js`, import.meta.url)
  return fileURLToPath(compiled)
}
