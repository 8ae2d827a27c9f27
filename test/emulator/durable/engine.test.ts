import { createServer } from 'node:http'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HistoryEvent } from '../../../emulator/durable/historyEvents.ts'
import {
  purge,
  raiseEvent,
  resume,
  rewind,
  startNew,
  suspend,
  terminate,
} from '../../../emulator/durable/instanceOperations.ts'
import type { FunctionApp } from '../../../emulator/worker/functionApp.ts'
import { loadFunctionApp } from '../../../emulator/worker/loadFunctionApp.ts'
import { type FixtureEngine, fixtureEngine } from './fixtureEngine.ts'

let app: FunctionApp
let fixture: FixtureEngine

beforeAll(async () => {
  app = await loadFunctionApp(path.join(import.meta.dirname, 'fixtureApp'))
  fixture = fixtureEngine(app)
})
afterAll(async () => await fixture.remove())

const kinds = (history: readonly HistoryEvent[]): number[] => history.map(e => e.EventType)
const countOf = (history: readonly HistoryEvent[], kind: number): number =>
  kinds(history).filter(type => type === kind).length

describe('an instance id', () => {
  it('is refused while its instance runs, and started over once it has ended, with nothing left of before', async () => {
    await fixture.start('twoStep', null, 'over')
    expect(await startNew(fixture.engine, 'doubled', 'over', '5')).toMatchObject({
      kind: 'conflict',
    })
    await terminate(fixture.engine, 'over', 'no more')
    expect(await fixture.outcome('over')).toBe('no more')

    await fixture.start('doubled', 5, 'over')
    expect(await fixture.outcome('over')).toBe(10)
    expect(kinds(fixture.history('over'))).toEqual([12, 0, 4, 13, 12, 5, 1, 13])
  })

  it('has one winner of many that start it at once', async () => {
    const outcomes = await Promise.all(
      Array.from(
        { length: 20 },
        async () => await startNew(fixture.engine, 'twoStep', 'one', null),
      ),
    )
    expect(outcomes.filter(({ kind }) => kind === 'started')).toHaveLength(1)
  })

  it('of a child that runs already fails the second call instead of waiting for ever', async () => {
    const id = await fixture.start('sameChildTwice')
    await fixture.until(`${id}-child`, ({ runtimeStatus }) => runtimeStatus === 'Running')
    await raiseEvent(fixture.engine, `${id}-child`, 'one', '1')
    expect(await fixture.outcome(id)).toContain('already exists')
  })

  it('is purged only when ended', async () => {
    const id = await fixture.start('twoStep')
    expect(await purge(fixture.engine, id)).toMatchObject({ unfit: expect.any(String) })
    await terminate(fixture.engine, id, null)
    await fixture.outcome(id)
    expect(await purge(fixture.engine, id)).toBe('accepted')
    expect(fixture.engine.store.instance(id)).toBeUndefined()
    expect(fixture.history(id)).toEqual([])
  })
})

describe('a suspended instance', () => {
  it('keeps its messages and goes on with them when resumed', async () => {
    const id = await fixture.start('twoStep')
    await fixture.until(id, ({ runtimeStatus }) => runtimeStatus === 'Running')
    await suspend(fixture.engine, id, 'hold')
    await fixture.until(id, ({ runtimeStatus }) => runtimeStatus === 'Suspended')
    await raiseEvent(fixture.engine, id, 'one', '21')
    await fixture.until(id, () => countOf(fixture.history(id), 15) === 1)
    expect(countOf(fixture.history(id), 4)).toBe(0)

    await resume(fixture.engine, id, 'go on')
    expect(await fixture.outcome(id)).toBe(42)
  })

  it('can be terminated', async () => {
    const id = await fixture.start('twoStep')
    await suspend(fixture.engine, id, null)
    await fixture.until(id, ({ runtimeStatus }) => runtimeStatus === 'Suspended')
    await terminate(fixture.engine, id, 'enough')
    expect(await fixture.outcome(id)).toBe('enough')
  })
})

it('rewinds a failed child with its parent, and runs what had succeeded no second time', async () => {
  const id = await fixture.start('parentOfFailsOnce')
  const failed = await fixture.outcome(id)
  expect(failed).toContain('fails')
  expect(await rewind(fixture.engine, id, 'again')).toBe('accepted')
  expect(await fixture.outcome(id)).toEqual([8, `${id}-child after 1`])
  // one activity before the failure, none after it
  expect(countOf(fixture.history(id), 4)).toBe(1)
})

describe('retries', () => {
  it('side by side take their numbers as the library counts them', async () => {
    const id = await fixture.start('parallelRetries')
    expect(await fixture.outcome(id)).toEqual([`${id}-a after 2`, `${id}-b after 2`, 2])
  })

  it('go on beside a timer that is cancelled later', async () => {
    expect(await fixture.outcome(await fixture.start('cancelledTimerThenRetry'))).toEqual([
      true,
      42,
    ])
  })
})

it('continues as new with an empty history, as often as asked', async () => {
  const id = await fixture.start('counting', { from: 0, to: 30, seen: 0 })
  expect(await fixture.outcome(id)).toEqual({ last: 60, seen: 30 })
  expect(kinds(fixture.history(id))).toEqual([12, 0, 13, 4, 13, 12, 5, 1, 13])
})

it('keeps events for the execution that comes after', async () => {
  const id = await fixture.start('counting', { from: 0, to: 5, seen: 0 })
  expect(await raiseEvent(fixture.engine, id, 'unheard', '1')).toBe('accepted')
  expect(await fixture.outcome(id)).toEqual({ last: 10, seen: 5 })
})

it('runs no more activities at once than host.json allows', async () => {
  const narrow = fixtureEngine(app, 3)
  const most = await narrow.outcome(await narrow.start('wide'))
  await narrow.remove()
  expect(most).toBe(3)
})

it('leaves an orchestration waiting for a function that is not there, as the host does, and says so', async () => {
  const id = await fixture.start('callsNothing')
  await fixture.until(id, ({ runtimeStatus }) => runtimeStatus === 'Running')
  expect(fixture.logged.join()).toContain("'notThere'")
})

it('fails a call to an entity with a reason', async () => {
  const id = await fixture.start('usesEntity')
  expect(await fixture.outcome(id)).toContain('entities do not run in the emulator')
})

it('asks again where callHttp is answered 202', async () => {
  let calls = 0
  const server = createServer((_, response) => {
    calls += 1
    const isDone = calls > 2
    response
      .writeHead(isDone ? 200 : 202, isDone ? {} : { location: '/later', 'retry-after': '0' })
      .end(`call ${calls}`)
  })
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const id = await fixture.start('polls', `http://127.0.0.1:${port}/first`)
  expect(await fixture.outcome(id)).toEqual([200, 'call 3'])
  server.close()
})
