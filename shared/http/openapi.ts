import { z } from 'zod'
import { datasetName } from '../contracts/datasetName.ts'
import { studyDefinition, trial } from '../contracts/study.ts'
import { attritionStep, trainingRequest } from '../contracts/training.ts'
import { pipelineView, runView } from '../datasets/pipelineView.ts'
import { modelCard } from '../registry/card.ts'
import { championPointer } from '../registry/champion.ts'
import { promotionBody } from '../registry/promotionBody.ts'
import { modelVersion } from '../registry/versions.ts'
import { health } from '../serving/health.ts'
import { predictRequest } from '../serving/predictRequest.ts'
import { predictResponse } from '../serving/score.ts'
import { ERRORS, type ErrorCode, problemType } from './problem.ts'

/** One operation of the API. Paths are as functions spell their routes, without the prefix. */
interface Operation {
  readonly id: string
  readonly method: 'get' | 'post'
  readonly path: string
  readonly summary: string
  /** Without a function key. */
  readonly open?: true
  readonly query?: Readonly<Record<string, { description: string; schema: z.ZodType }>>
  readonly body?: z.ZodType
  readonly bodyOptional?: true
  readonly status?: 202
  /** Absent: not JSON, or JSON of no fixed shape. */
  readonly answer?: z.ZodType
  readonly errors: readonly ErrorCode[]
}

const PARAMETERS: Readonly<Record<string, { description: string; schema: z.ZodType }>> = {
  dataset: { description: 'A dataset: a folder of the bronze container.', schema: datasetName },
  version: { description: 'A model version, or `champion`.', schema: z.string() },
  id: { description: 'A study, which has the id of its run.', schema: z.string() },
  path: { description: 'A file of the page.', schema: z.string() },
}

const feature = z.object({
  name: z.string(),
  kind: z.enum(['number', 'flag', 'category']),
  concept: z.string(),
  statistic: z.string(),
  description: z.string(),
  unit: z.string().nullable(),
  source: z.string(),
  window: z.string(),
  knownWhen: z.enum(['icu-admission', 'window-end', 'discharge']),
  sets: z.array(z.enum(['core', 'full', 'retrospective'])),
  range: z.object({ low: z.number(), high: z.number() }).nullable(),
  levels: z.array(z.string()).optional(),
})

/** Every route of the app; a test compares them with what the triggers register. */
export const OPERATIONS: readonly Operation[] = [
  {
    id: 'predict',
    method: 'post',
    path: 'predict',
    summary: 'Score one patient, or up to 10,000, with the champion.',
    query: {
      explain: {
        description: '`false` leaves out the contributions.',
        schema: z.enum(['true', 'false']).default('true'),
      },
    },
    body: predictRequest,
    answer: predictResponse,
    errors: [
      'INVALID_JSON',
      'INVALID_INPUT',
      'BODY_TOO_LARGE',
      'RETROSPECTIVE_MODEL',
      'NO_CHAMPION',
      'CHAMPION_UNREADABLE',
      'STORAGE_UNAVAILABLE',
    ],
  },
  {
    id: 'listModels',
    method: 'get',
    path: 'models',
    summary: 'Every published version, newest first, and the champion.',
    answer: z.object({
      name: z.string(),
      champion: championPointer.nullable(),
      versions: z.array(modelVersion),
    }),
    errors: [],
  },
  {
    id: 'getPromotionHistory',
    method: 'get',
    path: 'models/history',
    summary: 'Every promotion, newest first: who, when, why.',
    answer: z.object({ name: z.string(), promotions: z.array(championPointer) }),
    errors: [],
  },
  {
    id: 'getModel',
    method: 'get',
    path: 'models/{version}',
    summary: 'The card of one version.',
    answer: modelCard.extend({
      published: z.string(),
      isChampion: z.boolean(),
      findings: z.array(z.object({ text: z.string(), warning: z.boolean() })),
    }),
    errors: ['MODEL_NOT_FOUND'],
  },
  {
    id: 'promoteModel',
    method: 'post',
    path: 'models/{version}/promote',
    summary: 'Make a version the champion; also the way back.',
    body: promotionBody,
    answer: championPointer,
    errors: [
      'INVALID_JSON',
      'INVALID_INPUT',
      'MODEL_NOT_FOUND',
      'PROMOTION_CONFLICT',
      'RETROSPECTIVE_MODEL',
      'BODY_TOO_LARGE',
    ],
  },
  {
    id: 'listPipelines',
    method: 'get',
    path: 'pipelines',
    summary: 'Datasets with their promotions and their newest run.',
    answer: z.object({ datasets: z.array(pipelineView) }),
    errors: [],
  },
  {
    id: 'getPipeline',
    method: 'get',
    path: 'pipelines/{dataset}',
    summary: 'One dataset, with its runs, newest first.',
    answer: pipelineView.extend({
      readiness: z.object({
        state: z.enum(['ready', 'settling', 'waiting', 'blocked']),
        message: z.string(),
        fingerprint: z.string().optional(),
      }),
      ignored: z.array(z.unknown()),
      runs: z.array(runView),
    }),
    errors: ['INVALID_INPUT', 'DATASET_NOT_FOUND'],
  },
  {
    id: 'trainNow',
    method: 'post',
    path: 'pipelines/{dataset}',
    summary: 'Train now on what is in silver; answers the status links of Durable Functions.',
    body: trainingRequest,
    bodyOptional: true,
    status: 202,
    errors: [
      'INVALID_JSON',
      'INVALID_INPUT',
      'DATASET_NOT_FOUND',
      'DATASET_NOT_READY',
      'BODY_TOO_LARGE',
    ],
  },
  {
    id: 'getCohort',
    method: 'get',
    path: 'datasets/{dataset}/cohort',
    summary: 'How the newest run selected its cohort, step by step.',
    answer: z.object({
      dataset: z.string(),
      runId: z.string(),
      predictionHours: z.number(),
      gapHours: z.number(),
      attrition: z.array(attritionStep),
    }),
    errors: ['INVALID_INPUT', 'DATASET_NOT_FOUND'],
  },
  {
    id: 'getStudy',
    method: 'get',
    path: 'studies/{id}',
    summary: 'A study with its trials: parameters, values, states.',
    answer: studyDefinition.extend({ results: z.array(trial) }),
    errors: ['STUDY_NOT_FOUND'],
  },
  {
    id: 'listFeatures',
    method: 'get',
    path: 'features',
    summary: 'The feature catalogue: unit, source, window and when each feature is known.',
    answer: z.object({ predictionHours: z.number(), features: z.array(feature) }),
    errors: [],
  },
  {
    id: 'health',
    method: 'get',
    path: 'health',
    summary: 'Liveness, with versions and what is out of reach.',
    open: true,
    answer: health,
    errors: [],
  },
  {
    id: 'openapi',
    method: 'get',
    path: 'openapi.json',
    summary: 'This document.',
    open: true,
    errors: [],
  },
  {
    id: 'page',
    method: 'get',
    path: 'ui/{*path}',
    summary: 'The web page; it begins at /api/ui.',
    open: true,
    errors: ['PAGE_NOT_FOUND'],
  },
]

