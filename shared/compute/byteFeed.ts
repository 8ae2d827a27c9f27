/** Bytes that are handed over to another thread at once. */
const HANDED_BYTES = 1024 * 1024

/**
 * Gathers the chunks of a stream into pieces of about 1 MiB, each a buffer of its own that can be handed to another
 * thread. The stream is not read further than it is asked for.
 */
export function byteFeed(source: AsyncIterable<Uint8Array>): {
  /** The next piece, null behind the last. */
  readonly next: () => Promise<Uint8Array<ArrayBuffer> | null>
  /** Lets go of the stream, wherever it stands. */
  readonly close: () => Promise<void>
} {
  const chunks = source[Symbol.asyncIterator]()
  return {
    async next() {
      const gathered: Uint8Array[] = []
      let bytes = 0
      while (bytes < HANDED_BYTES) {
        const { value, done } = await chunks.next()
        if (done === true) break
        gathered.push(value)
        bytes += value.length
      }
      if (bytes === 0) return null
      const piece = new Uint8Array(bytes)
      let filled = 0
      for (const chunk of gathered) {
        piece.set(chunk, filled)
        filled += chunk.length
      }
      return piece
    },
    async close() {
      await chunks.return?.()
    },
  }
}

/** The pieces as they are asked for, one ahead. */
export async function* fedBytes(
  next: () => Promise<Uint8Array | null>,
): AsyncGenerator<Uint8Array> {
  let coming = next()
  for (;;) {
    const piece = await coming
    if (piece === null) return
    coming = next()
    coming.catch(() => {}) // told when it is waited for, if it still is
    yield piece
  }
}
