interface Waiting {
  resolve(): void
  reject(error: unknown): void
}

/**
 * Lets many writes share one save: a save under way is joined by nobody, the next one takes everybody who came
 * meanwhile.
 *
 * @param save - brings everything that is in memory when it is called to disk
 * @returns a function that resolves when all that was in memory at its call is on disk, and rejects if that save failed
 */
export function groupCommit(save: () => Promise<void>): () => Promise<void> {
  let waiting: Waiting[] = []
  let running = false

  async function run(): Promise<void> {
    running = true
    while (waiting.length > 0) {
      const group = waiting
      waiting = []
      try {
        await save()
        for (const one of group) one.resolve()
      } catch (error) {
        for (const one of group) one.reject(error)
      }
    }
    running = false
  }

  return () =>
    new Promise((resolve, reject) => {
      waiting.push({ resolve, reject })
      // a turn later, so that requests that ended in the same turn share the save
      if (!running) {
        running = true
        setImmediate(() => void run())
      }
    })
}
