import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { globToRegExp } from '../../../emulator/worker/entryPoints.ts'
import type { Invocation } from '../../../emulator/worker/functionApp.ts'
import { loadFunctionApp, type WorkerLogEntry } from '../../../emulator/worker/loadFunctionApp.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'function-app-'))
  const modules = path.resolve(import.meta.dirname, '../../../node_modules')
  symlinkSync(modules, path.join(folder, 'node_modules'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function writeApp(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
}

const invocation = (inputs: Invocation['inputs'] = {}): Invocation => ({
  invocationId: 'i',
  inputs,
  triggerMetadata: {},
})
const generic = (name: string, handler: string) => `
  const { app, trigger } = require('@azure/functions')
  app.generic('${name}', { trigger: trigger.generic({ type: 'activityTrigger', name: 'in' }), handler: ${handler} })`

describe('an app', () => {
  it('is all files that main matches, however deep', async () => {
    writeApp({
      'package.json': '{ "main": "dist/functions/**/*.js" }',
      'dist/functions/one.js': generic('one', '() => 1'),
      'dist/functions/deep/er/two.js': generic('two', '() => 2'),
      'dist/shared/three.js': generic('three', '() => 3'),
    })
    const app = await loadFunctionApp(folder)
    expect([...app.functions.keys()].sort()).toEqual(['one', 'two'])
    expect(app.functions.get('one')?.trigger).toMatchObject({ name: 'in', type: 'activityTrigger' })
    expect(await app.invoke('two', invocation())).toEqual({ returnValue: { int: 2 }, outputs: {} })
  })

  it('may be of ES modules', async () => {
    writeApp({
      'package.json': '{ "type": "module", "main": "main.js" }',
      'main.js': `
        import { app, trigger } from '@azure/functions'
        app.generic('esm', { trigger: trigger.generic({ type: 'activityTrigger', name: 'in' }), handler: n => n + 1 })`,
    })
    const app = await loadFunctionApp(folder)
    const result = await app.invoke('esm', invocation({ in: { string: '41' } }))
    expect(result.returnValue).toEqual({ int: 42 })
  })

  it('that cannot be imported is refused, naming the file', async () => {
    writeApp({
      'package.json': '{ "main": "functions/*.js" }',
      'functions/broken.js': 'throw new Error("no such table")',
    })
    await expect(loadFunctionApp(folder)).rejects.toThrow(/"functions\/broken\.js": no such table/)
  })

  it('without a file for main is refused, telling what was looked for', async () => {
    writeApp({ 'package.json': '{ "main": "dist/*.js" }' })
    await expect(loadFunctionApp(folder)).rejects.toThrow(/"dist\/\*\.js"/)
  })

  it('may not name two functions alike', async () => {
    writeApp({
      'package.json': '{ "main": "*.js" }',
      'a.js': generic('same', '() => 1'),
      'b.js': generic('same', '() => 2'),
    })
    await expect(loadFunctionApp(folder)).rejects.toThrow(/"b\.js": .*"same"/)
  })
})

describe('an invocation', () => {
  it('passes its hooks, which may change what goes in and comes out', async () => {
    writeApp({
      'package.json': '{ "main": "a.js" }',
      'a.js': `${generic('f', 'n => n * 2')}
        const { app: hooked } = require('@azure/functions')
        hooked.hook.preInvocation(context => { context.inputs = [context.inputs[0] + 1] })
        hooked.hook.postInvocation(context => { context.result = 'got ' + context.result })`,
    })
    const app = await loadFunctionApp(folder)
    const result = await app.invoke('f', invocation({ in: { string: '4' } }))
    expect(result.returnValue).toEqual({ string: 'got 10' })
  })

  it('writes to the log under its name', async () => {
    writeApp({
      'package.json': '{ "main": "a.js" }',
      'a.js': generic('f', "(n, context) => { context.warn('careful', 3) }"),
    })
    const entries: WorkerLogEntry[] = []
    const app = await loadFunctionApp(folder, { log: entry => entries.push(entry) })
    await app.invoke('f', invocation({ in: { string: '1' } }))
    expect(entries).toContainEqual({
      level: 'warning',
      category: 'user',
      message: 'careful 3',
      functionName: 'f',
      invocationId: 'i',
    })
  })

  it('rejects with what the function threw', async () => {
    writeApp({
      'package.json': '{ "main": "a.js" }',
      'a.js': generic('f', "async () => { throw new RangeError('too far') }"),
    })
    const app = await loadFunctionApp(folder)
    await expect(app.invoke('f', invocation())).rejects.toThrow('too far')
  })
})

it.each([
  ['a/*.js', 'a/b.js', true],
  ['a/*.js', 'a/b/c.js', false],
  ['a/**/*.js', 'a/b.js', true],
  ['a/**/*.js', 'a/b/c/d.js', true],
  ['a/**/*.js', 'a/b.json', false],
  ['{a,b}/?.js', 'b/x.js', true],
  ['a+b.js', 'aab.js', false],
])('the glob %s and the file %s: %s', (glob, file, matches) => {
  expect(globToRegExp(glob).test(file)).toBe(matches)
})
