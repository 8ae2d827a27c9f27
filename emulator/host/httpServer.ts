import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { HostRequest } from '../http.ts'
import type { FunctionResponse } from './httpTrigger.ts'

export interface HttpServerOptions {
  readonly port: number
  /** Larger bodies are answered 413 (bytes). */
  readonly bodyLimit: number
  readonly answer: (request: HostRequest) => Promise<FunctionResponse>
  readonly log: (line: string) => void
}

/** Bytes that all headers of a request may have together, as on the real host. */
const HEADER_LIMIT = 32_768

/** How long requests may go on when the server stops, in ms. */
const GRACE = 5000

/** Headers that are between one hop and the next: the server sets them itself. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'trailer'])

/**
 * Serves HTTP on 127.0.0.1. Whatever goes wrong with one request is answered there and ends with it.
 *
 * @throws where the port is taken
 */
export async function serveHttp(
  options: HttpServerOptions,
): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const server = createServer({ maxHeaderSize: HEADER_LIMIT }, (request, response) => {
    request.on('error', () => response.destroy())
    response.on('error', () => {})
    void exchange(request, response, options)
  })
  // long polls are answered late on purpose
  server.requestTimeout = 0

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(
              `Port ${options.port} of 127.0.0.1 is taken: stop what listens there, or choose another with --port.`,
            )
          : error,
      )
    })
    server.listen(options.port, '127.0.0.1', resolve)
  })
  const address = server.address()

  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    stop: () =>
      new Promise(resolve => {
        const cut = setTimeout(() => server.closeAllConnections(), GRACE)
        server.close(() => {
          clearTimeout(cut)
          resolve()
        })
        server.closeIdleConnections()
      }),
  }
}

async function exchange(
  incoming: IncomingMessage,
  response: ServerResponse,
  { bodyLimit, answer, log }: HttpServerOptions,
): Promise<void> {
  try {
    const url = urlOf(incoming)
    if (url === undefined) {
      send(incoming, response, { status: 400, headers: {}, body: '' })
      return
    }
    const body = await readBody(incoming, bodyLimit)
    if (body === undefined) {
      // the rest is read and dropped: a client that is cut off while it sends would not see the answer
      incoming.resume()
      send(incoming, response, { status: 413, headers: {}, body: '' })
      return
    }
    const method = (incoming.method ?? 'GET').toUpperCase()
    send(incoming, response, await answer({ method, url, headers: headersOf(incoming), body }))
  } catch (error) {
    log(`request failed: ${error instanceof Error ? error.message : String(error)}`)
    if (response.headersSent) response.destroy()
    else send(incoming, response, { status: 500, headers: {}, body: '' })
  }
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: FunctionResponse,
): void {
  response.statusCode = status
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase()
    if (lower === 'content-length' && request.method !== 'HEAD') continue
    if (!HOP_BY_HOP.has(lower)) response.setHeader(name, value)
  }
  if (status === 204 || status === 304 || request.method === 'HEAD') response.end()
  else response.end(body)
}

/** Undefined where the body is larger than the limit. */
async function readBody(request: IncomingMessage, limit: number): Promise<Uint8Array | undefined> {
  const { 'content-length': announced, 'transfer-encoding': encoding } = request.headers
  // as HTTP/1.1 says of neither: to wait for the end of what does not come takes a turn of the event loop
  if (announced === undefined && encoding === undefined) return new Uint8Array(0)
  if (Number(announced ?? 0) > limit) return undefined
  return await new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length > limit) {
        request.removeAllListeners('data')
        resolve(undefined)
      } else chunks.push(chunk)
    })
    request.on('end', () => resolve(Buffer.concat(chunks)))
    request.on('close', () => reject(new Error('the client went away')))
    request.on('error', reject)
  })
}

function urlOf(request: IncomingMessage): URL | undefined {
  const host = request.headers.host ?? '127.0.0.1'
  const target = request.url ?? '/'
  // a path may begin with two slashes: joined as text, it is no authority
  const text = target.startsWith('/') ? `http://${host}${target}` : target
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}

function headersOf(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return headers
}
