import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { goldenFolder } from './sampleHost.ts'

export interface HttpCapture {
  readonly request: {
    readonly method: string
    readonly url: string
    readonly headers: Readonly<Record<string, string | number>>
    readonly body: string | null
  }
  readonly response: {
    readonly status: number
    readonly headers: Readonly<Record<string, string>>
    readonly body: unknown
  }
}

export interface SequenceCapture {
  readonly context: { readonly history: unknown } & Readonly<Record<string, unknown>>
  readonly result?: { readonly parsed: unknown }
  readonly status: { readonly exception?: { readonly message: string } }
}

const number = (name: string): number => Number.parseInt(name, 10) || 0

/** Names without `.json`, in the order in which they were taken. */
export function captureNames(folder: 'http' | 'grpc'): string[] {
  return readdirSync(path.join(goldenFolder, folder))
    .map(file => file.replace(/\.json$/, ''))
    .sort((a, b) => number(a) - number(b) || (a < b ? -1 : 1))
}

export interface InvocationCapture {
  readonly inputData: readonly {
    readonly name: string
    readonly data: Readonly<Record<string, unknown>>
  }[]
  readonly triggerMetadata: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

export const readHttpCapture = (name: string): HttpCapture => JSON.parse(read(`http/${name}`))
export const readSequence = (name: string): readonly SequenceCapture[] =>
  JSON.parse(read(`grpc/sequence.${name}`))

/** The last invocation of a function, `TRIGGER.NAME`. */
export function readInvocation(name: string): InvocationCapture {
  const { requestRaw }: { requestRaw: InvocationCapture } = JSON.parse(
    read(`grpc/invocation.${name}`),
  )
  return requestRaw
}

const read = (name: string): string => readFileSync(path.join(goldenFolder, `${name}.json`), 'utf8')

/** Texts that differ from host to host and the token that stands for them. */
export type Replacements = readonly (readonly [text: string, token: string])[]

/**
 * A value without what two runs cannot agree on: times, generated ids, host addresses, and the .NET exceptions with
 * their stacks. Key order is kept, and told by `JSON.stringify`.
 */
export function comparable(value: unknown, replacements: Replacements): unknown {
  if (typeof value === 'string') return comparableText(value, replacements)
  if (Array.isArray(value)) return value.map(item => comparable(item, replacements))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      comparableText(key, replacements),
      key === 'StackTrace' ? '<stack>' : comparable(item, replacements),
    ]),
  )
}

export function comparableText(text: string, replacements: Replacements): string {
  let result = text
  for (const [from, token] of replacements) result = result.replaceAll(from, token)
  return result
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(Z|\+00:00)/g, '<time>$1')
    .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<guid>')
    .replaceAll(/[0-9a-f]{32}/g, '<id>')
    .replace(/\{\\?"\$type\\?":\\?"System\.Exception.*/s, '<exception>')
    .replace(/, StackTrace: .*/s, ', StackTrace: <stack>')
    .replace(/(known orchestrator functions: )(.*)\.$/s, (_, before: string, names: string) =>
      [before, ...names.split(', ').sort()].join(' '),
    )
}
