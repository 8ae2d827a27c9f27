import type { IncomingMessage, ServerResponse } from 'node:http'

const READING = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Keeps back what a write answers until `saved` resolves. Where it rejects, the connection is cut: the client sees a
 * failed request and repeats it, rather than trust a write that is in memory only.
 */
export function holdResponse(
  request: IncomingMessage,
  response: ServerResponse,
  saved: () => Promise<void>,
): void {
  if (READING.has(request.method ?? '')) return
  const write = response.write.bind(response)
  const end = response.end.bind(response)
  const chunks: Buffer[] = []

  const keep = (chunk: unknown, encoding: unknown): void => {
    if (typeof chunk === 'string') {
      chunks.push(Buffer.from(chunk, isEncoding(encoding) ? encoding : 'utf8'))
    } else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk))
  }

  const answer = async (given: readonly unknown[]): Promise<void> => {
    try {
      await saved()
    } catch {
      response.destroy()
      return
    }
    for (const chunk of chunks.slice(0, -1)) write(chunk)
    end(chunks.at(-1))
    callLast(given)
  }

  response.write = (chunk: unknown, ...rest: unknown[]): boolean => {
    keep(chunk, rest[0])
    callLast(rest)
    return true
  }
  response.end = (...given: unknown[]): ServerResponse => {
    keep(given[0], given[1])
    void answer(given)
    return response
  }
}

function isEncoding(value: unknown): value is BufferEncoding {
  return typeof value === 'string' && Buffer.isEncoding(value)
}

function callLast(given: readonly unknown[]): void {
  const last = given.at(-1)
  if (typeof last === 'function') last()
}
