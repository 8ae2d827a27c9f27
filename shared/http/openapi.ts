import { z } from 'zod'
import type {
  Content,
  DescribedOperation,
  DescribedParameter,
  JsonSchema,
  OpenApiDocument,
} from './openApiDocument.ts'
import { type Operation, PARAMETERS } from './operations/operation.ts'
import { OPERATION_GROUPS } from './operations.ts'
import { ERRORS, type ErrorCode, problemType } from './problem.ts'

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
export function openApi(version: string): OpenApiDocument {
  const paths: Record<string, OpenApiDocument['paths'][string]> = {}
  for (const { name, operations } of OPERATION_GROUPS) {
    for (const operation of operations) {
      const path = `/${operation.path.replace('{*', '{')}`
      paths[path] = { ...paths[path], [operation.method]: describe(operation, name) }
    }
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
    tags: OPERATION_GROUPS.map(({ name, description }) => ({ name, description })),
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

function describe(operation: Operation, group: string): DescribedOperation {
  const { id, summary, open, body, bodyOptional, status = 200, answer } = operation
  const success =
    answer === undefined
      ? { description: 'Success' }
      : { description: 'Success', content: jsonContent(jsonSchema(answer, 'output')) }
  return {
    operationId: id,
    tags: [group],
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

function parametersOf({ path, query = {} }: Operation): DescribedParameter[] {
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
): DescribedParameter {
  return {
    name,
    in: place,
    required: place === 'path',
    description,
    schema: jsonSchema(schema, 'input'),
  }
}

/** By status: a status that several errors share lists them all. */
function problemResponses(errors: readonly ErrorCode[]): DescribedOperation['responses'] {
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

function jsonContent(schema: JsonSchema): Content {
  return { 'application/json': { schema } }
}

/** JSON Schema 2020-12, as OpenAPI 3.1 has it. What only code can check stands in the schema's own `meta`. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    reused: 'inline',
  })
  return rest
}
