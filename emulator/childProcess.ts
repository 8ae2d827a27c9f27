/**
 * How a process of the emulator and the one that started it know of each other: by Node's IPC channel. Without a parent
 * (no IPC) a process ends by signals only.
 */
import { Worker } from 'node:worker_threads'

/** Ms that an orderly end may take; shorter than what `supervise.ts` waits. */
const END_PATIENCE = 6000

/**
 * From now on, also while it still starts, this process ends on SIGTERM, on Ctrl-C, and when its parent is gone, however
 * that came. To be called before anything else.
 *
 * @returns takes what is to be done then, once there is something to do; however long that takes, the process ends
 */
export function endWhenAsked(): (stop: () => Promise<void>) => void {
  let stop: (() => Promise<void>) | undefined
  let ending = false

  const end = async (): Promise<void> => {
    if (ending) return
    ending = true
    // an exit waits for threads; a kill does not
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), END_PATIENCE).unref()
    await stop?.().catch((error: unknown) => console.error(`ending: ${String(error)}`))
    process.exit(0)
  }

  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void end())
  surviveLostReaders()
  if (process.send !== undefined) {
    process.once('disconnect', () => void end())
    // it was gone before anybody listened
    if (!process.connected) void end()
    watchParent()
  }
  return given => {
    stop = given
  }
}

/** Tells the parent, if there is one, that a state was reached. */
export function tellParent(message: 'ready'): void {
  // a parent that is just dying hears nothing, and that is no error
  if (process.connected) process.send?.(message, undefined, undefined, () => {})
}

/**
 * A line that nobody reads any more is no error. Taken for one and logged, it would be the next such line: a process
 * whose reader has died would do nothing else any more.
 */
function surviveLostReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
}

/** A thread sees the parent go also while this one is busy with a function that computes. */
function watchParent(): void {
  const script = new URL('./parentWatch.js', import.meta.url)
  new Worker(script, { workerData: END_PATIENCE }).unref()
}
