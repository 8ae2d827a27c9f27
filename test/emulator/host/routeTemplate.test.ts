import { describe, expect, it } from 'vitest'
import { findRoute, routeTable } from '../../../emulator/host/routeTable.ts'
import { matchRoute, parseRouteTemplate } from '../../../emulator/host/routeTemplate.ts'
import type { RegisteredFunction } from '../../../emulator/worker/functionApp.ts'

type Parameters = Readonly<Record<string, string>> | undefined

// template, path, parameters (undefined: no match)
const CASES: [string, string, Parameters][] = [
  ['hello', '/hello', {}],
  ['hello', '/HELLO/', {}],
  ['hello', '/hello/more', undefined],
  ['hello', '/', undefined],
  ['', '/', {}],
  ['models/{version}', '/models/7', { version: '7' }],
  ['models/{version}', '/models', undefined],
  ['models/{version}', '/models/a%20b%2Fc', { version: 'a b/c' }],
  ['models/{version}', '/models/%zz', { version: '%zz' }],
  ['models/{version?}', '/models', {}],
  ['models/{version=champion}', '/models', { version: 'champion' }],
  ['models/{version=champion}', '/models/7', { version: '7' }],
  ['items/{id:int}', '/items/12', { id: '12' }],
  ['items/{id:int}', '/items/-12', { id: '-12' }],
  ['items/{id:int}', '/items/12a', undefined],
  ['items/{id:int}', '/items/3000000000', undefined],
  ['items/{id:long}', '/items/3000000000', { id: '3000000000' }],
  ['items/{id:int?}', '/items', {}],
  ['items/{id:int?}', '/items/x', undefined],
  ['items/{id:range(1,5)}', '/items/5', { id: '5' }],
  ['items/{id:range(1,5)}', '/items/6', undefined],
  ['items/{id:min(3):max(4)}', '/items/4', { id: '4' }],
  ['items/{id:min(3):max(4)}', '/items/5', undefined],
  ['items/{name:alpha:length(2,3)}', '/items/abc', { name: 'abc' }],
  ['items/{name:alpha:length(2,3)}', '/items/abcd', undefined],
  ['items/{on:bool}', '/items/TRUE', { on: 'TRUE' }],
  ['items/{x:double}', '/items/1.5e3', { x: '1.5e3' }],
  [
    'items/{x:guid}',
    '/items/512d38b6-c7b8-40c8-89fe-f46f9e9622b6',
    { x: '512d38b6-c7b8-40c8-89fe-f46f9e9622b6' },
  ],
  ['items/{x:guid}', '/items/512d38b6', undefined],
  ['items/{code:regex(^[a-z]{{2}}$)}', '/items/ab', { code: 'ab' }],
  ['items/{code:regex(^[a-z]{{2}}$)}', '/items/a', undefined],
  ['items/{code:regex(^\\d+$)}', '/items/12', { code: '12' }],
  ['items/{code:regex(^\\d+$)}', '/items/1x', undefined],
  ['files/{name}.{extension}', '/files/a.b.csv', { name: 'a.b', extension: 'csv' }],
  ['files/{name}.{extension}', '/files/csv', undefined],
  ['v{major}/x', '/V2/x', { major: '2' }],
  ['ui/{*path}', '/ui', { path: '' }],
  ['ui/{*path}', '/ui/a/b%20c.js', { path: 'a/b c.js' }],
  ['ui/{*path}', '/uix', undefined],
  ['ui/{**path}', '/ui/a/b', { path: 'a/b' }],
]

describe('a route template', () => {
  it.each(CASES)('%s against %s', (template, path, parameters) => {
    expect(matchRoute(parseRouteTemplate(template), path)).toEqual(parameters)
  })

  it('refuses what no host knows', () => {
    expect(() => parseRouteTemplate('x/{id:number}')).toThrow('"number" is not known')
    expect(() => parseRouteTemplate('x/{id')).toThrow('not closed')
    expect(() => parseRouteTemplate('{*all}/more')).toThrow('nothing may follow')
  })
})

describe('a route table', () => {
  const table = routeTable([
    http('everything', { route: '{*path}' }),
    http('byName', { route: 'items/{name}', methods: ['GET'] }),
    http('byNumber', { route: 'items/{id:int}', methods: ['GET'] }),
    http('newest', { route: 'items/newest', methods: ['GET'] }),
    http('put', { route: 'items/{name}', methods: ['PUT'] }),
    http('unnamed', {}),
  ])
  const answering = (method: string, path: string) =>
    findRoute(table, method, path)?.route.functionName

  it('tries the more specific route first, wherever it was registered', () => {
    expect(answering('GET', '/items/newest')).toBe('newest')
    expect(answering('GET', '/items/5')).toBe('byNumber')
    expect(answering('GET', '/items/five')).toBe('byName')
    expect(answering('GET', '/items')).toBe('everything')
  })

  it('goes on to a route that takes the method', () => {
    expect(answering('PUT', '/items/newest')).toBe('put')
    expect(answering('DELETE', '/items/newest')).toBe('everything')
  })

  it('uses the name of a function that has no route', () => {
    expect(answering('GET', '/unnamed')).toBe('unnamed')
  })
})

function http(name: string, settings: Record<string, unknown>): RegisteredFunction {
  const trigger = { name: 'request', type: 'httpTrigger', direction: 'in' as const, ...settings }
  return { name, trigger, bindings: [trigger] }
}
