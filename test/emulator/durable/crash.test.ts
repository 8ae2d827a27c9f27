import { type ChildProcess, execFileSync, fork } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const repository = path.resolve(import.meta.dirname, '../../..')
const fixtureApp = path.join(import.meta.dirname, 'fixtureApp')
const folder = mkdtempSync(path.join(tmpdir(), 'durable-crash-'))
const emulator = path.join(folder, 'emulator')
const WIDTH = 40
const TICKS = 10

beforeAll(() => {
  // a process of its own needs JavaScript
  const config = path.join(folder, 'tsconfig.json')
  writeFileSync(
    config,
    JSON.stringify({
      extends: path.join(repository, 'tsconfig.json'),
      compilerOptions: { noEmit: false, rootDir: repository, outDir: folder, sourceMap: false },
      include: [],
      files: ['worker/loadFunctionApp.ts', 'durable/createDurableExtension.ts'].map(file =>
        path.join(repository, 'emulator', file),
      ),
    }),
  )
  symlinkSync(path.join(repository, 'node_modules'), path.join(folder, 'node_modules'))
  execFileSync(path.join(repository, 'node_modules/.bin/tsc'), ['-p', config])
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }')
})

const lines = (name: string): string[] => [0, 1, 2].map(i => `${name}.${i}`)

let life: ChildProcess | undefined
afterAll(async () => {
  await kill()
  rmSync(folder, { recursive: true, force: true })
})

describe('killed at any moment and started again', () => {
  it.each([1, 2])('an orchestration ends as if nothing had been (seed %i)', async seed => {
    const random = generator(seed)
    const state = path.join(folder, `state-${seed}`)
    const file = path.join(folder, `log-${seed}`)
    let url = await live(state)
    await post(url, 'orchestrators/crashProof/run', { file, width: WIDTH, ticks: TICKS })

    // each tick was acknowledged; then, at once or a moment later, the end
    for (let tick = 0; tick < TICKS; tick++) {
      await post(url, 'instances/run/raiseEvent/tick', tick)
      await sleep(random() < 0.3 ? 0 : random() * 250)
      await kill()
      url = await live(state)
    }

    const output = await outcome(url, 'run')
    await kill()
    const children = ['child-0', 'child-1', 'child-2', 'child-3'].map(lines)
    expect(output).toEqual({
      parts: WIDTH,
      fromChildren: children,
      heard: Array.from({ length: TICKS }, (_, tick) => tick),
    })
    // every activity ran, some more than once
    const parts = Array.from({ length: WIDTH }, (_, i) => `part-${i}`)
    const ran = new Set(readFileSync(file, 'utf8').trim().split('\n'))
    expect([...ran].sort()).toEqual([...parts, ...children.flat()].sort())
  })
})

async function live(state: string): Promise<string> {
  const child = fork(
    path.join(import.meta.dirname, 'crashChild.mjs'),
    [emulator, fixtureApp, state],
    {
      silent: true,
      execArgv: [],
    },
  )
  life = child
  return await new Promise((resolve, reject) => {
    child.once('message', (url: string) => resolve(url))
    child.once('exit', code => reject(new Error(`The engine did not start: exit code ${code}.`)))
  })
}

async function kill(): Promise<void> {
  const child = life
  life = undefined
  if (child === undefined || child.exitCode !== null) return
  await new Promise(resolve => {
    child.once('exit', resolve)
    child.kill('SIGKILL')
  })
}

async function post(url: string, where: string, body: unknown): Promise<void> {
  const response = await fetch(url + where, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (response.status !== 202)
    throw new Error(`${where}: ${response.status} ${await response.text()}`)
}

async function outcome(url: string, id: string): Promise<unknown> {
  for (;;) {
    const status: { runtimeStatus: string; output: unknown } = JSON.parse(
      await (await fetch(`${url}instances/${id}`)).text(),
    )
    if (status.runtimeStatus === 'Completed') return status.output
    if (status.runtimeStatus === 'Failed') throw new Error(String(status.output))
    await sleep(20)
  }
}

const sleep = async (ms: number): Promise<void> =>
  await new Promise(resolve => {
    setTimeout(resolve, ms)
  })

/** Numerical Recipes' linear congruential generator: enough to scatter kills, the same on every machine. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
