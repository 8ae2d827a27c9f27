import { WorkerDied } from './pool.ts'

/** Threads that may die of one task before it counts as deadly. */
const THREADS = 2

/** Attempts after which it does: so often has a process died of it, or been killed while it ran. */
const ATTEMPTS = 10

/**
 * Runs what may be the death of a worker thread, or of the whole process, a bounded number of times.
 *
 * @param count - notes an attempt where a new process finds it, and answers how many there were, this one included
 * @param work - throws `WorkerDied` where its thread died
 * @param deadly - what comes of it in the end, in words
 * @throws what `work` throws otherwise
 */
export async function survive<Result>(
  count: () => Promise<number>,
  work: () => Promise<Result>,
  deadly: (reason: string) => Result,
): Promise<Result> {
  for (let threads = 1; ; threads += 1) {
    if ((await count()) > ATTEMPTS) {
      return deadly(`the process ended while it ran, ${ATTEMPTS} times: out of memory?`)
    }
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof WorkerDied)) throw error
      if (threads === THREADS) return deadly(`${error.message}, ${THREADS} times`)
    }
  }
}
