import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { type BlobServiceClient, type BlockBlobClient, RestError } from '@azure/storage-blob'
import type { BlobInfo, ByteRange, Etag, Lake, LakePath, WriteCondition } from './lake.ts'
import { BlobNotFound, PreconditionFailed } from './lake.ts'

/** Blobs in a block of an upload, in bytes; four blocks are under way at once. */
const UPLOAD_BLOCK = 8 * 1024 * 1024
const UPLOAD_CONCURRENCY = 4

/** Connections that may break one after the other before a byte has come. */
const BROKEN_IN_A_ROW = 5

/** Azure Blob Storage, or Azurite, as a lake. */
export function azureLake(service: BlobServiceClient): Lake {
  function blob(path: LakePath): BlockBlobClient {
    const { container, name } = split(path)
    return service.getContainerClient(container).getBlockBlobClient(name)
  }

  async function* stream(
    path: LakePath,
    options: { range?: ByteRange; ifMatch?: Etag } = {},
  ): AsyncGenerator<Uint8Array> {
    let { offset, count } = offsetAndCount(options.range)
    let etag = options.ifMatch
    let broken = 0
    while (count !== 0) {
      // the SDK's own stream gives up where a server is killed in the middle: it is asked anew here
      const condition = etag === undefined ? undefined : { ifMatch: etag }
      const answer = await translated(path, condition, async () =>
        blob(path).download(offset, count, { conditions: headers(condition), maxRetryRequests: 0 }),
      )
      if (answer.readableStreamBody === undefined) {
        throw new Error(`${path}: the storage service answered without a body`)
      }
      etag = bare(answer.etag)
      count = answer.contentLength ?? count
      try {
        for await (const chunk of answer.readableStreamBody) {
          const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
          offset += bytes.length
          if (count !== undefined) count -= bytes.length
          broken = 0
          yield bytes
        }
        return
      } catch (error) {
        broken += 1
        if (broken > BROKEN_IN_A_ROW) throw error
      }
    }
  }

  return {
    async read(path, range) {
      return await translated(path, undefined, async () => {
        const { offset, count } = offsetAndCount(range)
        return await blob(path).downloadToBuffer(offset, count)
      })
    },

    async write(path, bytes, condition) {
      return await translated(path, condition, async () => {
        const body = typeof bytes === 'string' ? Buffer.from(bytes) : Buffer.from(bytes)
        const answer = await blob(path).upload(body, body.length, {
          conditions: headers(condition),
        })
        return bare(answer.etag)
      })
    },

    stream,

    async download(path, file, options) {
      try {
        await pipeline(stream(path, options), createWriteStream(file))
      } catch (error) {
        await rm(file, { force: true }) // part of a blob is none
        throw error
      }
    },

    async upload(file, path, condition) {
      return await translated(path, condition, async () => {
        const answer = await blob(path).uploadFile(file, {
          blockSize: UPLOAD_BLOCK,
          concurrency: UPLOAD_CONCURRENCY,
          conditions: headers(condition),
        })
        return bare(answer.etag)
      })
    },

    async stat(path) {
      try {
        const properties = await blob(path).getProperties()
        return { path, bytes: properties.contentLength ?? 0, etag: bare(properties.etag) }
      } catch (error) {
        if (statusOf(error) === 404) return undefined
        throw error
      }
    },

    async *list(prefix): AsyncIterable<BlobInfo> {
      const { container, name } = split(prefix)
      for await (const item of service
        .getContainerClient(container)
        .listBlobsFlat({ prefix: name })) {
        yield {
          path: `${container}/${item.name}`,
          bytes: item.properties.contentLength ?? 0,
          etag: bare(item.properties.etag),
        }
      }
    },

    async delete(path) {
      await blob(path).deleteIfExists()
    },
  }
}

function split(path: LakePath): { container: string; name: string } {
  const slash = path.indexOf('/')
  if (slash <= 0) throw new Error(`"${path}" is no lake path: expected <container>/<blob name>`)
  return { container: path.slice(0, slash), name: path.slice(slash + 1) }
}

function offsetAndCount(range: ByteRange | undefined): {
  offset: number
  count: number | undefined
} {
  return range === undefined
    ? { offset: 0, count: undefined }
    : { offset: range.start, count: range.end - range.start }
}

function headers(condition: WriteCondition | undefined): {
  ifNoneMatch?: string
  ifMatch?: string
} {
  if (condition === undefined) return {}
  return 'ifAbsent' in condition ? { ifNoneMatch: '*' } : { ifMatch: `"${condition.ifMatch}"` }
}

/** Listings and events give an ETag bare, other answers in quotes: everywhere here it is bare. */
function bare(etag: string | undefined): Etag {
  return (etag ?? '').replaceAll('"', '')
}

function statusOf(error: unknown): number | undefined {
  return error instanceof RestError ? error.statusCode : undefined
}

async function translated<T>(
  path: LakePath,
  condition: WriteCondition | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const status = statusOf(error)
    if (status === 404) throw new BlobNotFound(path)
    if (condition !== undefined && (status === 409 || status === 412)) {
      throw new PreconditionFailed(path, condition)
    }
    throw error
  }
}
