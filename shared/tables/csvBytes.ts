import { Readable } from 'node:stream'
import { constants, createGunzip, gunzipSync } from 'node:zlib'

const CHUNK_BYTES = 1024 * 1024

/**
 * The uncompressed bytes of a file that comes chunk by chunk.
 *
 * @param stored - each chunk is only lent until the next one is asked for, and so is what is given
 */
export async function* csvBytes(
  stored: AsyncIterable<Uint8Array>,
  compression: 'none' | 'gzip',
): AsyncGenerator<Uint8Array> {
  if (compression === 'none') {
    yield* stored
    return
  }

  // node's zlib says when a gzip is cut short; DuckDB's reader gives what is there and no error
  const source = Readable.from(copies(stored)) // which reads ahead
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES })
  source.on('error', error => gunzip.destroy(error))
  source.pipe(gunzip)
  try {
    yield* gunzip
  } finally {
    source.destroy()
    gunzip.destroy()
  }
}

async function* copies(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) yield new Uint8Array(chunk)
}

/** The uncompressed beginning of a file of which only the first bytes are there. */
export function firstBytes(bytes: Uint8Array, compression: 'none' | 'gzip'): Uint8Array {
  if (compression === 'none') return bytes
  return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH })
}

/** What is wrong with a gzip, in words, if `error` is zlib's; else undefined. */
export function damageOf(error: unknown): string | undefined {
  if (!(error instanceof Error && 'code' in error)) return undefined
  if (error.code === 'Z_BUF_ERROR') {
    return 'the gzip ends before its end: it was cut short, or its upload was. Nothing of it was promoted; upload it again.'
  }
  if (error.code === 'Z_DATA_ERROR') {
    return `the gzip is damaged, or none (${error.message}). Nothing of it was promoted; upload it again.`
  }
  return undefined
}
