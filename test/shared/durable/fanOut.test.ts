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

  it.each([
    ['all at once', 12],
    ['a few at a time', 3],
  ])(
    'goes on behind calls that failed for a while, run %s',
    async (run, width) => {
      const calls = Array.from({ length: 12 }, (_, number) => ({
        run,
        number,
        failures: number % 3,
      }))
      const id = await fixture.start('fanOutThenSum', { calls, width })
      const numbers = calls.map(({ number }) => number)
      expect(await fixture.outcome(id)).toEqual({ numbers, total: 67 })
    },
    120_000,
  )

  it('ends with the failure of a call that fails again and again', async () => {
    const calls = [0, 9].map(failures => ({ run: 'for good', number: failures, failures }))
    const id = await fixture.start('fanOutThenSum', { calls, width: 2 })
    expect(JSON.stringify(await fixture.outcome(id))).toContain('call 9 fails for time 4')
  }, 120_000)
})
