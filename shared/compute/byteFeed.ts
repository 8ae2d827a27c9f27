/** Bytes that are handed over to another thread at once. */
const BUFFER_BYTES = 1024 * 1024

/** A buffer that goes back and forth between two threads, filled on the way to the one that reads. */
export interface FilledBuffer {
  readonly buffer: ArrayBuffer
  readonly bytes: number // from its beginning
}

/**
 * Fills buffers with the bytes of a stream, as another thread sends them here empty. A new one for each piece would set
 * off a major garbage collection over there for every 20 or 30. The stream is not read further than it is asked for.
 */
export function byteFeed(source: AsyncIterable<Uint8Array>): {
  /** Null behind the last byte. One buffer at a time. */
  readonly fill: (buffer: ArrayBuffer) => Promise<FilledBuffer | null>
  /** Lets go of the stream, wherever it stands. */
  readonly close: () => Promise<void>
} {
  const chunks = source[Symbol.asyncIterator]()
  let chunk: Uint8Array = new Uint8Array() // what is left of it
  return {
    async fill(buffer) {
      const target = new Uint8Array(buffer)
      let bytes = 0
      while (bytes < target.length) {
        if (chunk.length === 0) {
          const { value, done } = await chunks.next()
          if (done === true) break
          chunk = value
        }
        const taken = chunk.subarray(0, target.length - bytes)
        target.set(taken, bytes)
        bytes += taken.length
        chunk = chunk.subarray(taken.length)
      }
      return bytes === 0 ? null : { buffer, bytes }
    },
    async close() {
      await chunks.return?.()
    },
  }
}

/**
 * The bytes that a `byteFeed` fills two buffers with, in turns: one is filled while the other is read. A piece is only
 * lent, and is empty once the next one is asked for.
 *
 * @param fill - moves the buffer to the thread that fills it, and back
 */
export async function* fedBytes(
  fill: (buffer: ArrayBuffer) => Promise<FilledBuffer | null>,
): AsyncGenerator<Uint8Array> {
  let coming = fill(new ArrayBuffer(BUFFER_BYTES))
  let empty = new ArrayBuffer(BUFFER_BYTES)
  for (;;) {
    const filled = await coming
    if (filled === null) return
    coming = fill(empty)
    coming.catch(() => {}) // told when it is waited for, if it still is
    yield new Uint8Array(filled.buffer, 0, filled.bytes)
    empty = filled.buffer
  }
}
