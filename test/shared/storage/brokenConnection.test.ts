import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { BlobServiceClient, StorageRetryPolicyType } from '@azure/storage-blob'
import { afterEach, expect, it } from 'vitest'
import { azureLake } from '../../../shared/storage/azureLake.ts'
import { type Lake, PreconditionFailed } from '../../../shared/storage/lake.ts'

const bytes = Buffer.from(Uint8Array.from({ length: 100_000 }, (_, i) => (i * 31) % 251))

const servers: ReturnType<typeof createServer>[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** A blob service that sends so many bytes of each answer and then cuts the connection; asks are kept. */
async function serviceThatBreaks(
  sends: (asked: number) => number,
  etagOf: (asked: number) => string = () => '"1"',
): Promise<{ lake: Lake; asked: { range: string | undefined; ifMatch: string | undefined }[] }> {
  const asked: { range: string | undefined; ifMatch: string | undefined }[] = []
  function answer(request: IncomingMessage, response: ServerResponse): void {
    const range = request.headers['x-ms-range']?.toString()
    const ifMatch = request.headers['if-match']
    asked.push({ range, ifMatch })
    const etag = etagOf(asked.length)
    if (ifMatch !== undefined && ifMatch !== etag) {
      response.writeHead(412, { 'x-ms-error-code': 'ConditionNotMet' }).end()
      return
    }
    const [, first = '0', last] = /bytes=(\d+)-(\d*)/.exec(range ?? '') ?? []
    const from = Number(first)
    const to = last === undefined || last === '' ? bytes.length : Number(last) + 1
    response.writeHead(range === undefined ? 200 : 206, {
      'content-length': to - from,
      'content-range': `bytes ${from}-${to - 1}/${bytes.length}`,
      etag,
    })
    const sent = bytes.subarray(from, Math.min(to, from + sends(asked.length)))
    response.write(sent, () => {
      if (sent.length === to - from) response.end()
      else setTimeout(() => response.destroy(), 20)
    })
  }
  const server = createServer(answer).listen(0, '127.0.0.1')
  servers.push(server)
  await new Promise(resolve => server.once('listening', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const service = new BlobServiceClient(`http://127.0.0.1:${port}/account`, undefined, {
    retryOptions: { retryPolicyType: StorageRetryPolicyType.FIXED, maxTries: 1 },
  })
  return { lake: azureLake(service), asked }
}

async function read(lake: Lake, ...options: Parameters<Lake['stream']>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of lake.stream(...options)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

it('goes on where a connection broke, in the version it began with', async () => {
  const { lake, asked } = await serviceThatBreaks(() => 30_000)
  const range = { start: 1000, end: 90_000 }
  expect((await read(lake, 'bronze/a', { range })).equals(bytes.subarray(1000, 90_000))).toBe(true)
  expect(asked).toEqual([
    { range: 'bytes=1000-89999', ifMatch: undefined },
    { range: 'bytes=31000-89999', ifMatch: '"1"' },
    { range: 'bytes=61000-89999', ifMatch: '"1"' },
  ])
})

it('goes on in a blob of which no range was asked for', async () => {
  const { lake } = await serviceThatBreaks(() => 60_000)
  expect((await read(lake, 'bronze/a')).equals(bytes)).toBe(true)
})

it('does not mix two versions', async () => {
  const { lake } = await serviceThatBreaks(
    () => 30_000,
    asked => (asked === 1 ? '"1"' : '"2"'),
  )
  await expect(read(lake, 'bronze/a')).rejects.toThrow(PreconditionFailed)
})

it('gives up where no byte comes any more', async () => {
  const { lake, asked } = await serviceThatBreaks(count => (count === 1 ? 30_000 : 0))
  await expect(read(lake, 'bronze/a')).rejects.toThrow(/aborted|reset|hang up/i)
  expect(asked.length).toBeLessThan(10)
})
