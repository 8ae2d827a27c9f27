import { readFile, writeFile } from 'node:fs/promises'
import type { BlobInfo, ByteRange, Etag, Lake, LakePath, WriteCondition } from './lake.ts'
import { BlobNotFound, PreconditionFailed } from './lake.ts'

interface Blob {
  readonly bytes: Uint8Array
  readonly etag: Etag
}

/** About what a connection hands over at once. */
const CHUNK_BYTES = 64 * 1024

/** A lake in memory, with the same conditions and errors as Blob Storage: for tests. */
export function memoryLake(): Lake {
  const blobs = new Map<LakePath, Blob>()
  let versions = 0

  function found(path: LakePath): Blob {
    const blob = blobs.get(path)
    if (blob === undefined) throw new BlobNotFound(path)
    return blob
  }

  function put(path: LakePath, bytes: Uint8Array, condition?: WriteCondition): Etag {
    const current = blobs.get(path)
    if (condition !== undefined) {
      const holds =
        'ifAbsent' in condition ? current === undefined : current?.etag === condition.ifMatch
      if (!holds) throw new PreconditionFailed(path, condition)
    }
    versions += 1
    const etag = `0x${versions.toString(16).toUpperCase().padStart(15, '0')}`
    blobs.set(path, { bytes, etag })
    return etag
  }

  async function* stream(
    path: LakePath,
    options?: { range?: ByteRange; ifMatch?: Etag },
  ): AsyncGenerator<Uint8Array> {
    const blob = found(path)
    if (options?.ifMatch !== undefined && options.ifMatch !== blob.etag) {
      throw new PreconditionFailed(path, { ifMatch: options.ifMatch })
    }
    const bytes = cut(blob.bytes, options?.range)
    for (let from = 0; from < bytes.length; from += CHUNK_BYTES) {
      yield bytes.slice(from, from + CHUNK_BYTES)
    }
  }

  return {
    async read(path, range) {
      return cut(found(path).bytes, range).slice()
    },
    async write(path, bytes, condition) {
      return put(
        path,
        typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes.slice(),
        condition,
      )
    },
    stream,
    async download(path, file, options) {
      await writeFile(file, stream(path, options))
    },
    async upload(file, path, condition) {
      return put(path, await readFile(file), condition)
    },
    async stat(path) {
      const blob = blobs.get(path)
      return blob && { path, bytes: blob.bytes.length, etag: blob.etag }
    },
    async *list(prefix): AsyncIterable<BlobInfo> {
      const paths = [...blobs.keys()].filter(path => path.startsWith(prefix)).sort()
      for (const path of paths) {
        const { bytes, etag } = found(path)
        yield { path, bytes: bytes.length, etag }
      }
    },
    async delete(path) {
      blobs.delete(path)
    },
  }
}

function cut(bytes: Uint8Array, range: ByteRange | undefined): Uint8Array {
  return range === undefined ? bytes : bytes.subarray(range.start, range.end)
}
