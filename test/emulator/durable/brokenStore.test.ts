import path from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { raiseEvent } from '../../../emulator/durable/instanceOperations.ts'
import type { DurableStore } from '../../../emulator/durable/store.ts'
import type { FunctionApp } from '../../../emulator/worker/functionApp.ts'
import { loadFunctionApp } from '../../../emulator/worker/loadFunctionApp.ts'
import { type FixtureEngine, fixtureEngine } from './fixtureEngine.ts'

let app: FunctionApp
let fixture: FixtureEngine

beforeAll(async () => {
  app = await loadFunctionApp(path.join(import.meta.dirname, 'fixtureApp'))
})
beforeEach(() => {
  fixture = fixtureEngine(app)
})
afterEach(async () => await fixture.remove())

/** Lets some commits through, then some fail as on a full disk, then all through again. */
function fillDisk(store: DurableStore, { after, failing }: { after: number; failing: number }) {
  const commit = store.commit.bind(store)
  let count = 0
  store.commit = async write => {
    count += 1
    if (count <= after || count > after + failing) return await commit(write)
    throw new Error('No space left on device')
  }
}

it('takes a turn again that could not be stored', async () => {
  const id = await fixture.start('twoStep')
  await fixture.until(id, ({ runtimeStatus }) => runtimeStatus === 'Running')
  // the event is stored, the turn that it causes is not
  fillDisk(fixture.engine.store, { after: 1, failing: 2 })
  await raiseEvent(fixture.engine, id, 'one', '21')
  expect(await fixture.outcome(id)).toBe(42)
  expect(fixture.logged.join('\n')).toMatch(/the turn broke off, again in 0.25 s.*No space left/)
})

it("stores an activity's result once there is room, and runs it no second time", async () => {
  // the start and the first turn are stored, the result is not
  fillDisk(fixture.engine.store, { after: 2, failing: 2 })
  expect(await fixture.outcome(await fixture.start('counts', 'one'))).toBe(1)
  expect(fixture.logged.join('\n')).toContain('its result could not be stored, again in 0.5 s')
})

it('fires a timer again that could not be stored', async () => {
  fillDisk(fixture.engine.store, { after: 2, failing: 2 })
  expect(await fixture.outcome(await fixture.start('naps', 20))).toBe('awake')
  expect(fixture.logged.join('\n')).toContain('could not be fired, again in 0.5 s')
})
