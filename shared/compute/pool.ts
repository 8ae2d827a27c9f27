import { fileURLToPath } from 'node:url'
import type { Transferable } from 'node:worker_threads'
import { Piscina } from 'piscina'
import { readSettings } from '../settings.ts'
import type * as tasks from './tasks.ts'

type Tasks = typeof tasks

/** An idle thread keeps its parsed gold table and DuckDB for so long. */
const IDLE_MILLISECONDS = 60_000

let pool: Piscina | undefined

/**
 * Runs heavy work on a worker thread of this process; the event loop stays free for the host's heartbeat and for HTTP.
 * Inputs and outputs are copied between threads: pass paths of local files, not data.
 *
 * @param moved - ports and buffers of the input that change hands
 */
export async function onWorker<Name extends keyof Tasks>(
  name: Name,
  input: Parameters<Tasks[Name]>[0],
  moved: readonly Transferable[] = [],
): Promise<Awaited<ReturnType<Tasks[Name]>>> {
  pool ??= new Piscina({
    filename: workerFile(),
    maxThreads: readSettings(process.env).WORKER_THREADS,
    minThreads: 0,
    idleTimeout: IDLE_MILLISECONDS,
    recordTiming: false,
  })
  return await pool.run(input, { name, transferList: [...moved] })
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
