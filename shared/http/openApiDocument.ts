import type { z } from 'zod'

/** JSON Schema 2020-12, as OpenAPI 3.1 has it. */
export type JsonSchema = z.core.JSONSchema.JSONSchema

/** By media type. */
export type Content = Readonly<Record<string, { readonly schema: JsonSchema }>>

export interface DescribedParameter {
  readonly name: string
  readonly in: 'path' | 'query'
  readonly required: boolean
  readonly description: string
  readonly schema: JsonSchema
}

export interface DescribedOperation {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly summary: string
  /** Empty: no key is asked for; absent: as the whole document has it. */
  readonly security?: readonly []
  readonly parameters: readonly DescribedParameter[]
  readonly requestBody?: { readonly required: boolean; readonly content: Content }
  /** By status. */
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Content }>
  >
}

export interface DescribedProblem {
  readonly type: string
  readonly status: number
  readonly title: string
  readonly remedy: string
}

/** What `GET /api/openapi.json` answers: OpenAPI 3.1, as far as it is used here. */
export interface OpenApiDocument {
  readonly openapi: string
  readonly info: {
    readonly title: string
    readonly version: string
    readonly description: string
  }
  readonly servers: readonly { readonly url: string }[]
  readonly security: readonly Readonly<Record<string, readonly string[]>>[]
  readonly tags: readonly { readonly name: string; readonly description: string }[]
  readonly paths: Readonly<
    Record<string, Readonly<Partial<Record<'get' | 'post', DescribedOperation>>>>
  >
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>
    readonly securitySchemes: Readonly<
      Record<string, { readonly type: 'apiKey'; readonly in: 'header'; readonly name: string }>
    >
  }
  /** Where the `type` of a problem leads: by its code. */
  readonly 'x-problems': Readonly<Record<string, DescribedProblem>>
}
