import { readdirSync } from 'node:fs'
import { app, type HttpFunctionOptions } from '@azure/functions'
import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it, vi } from 'vitest'
import { openApi } from '../../../shared/http/openapi.ts'
import { OPERATIONS } from '../../../shared/http/operations.ts'
import { ERRORS } from '../../../shared/http/problem.ts'

const TRIGGERS = new URL('../../../functions/triggers/', import.meta.url)

/** What the triggers register, by importing them all. */
async function registeredRoutes() {
  const register = vi.spyOn(app, 'http').mockImplementation(() => {})
  for (const file of readdirSync(TRIGGERS)) await import(new URL(file, TRIGGERS).href)
  return register.mock.calls.map(([id, options]: [string, HttpFunctionOptions]) => ({
    id,
    path: options.route,
    method: options.methods?.map(method => method.toLowerCase()).join(),
    open: options.authLevel === 'anonymous',
  }))
}

const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1)

describe('openapi.json', () => {
  it('is OpenAPI 3.1, as its published schema has it', async () => {
    const validator = new Validator()
    const document = JSON.parse(JSON.stringify(openApi('1.2.3')))
    expect(await validator.validate(document)).toEqual({ valid: true })
    expect(validator.version).toBe('3.1')
    // the validator looks
    const [, methods] = Object.entries(document.paths)[0] as [string, object]
    for (const operation of Object.values(methods)) operation.parameters = [{ name: 'x' }]
    expect((await new Validator().validate(document)).valid).toBe(false)
  })

  it('has each operation in a group that is described', () => {
    const { tags, paths } = openApi('1.2.3')
    const used = Object.values(paths).flatMap(methods =>
      Object.values(methods).flatMap(operation => operation.tags),
    )
    expect(new Set(used)).toEqual(new Set(tags.map(({ name }) => name)))
  })

  it('describes exactly the routes that exist, with their methods and whether they need a key', async () => {
    const described = OPERATIONS.map(({ id, path, method, ...operation }) => ({
      id,
      path,
      method,
      open: 'open' in operation,
    }))
    expect((await registeredRoutes()).sort(byId)).toEqual([...described].sort(byId))
  })

  it('refers to nothing that it does not hold', () => {
    const document = openApi('1.2.3')
    const text = JSON.stringify(document)
    const references = [...text.matchAll(/"\$ref":"#([^"]+)"/g)].map(([, pointer]) => pointer ?? '')
    expect(references.length).toBeGreaterThan(0)
    const dangling = references.filter(reference => follow(document, reference) === undefined)
    expect(dangling).toEqual([])
  })

  it('gives each operation an answer, a name of its own, and the parameters of its path', () => {
    const operations = Object.entries(openApi('1.2.3').paths).flatMap(([path, methods]) =>
      Object.values(methods).map(operation => ({ path, ...operation })),
    )
    for (const { path, parameters, responses } of operations) {
      const inPath = parameters.filter(parameter => parameter.in === 'path')
      const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      expect(inPath.map(({ name }) => name)).toEqual(names)
      expect(Object.keys(responses).some(status => status.startsWith('2'))).toBe(true)
      expect(Object.keys(responses)).toContain('500')
    }
    const ids = operations.map(({ operationId }) => operationId)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('explains every error code at the place that a problem’s `type` points to', () => {
    const problems = openApi('1.2.3')['x-problems']
    expect(Object.keys(problems)).toEqual(Object.keys(ERRORS))
    for (const [code, { type }] of Object.entries(problems)) {
      expect(type).toBe(`/api/openapi.json#/x-problems/${code}`)
    }
  })
})

/** What a JSON Pointer leads to. */
function follow(document: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce((at, step) => (at as Record<string, unknown> | undefined)?.[step], document)
}
