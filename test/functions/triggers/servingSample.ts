import functions, { type HttpHandler, type HttpResponseInit } from '@azure/functions'
import type { Feature } from '../../../shared/features/feature.ts'
import type { InputError } from '../../../shared/http/problem.ts'
import type { ModelArtifact } from '../../../shared/registry/artifact.ts'
import type { ChampionPointer } from '../../../shared/registry/championPointer.ts'
import { publishVersion } from '../../../shared/registry/versions.ts'
import { championCache } from '../../../shared/serving/championCache.ts'
import { familyScorer } from '../../../shared/serving/familyScorer.ts'
import { predictionLog } from '../../../shared/serving/predictionLog.ts'
import type { Prediction } from '../../../shared/serving/score.ts'
import type { Serving } from '../../../shared/serving/serving.ts'
import type { Lake } from '../../../shared/storage/lake.ts'
import { memoryLake } from '../../../shared/storage/memoryLake.ts'
import { memoryRows } from '../../../shared/storage/memoryRows.ts'
import { publishChampion } from '../../shared/registry/publishChampion.ts'
import { samplePublication } from '../../shared/registry/sampleVersion.ts'
import { VOCABULARY } from '../../shared/serving/sampleModels.ts'

// the classes are no named exports of the CommonJS package
const { HttpRequest, HttpResponse, InvocationContext } = functions

export function memoryServing(lake: Lake = memoryLake()): Serving {
  const rows = memoryRows()
  return {
    lake,
    rows,
    champion: championCache(lake, familyScorer),
    log: predictionLog(lake, rows),
    vocabulary: VOCABULARY,
  }
}

export async function published(serving: Serving, artifact: ModelArtifact): Promise<string> {
  const publication = { ...samplePublication(1), artifact }
  return (await publishVersion(serving.lake, serving.rows, publication)).version
}

export async function withChampion(artifact: ModelArtifact): Promise<Serving> {
  const serving = memoryServing()
  await publishChampion(serving, { artifact })
  return serving
}

/** What the tests read of answers; each answer has some of it. */
export interface AnswerBody {
  readonly code: string
  readonly detail: string
  readonly id: string
  readonly errors: readonly InputError[]
  readonly model: { readonly version: string }
  readonly riskBands: ModelArtifact['riskBands']
  readonly predictions: readonly Prediction[]
  readonly predictionHours: number
  readonly features: readonly Feature[]
  readonly promotions: readonly ChampionPointer[]
  readonly version: string
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly json: AnswerBody
  readonly logged: readonly string[]
}

/** Calls a handler as the worker does, with the library's own request. */
export async function call(
  handler: HttpHandler,
  request: {
    method?: string
    query?: Record<string, string>
    params?: Record<string, string>
    headers?: Record<string, string>
    body?: string | Buffer | object
  } = {},
): Promise<Answer> {
  const { method = request.body === undefined ? 'GET' : 'POST', body } = request
  const text =
    body === undefined || typeof body === 'string' || Buffer.isBuffer(body)
      ? body
      : JSON.stringify(body)
  const logged: string[] = []
  const answer = (await handler(
    new HttpRequest({
      method,
      url: 'http://localhost/api/x',
      ...(request.query && { query: request.query }),
      ...(request.params && { params: request.params }),
      ...(request.headers && { headers: request.headers }),
      ...(text !== undefined && {
        body: typeof text === 'string' ? { string: text } : { bytes: text },
      }),
    }),
    new InvocationContext({
      functionName: 'x',
      logHandler: (level, ...parts) => logged.push(`${level}: ${parts.join(' ')}`),
    }),
  )) as HttpResponseInit
  // as the library takes it
  const response = answer instanceof HttpResponse ? answer : new HttpResponse(answer)
  const content = Buffer.from(await response.arrayBuffer()).toString()
  const headers = Object.fromEntries(response.headers)
  const isJson = /[/+]json/.test(headers['content-type'] ?? '')
  return {
    status: response.status,
    headers,
    body: content,
    json: JSON.parse(isJson ? content : '{}'),
    logged,
  }
}
