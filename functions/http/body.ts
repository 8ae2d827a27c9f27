import type { HttpRequest } from '@azure/functions'
import { AppError } from '../../shared/http/problem.ts'

/**
 * The request's body as JSON.
 *
 * @param limit - bytes
 * @throws AppError BODY_TOO_LARGE, or INVALID_JSON where it is empty, no UTF-8 or no JSON
 */
export async function jsonBody(request: HttpRequest, limit: number): Promise<unknown> {
  const announced = Number(request.headers.get('content-length') ?? 0)
  if (announced > limit) throw tooLarge(limit)

  const bytes = await bodyBytes(request, limit, announced)
  if (bytes.length === 0) throw new AppError('INVALID_JSON', 'The body is empty.')
  return parseJson(decoded(bytes))
}

async function bodyBytes(
  request: HttpRequest,
  limit: number,
  announced: number,
): Promise<Uint8Array> {
  if (request.body === null) return new Uint8Array(0)
  // `for await` would take half as long again
  const reader = request.body.getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  // once all is here that was announced: to be told that nothing follows would take as long again
  while (length === 0 || length !== announced) {
    const { done, value }: { done: boolean; value?: unknown } = await reader.read()
    if (done) break
    if (!(value instanceof Uint8Array)) throw new TypeError('a request body gave no bytes')
    length += value.length
    if (length > limit) {
      await reader.cancel()
      throw tooLarge(limit)
    }
    chunks.push(value)
  }
  const [first, ...rest] = chunks
  return first !== undefined && rest.length === 0 ? first : Buffer.concat(chunks)
}

const UTF8 = new TextDecoder('utf-8', { fatal: true })

function decoded(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes)
  } catch (cause) {
    throw new AppError('INVALID_JSON', 'The body is not UTF-8.', { cause })
  }
}

/** The parser's own message quotes the body, which may hold patient data: only the place is passed on. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const position = /position (\d+)/.exec(cause instanceof Error ? cause.message : '')?.[1]
    const place = position === undefined ? '' : ` It goes wrong at character ${position}.`
    throw new AppError('INVALID_JSON', `The body is no JSON document.${place}`)
  }
}

function tooLarge(limit: number): AppError {
  return new AppError('BODY_TOO_LARGE', `The body holds more than ${limit} bytes.`)
}
