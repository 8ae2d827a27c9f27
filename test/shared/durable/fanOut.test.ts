import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadFunctionApp } from '../../../emulator/worker/loadFunctionApp.ts'
import { type FixtureEngine, fixtureEngine } from '../../emulator/durable/fixtureEngine.ts'

let fixture: FixtureEngine
beforeAll(async () => {
  fixture = fixtureEngine(await loadFunctionApp(join(import.meta.dirname, 'fanOutApp')), 20)
})
afterAll(async () => await fixture.remove())

const fanOut = async (count: number, width: number, together: number, failsFirst = false) => {
  const calls = Array.from({ length: count }, (_, number) => ({ number, together, failsFirst }))
  const id = await fixture.start('fanOut', { calls, width })
  return (await fixture.outcome(id)) as { number: number; mostRunning: number }[]
}

// with the library and the engine, replays and all; a fan-out that ran one by one would wait for ever
describe('callAll on an engine', () => {
  it('runs all calls at once where the width allows it', async () => {
    const outputs = await fanOut(7, 50, 7)
    expect(outputs.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(outputs.at(-1)?.mostRunning).toBe(7)
  })

  it('keeps as many running as its width says, each call once', async () => {
    const outputs = await fanOut(12, 3, 3)
    expect(outputs.map(({ number }) => number)).toEqual(Array.from({ length: 12 }, (_, k) => k))
  })

  it('tries again what failed, beside those that go on', async () => {
    const outputs = await fanOut(4, 2, 1, true)
    expect(outputs.map(({ number }) => number)).toEqual([0, 1, 2, 3])
  }, 120_000)
})
