import { randomUUID } from 'node:crypto'
import type {
  HttpHandler,
  HttpRequest,
  HttpResponseInit,
  InvocationContext,
} from '@azure/functions'
import { AppError, internalProblem, type Problem, problemOf } from '../../shared/http/problem.ts'
import { isOutage } from '../../shared/storage/outage.ts'
import { TextResponse } from './textResponse.ts'

/** When asking again makes sense after storage did not answer. */
const RETRY_SECONDS = 5

/** The one place where an error becomes an answer: AppError as its problem, anything else as a 500 with an id. */
export function respond(
  handler: (request: HttpRequest, context: InvocationContext) => Promise<HttpResponseInit>,
): HttpHandler {
  return async (request, context) => {
    try {
      return await handler(request, context)
    } catch (error) {
      if (error instanceof AppError) {
        return problemResponse(problemOf(error), error.retryAfterSeconds)
      }
      if (isOutage(error)) {
        context.warn(`storage does not answer: ${describe(error)}`)
        const outage = new AppError('STORAGE_UNAVAILABLE', 'Storage did not answer in time.')
        return problemResponse(problemOf(outage), RETRY_SECONDS)
      }
      const id = randomUUID()
      context.error(`problem ${id}: ${describe(error)}`)
      return problemResponse(internalProblem(id))
    }
  }
}

/** A JSON answer that no cache keeps, as everything here may change at any time. */
export function json(value: unknown, status = 200): HttpResponseInit {
  return new TextResponse(JSON.stringify(value), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  })
}

function problemResponse(problem: Problem, retryAfterSeconds?: number): HttpResponseInit {
  return {
    status: problem.status,
    headers: {
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
      ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
    },
    body: JSON.stringify(problem),
  }
}

/** For the log only. Our own messages hold names, counts and rules, no patient data. */
function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
