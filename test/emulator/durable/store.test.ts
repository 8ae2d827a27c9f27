import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { eventRaised } from '../../../emulator/durable/createHistoryEvents.ts'
import { DurableStore } from '../../../emulator/durable/store.ts'

let folder: string
let store: DurableStore

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'durable-store-'))
  store = new DurableStore(folder)
})
afterEach(async () => {
  await store.close().catch(() => {})
  rmSync(folder, { recursive: true, force: true })
})

const message = (name: string) => ({
  event: eventRaised(name, 'null', '2026-01-01T00:00:00Z'),
  executionId: null,
})
const names = (of: DurableStore, id: string) =>
  of.messages(id).map(({ event }) => ('Name' in event ? event.Name : ''))

it('writes all of a commit or nothing, and a failing one leaves its neighbours alone', async () => {
  const [first, second, third] = await Promise.allSettled([
    store.commit(writer => writer.putMessage('a', message('one'))),
    store.commit(writer => {
      writer.putMessage('a', message('lost'))
      throw new Error('no')
    }),
    store.commit(writer => writer.putMessage('a', message('two'))),
  ])
  expect([first.status, second.status, third.status]).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
  ])
  expect(names(store, 'a')).toEqual(['one', 'two'])
})

it('has everything again when opened again, and numbers on from there', async () => {
  await store.commit(writer => writer.putMessage('a', message('before')))
  await store.close()
  store = new DurableStore(folder)
  await store.commit(writer => writer.putMessage('a', message('after')))
  expect(names(store, 'a')).toEqual(['before', 'after'])
  expect([...store.instancesWithMessages()]).toEqual(['a'])
})

it('keeps instances whose ids begin alike apart', async () => {
  await store.commit(writer => {
    for (const id of ['run', 'run:1', 'run1']) writer.putMessage(id, message(id))
  })
  await store.commit(writer => writer.removeInstance('run'))
  expect([...store.instancesWithMessages()].sort()).toEqual(['run1', 'run:1'])
})

it('refuses writes once closed', async () => {
  await store.close()
  await expect(store.commit(() => {})).rejects.toThrow('closed')
})
