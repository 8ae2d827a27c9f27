import { fileURLToPath } from 'node:url'
import type { Transferable } from 'node:worker_threads'
import { Piscina } from 'piscina'
import { readSettings } from '../settings.ts'
import type * as requestTasks from './requestTasks.ts'
import { MODULE_OF_TASK, type Tasks } from './tasks.ts'

type RequestTasks = typeof requestTasks

type PoolName = 'tasks' | 'requests'

/** An idle thread keeps its parsed gold table and DuckDB for so long. */
const IDLE_MILLISECONDS = 60_000

/** The next request would wait for all that a thread has to load and plan. */
const IDLE_MILLISECONDS_OF_REQUESTS = 1_800_000

/** A thread ended before its task was done: it ran out of memory, or something in it crashed. The next task gets a new one. */
export class WorkerDied extends Error {
  override readonly name = 'WorkerDied'
}

const pools = new Map<PoolName, Piscina>()

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
  const filename = workerFile(MODULE_OF_TASK[name])
  return await run<Awaited<ReturnType<Tasks[Name]>>>('tasks', { filename, name }, input, moved)
}

/**
 * The same for what requests bring with them: a thread of its own, as the others may be busy with a study for minutes.
 */
export async function onRequestWorker<Name extends keyof RequestTasks>(
  name: Name,
  input: Parameters<RequestTasks[Name]>[0],
): Promise<Awaited<ReturnType<RequestTasks[Name]>>> {
  const filename = workerFile('requestTasks')
  return await run<Awaited<ReturnType<RequestTasks[Name]>>>('requests', { filename, name }, input)
}

async function run<Result>(
  poolName: PoolName,
  task: { readonly filename: string; readonly name: string },
  input: unknown,
  moved: readonly Transferable[] = [],
): Promise<Result> {
  const pool = pools.get(poolName) ?? newPool(poolName)
  try {
    return await pool.run(input, { ...task, transferList: [...moved] })
  } catch (error) {
    const reason = deathOf(error)
    throw reason === undefined ? error : new WorkerDied(`${task.name}: ${reason}`, { cause: error })
  }
}

function newPool(poolName: PoolName): Piscina {
  const { WORKER_THREADS, WORKER_HEAP_MIB } = readSettings(process.env)
  const forRequests = poolName === 'requests'
  const created = new Piscina({
    maxThreads: forRequests ? 1 : WORKER_THREADS,
    minThreads: 0,
    idleTimeout: forRequests ? IDLE_MILLISECONDS_OF_REQUESTS : IDLE_MILLISECONDS,
    recordTiming: false,
    // a thread that needs more dies alone; without a limit the system might end the whole process
    resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MIB },
  })
  pools.set(poolName, created)
  // A thread died without a task: as a rule while it started, before it was given one. Piscina would start no other, and
  // what waits for it would wait forever.
  created.on('error', () => {
    if (pools.get(poolName) === created) pools.delete(poolName)
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
function workerFile(module: (typeof MODULE_OF_TASK)[keyof Tasks] | 'requestTasks'): string {
  const compiled = import.meta.url.endsWith('.ts')
    ? new URL(`../../dist/shared/compute/${module}.js`, import.meta.url)
    : new URL(`./${module}.js`, import.meta.url)
  return fileURLToPath(compiled)
}
