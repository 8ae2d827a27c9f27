import { createServer, type Server } from 'node:http'
import { afterEach, expect, it } from 'vitest'
import { z } from 'zod'
import { apiOf } from '../../cli/api.ts'

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

it('stops asking a host that is away for good when it is told to', async () => {
  const told = new AbortController()
  let asked = 0
  const baseUrl = await answering(status => {
    asked += 1
    if (asked === 2) told.abort(new Error('ended by SIGTERM'))
    status(503)
  })
  const asking = apiOf(baseUrl, told.signal).get('/api/pipelines/demo', z.unknown())
  await expect(asking).rejects.toThrow('ended by SIGTERM')
  expect(asked).toBe(2)
})

it('does not wait for an answer any more when it is told to stop', async () => {
  const told = new AbortController()
  const baseUrl = await answering(() => told.abort(new Error('ended by SIGTERM')))
  const asking = apiOf(baseUrl, told.signal).get('/api/pipelines/demo', z.unknown())
  await expect(asking).rejects.toThrow('ended by SIGTERM')
})

async function answering(answer: (status: (code: number) => void) => void): Promise<string> {
  const listening = createServer((_, response) => {
    answer(code => response.writeHead(code).end('storage is away'))
  })
  server = listening
  await new Promise<void>(resolve => listening.listen(0, '127.0.0.1', resolve))
  const address = listening.address()
  if (address === null || typeof address === 'string') throw new Error('it must listen on a port')
  return `http://127.0.0.1:${address.port}`
}