const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  code: z.string(),
  remedy: z.string(),
  errors: z
    .array(z.object({ pointer: z.string(), message: z.string() }))
    .optional()
    .meta({ description: 'JSON Pointers (RFC 6901) into the body' }),
  id: z.string().optional().meta({ description: 'for 500: names the entry in the log' }),
})

/**
 * OpenAPI 3.1 of every route, its schemas made from the zod schemas that validate.
 *
 * @param version - of the app
 */
export function openApi(version: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const operation of OPERATIONS) {
    const path = `/${operation.path.replace('{*', '{')}`
    paths[path] = { ...paths[path], [operation.method]: describe(operation) }
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'In-hospital mortality',
      version,
      description:
        'Predicts death in hospital 24 hours after ICU admission. A research tool, not for clinical use.',
    },
    servers: [{ url: '/api' }],
    security: [{ functionKey: [] }],
    paths,
    components: {
      schemas: { Problem: jsonSchema(problem, 'output') },
      securitySchemes: {
        functionKey: { type: 'apiKey', in: 'header', name: 'x-functions-key' },
      },
    },
    'x-problems': Object.fromEntries(
      codes().map(code => [code, { ...ERRORS[code], type: problemType(code) }]),
    ),
  }
}

function describe(operation: Operation): Record<string, unknown> {
  const { id, summary, open, body, bodyOptional, status = 200, answer } = operation
  const success =
    answer === undefined
      ? { description: 'Success' }
      : { description: 'Success', content: jsonContent(jsonSchema(answer, 'output')) }
  return {
    operationId: id,
    summary,
    ...(open && { security: [] }),
    parameters: parametersOf(operation),
    ...(body !== undefined && {
      requestBody: {
        required: bodyOptional !== true,
        content: jsonContent(jsonSchema(body, 'input')),
      },
    }),
    responses: { [status]: success, ...problemResponses(operation.errors) },
  }
}

function parametersOf({ path, query = {} }: Operation): unknown[] {
  const inPath = [...path.matchAll(/\{\*?(\w+)\}/g)].flatMap(([, name = '']) => {
    const parameter = PARAMETERS[name]
    return parameter === undefined ? [] : [describeParameter(name, 'path', parameter)]
  })
  const inQuery = Object.entries(query).map(([name, parameter]) =>
    describeParameter(name, 'query', parameter),
  )
  return [...inPath, ...inQuery]
}

function describeParameter(
  name: string,
  place: 'path' | 'query',
  { description, schema }: { description: string; schema: z.ZodType },
): Record<string, unknown> {
  return {
    name,
    in: place,
    required: place === 'path',
    description,
    schema: jsonSchema(schema, 'input'),
  }
}

/** By status: a status that several errors share lists them all. */
function problemResponses(errors: readonly ErrorCode[]): Record<string, unknown> {
  const byStatus = new Map<number, ErrorCode[]>()
  for (const code of [...errors, 'INTERNAL' as const]) {
    const { status } = ERRORS[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  return Object.fromEntries(
    [...byStatus].map(([status, shared]) => [
      status,
      {
        description: shared.map(code => `\`${code}\`: ${ERRORS[code].title}.`).join(' '),
        content: {
          'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
        },
      },
    ]),
  )
}

function codes(): ErrorCode[] {
  return Object.keys(ERRORS).filter((code): code is ErrorCode => code in ERRORS)
}

function jsonContent(schema: unknown): Record<string, unknown> {
  return { 'application/json': { schema } }
}

/** JSON Schema 2020-12, as OpenAPI 3.1 has it. What only code can check stands in the schema's own `meta`. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): unknown {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    reused: 'inline',
  })
  return rest
}
