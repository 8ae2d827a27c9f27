import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { HostRequest, HostResponse } from '../http.ts'

export const RPC_PATH = '/durabletask/'

/** The local endpoint that the Node library's client calls: the management API without a key, on loopback only. */
export class RpcServer {
  readonly #server: Server

  constructor(handle: (request: HostRequest, path: string) => Promise<HostResponse>) {
    this.#server = createServer((incoming, outgoing) => {
      void answer(incoming, outgoing, handle)
    })
  }

  /**
   * @param port - 0 for any
   * @returns the base address
   * @throws if the port is taken
   */
  async listen(port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (error: NodeJS.ErrnoException) => {
        reject(
          error.code === 'EADDRINUSE'
            ? new Error(
                `Port ${port} of 127.0.0.1, for Durable's local RPC endpoint, is taken; stop the other host or choose another port.`,
              )
            : error,
        )
      })
      this.#server.listen(port, '127.0.0.1', resolve)
    })
    const address = this.#server.address()
    if (address === null || typeof address === 'string') {
      throw new Error('The RPC endpoint has no port.')
    }
    return `http://127.0.0.1:${address.port}${RPC_PATH}`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise<void>(resolve => {
      this.#server.close(() => resolve())
    })
  }
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handle: (request: HostRequest, path: string) => Promise<HostResponse>,
): Promise<void> {
  try {
    const chunks: Uint8Array[] = []
    for await (const chunk of incoming) {
      if (chunk instanceof Uint8Array) chunks.push(chunk)
    }
    const url = new URL(incoming.url ?? '/', `http://${incoming.headers.host ?? '127.0.0.1'}`)
    const headers: Record<string, string> = {}
    for (const [name, value] of Object.entries(incoming.headers)) {
      if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value
    }
    const request = { method: incoming.method ?? 'GET', url, headers, body: Buffer.concat(chunks) }
    const response = url.pathname.startsWith(RPC_PATH)
      ? await handle(request, url.pathname.slice(RPC_PATH.length))
      : { status: 404, headers: {}, body: '' }
    outgoing.writeHead(response.status, response.headers).end(response.body)
  } catch (error) {
    if (!outgoing.headersSent) outgoing.writeHead(500)
    outgoing.end(error instanceof Error ? error.message : String(error))
  }
}
