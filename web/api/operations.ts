import type { z } from 'zod'
import type { OPERATIONS } from '../../shared/http/operations.ts'

/** The API as the page knows it: the types of the very schemas that validate and describe it; no code of theirs. */
type Known = (typeof OPERATIONS)[number]

export type GetPath = Extract<Known, { method: 'get' }>['path']
export type PostPath = Extract<Known, { method: 'post' }>['path']

type Of<Method, Path> = Extract<Known, { method: Method; path: Path }>

/** What stands in braces in a path, by name. */
export type Parameters<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Record<Name, string> & Parameters<Rest>
  : unknown

/** What a call answers; unknown where the operation says nothing of it. */
type Answer<Operation> = Operation extends { answer: infer Schema extends z.ZodType }
  ? z.output<Schema>
  : unknown

export type GetAnswer<Path> = Answer<Of<'get', Path>>
export type PostAnswer<Path> = Answer<Of<'post', Path>>

export type Body<Path> =
  Of<'post', Path> extends { body: infer Schema extends z.ZodType } ? z.input<Schema> : undefined

export type Query<Method, Path> =
  Of<Method, Path> extends { query: infer Names }
    ? { readonly [Name in keyof Names]?: string }
    : undefined
