import { appendFile, copyFile, mkdir, readdir, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LokiDatabase } from '../../../emulator/azurite/lokiDatabase.ts'
import { keepSaved, mergeJournal } from '../../../emulator/azurite/lokiJournal.ts'
import { temporaryFolder } from '../childProcess.ts'

interface Row {
  key: string
  value: number
}

/** Of the real LokiJS that Azurite uses, what the tests need beside what the journal does. */
interface Loki extends LokiDatabase {
  addCollection(name: string, options: { indices: string[] }): Rows
  getCollection(name: string): Rows | null
  removeCollection(name: string): void
  loadDatabase(options: object, done: (error?: Error | null) => void): void
}
interface Rows {
  insert(row: Row): void
  findOne(query: Partial<Row>): Row | null
  update(row: Row): void
  remove(row: Row): void
  findAndRemove(query: object): void
  find(query?: object): Row[]
}

const require = createRequire(import.meta.url)
const LokiClass: new (file: string, options: object) => Loki = require('lokijs')

type Operation =
  | { do: 'put'; table: string; key: string; value: number }
  | { do: 'remove'; table: string; key: string }
  | { do: 'removeBelow'; table: string; value: number }
  | { do: 'dropTable'; table: string }
  | { do: 'save' }
  | { do: 'crash' }

const table = fc.constantFrom('a', 'b')
const key = fc.constantFrom('k0', 'k1', 'k2', 'k3', 'k4', 'k5')
const value = fc.nat(99)
const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('put' as const), table, key, value }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('remove' as const), table, key }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('removeBelow' as const), table, value }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('dropTable' as const), table }) },
  { weight: 5, arbitrary: fc.constant({ do: 'save' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'crash' as const }) },
)

describe('a database kept by snapshot and journal', () => {
  it('is after each crash what it was at the last save, whatever happened', async () => {
    const folder = await temporaryFolder()
    let run = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(operation, { minLength: 10, maxLength: 60, size: 'max' }),
        async operations => {
          const file = path.join(folder, `${run++}.json`)
          let { database, saved } = await open(file)
          let atLastSave = rowsOf(database)
          const found: unknown[] = []
          const expected: unknown[] = []
          for (const one of [...operations, { do: 'save' as const }, { do: 'crash' as const }]) {
            if (one.do === 'save') {
              await saved.take()?.write()
              atLastSave = rowsOf(database)
            } else if (one.do === 'crash') {
              ;({ database, saved } = await open(file))
              found.push(rowsOf(database))
              expected.push(atLastSave)
            } else change(database, one)
          }
          expect(found).toEqual(expected)
          // indexes and ids are whole: what is there is found, and a new row takes a new id
          for (const [name, rows] of Object.entries(rowsOf(database))) {
            const collection = database.getCollection(name)
            for (const row of rows)
              expect(collection?.findOne({ key: row.key })?.value).toBe(row.value)
            collection?.insert({ key: 'new', value: 1 })
            expect(collection?.find({ key: 'new' })).toHaveLength(1)
          }
        },
      ),
      { numRuns: 100 },
    )
  })

  it('reads a journal whose last line was cut off up to there', async () => {
    const file = path.join(await temporaryFolder(), 'db.json')
    const { database, saved } = await open(file)
    change(database, { do: 'put', table: 'a', key: 'k0', value: 1 })
    await saved.take()?.write()
    change(database, { do: 'put', table: 'a', key: 'k1', value: 2 })
    await saved.take()?.write()
    await appendFile(`${file}.journal`, '{"a":{"set":[{"key":"k9","val')
    expect(rowsOf((await open(file)).database)['a']?.map(({ key: name }) => name)).toEqual([
      'k0',
      'k1',
    ])
  })

  it('takes no journal for its own that belongs to an older snapshot', async () => {
    const folder = await temporaryFolder()
    const file = path.join(folder, 'db.json')
    const { database, saved } = await open(file, 1)
    change(database, { do: 'put', table: 'a', key: 'k0', value: 1 })
    await saved.take()?.write()
    change(database, { do: 'put', table: 'a', key: 'k0', value: 2 })
    await saved.take()?.write()
    await copyFile(`${file}.journal`, path.join(folder, 'old'))
    // long enough to make the journal outgrow its snapshot
    for (let n = 3; n < 40; n++) {
      change(database, { do: 'put', table: 'a', key: 'k0', value: n })
      await saved.take()?.write()
    }
    await copyFile(path.join(folder, 'old'), `${file}.journal`)
    const [row] = rowsOf((await open(file)).database)['a'] ?? []
    expect(row?.value).toBeGreaterThan(2)
  })

  it('has what a failed save should have saved in the next one', async () => {
    const folder = path.join(await temporaryFolder(), 'inner')
    const file = path.join(folder, 'db.json')
    await mkdir(folder)
    const { database, saved } = await open(file)
    change(database, { do: 'put', table: 'a', key: 'k0', value: 1 })
    await saved.take()?.write()

    change(database, { do: 'put', table: 'a', key: 'k1', value: 2 })
    const taken = saved.take()
    await rm(folder, { recursive: true })
    await expect(taken?.write()).rejects.toThrow('ENOENT')
    taken?.giveBack()

    await mkdir(folder)
    change(database, { do: 'put', table: 'a', key: 'k2', value: 3 })
    await saved.take()?.write()
    expect(rowsOf((await open(file)).database)['a']?.map(({ value: one }) => one)).toEqual([
      1, 2, 3,
    ])
    expect((await readdir(folder)).sort()).toEqual(['db.json'])
  })
})

/** Loads what is on disk, as Azurite does behind the merge; the old object is what a killed process leaves: nothing. */
async function open(file: string, smallJournal = 400) {
  await mergeJournal(file, () => new LokiClass('merged', { persistenceMethod: 'memory' }))
  const database = new LokiClass(file, { persistenceMethod: 'fs' })
  await new Promise<void>((resolve, reject) => {
    database.loadDatabase({}, error => {
      if (error) reject(error)
      else resolve()
    })
  })
  return { database, saved: keepSaved(database, smallJournal) }
}

function change(database: Loki, one: Exclude<Operation, { do: 'save' | 'crash' }>): void {
  if (one.do === 'dropTable') {
    database.removeCollection(one.table)
    // as Azurite does: a registry of tables changes along
    const tables =
      database.getCollection('tables') ?? database.addCollection('tables', { indices: ['key'] })
    tables.insert({ key: `dropped ${one.table}`, value: 0 })
    return
  }
  const rows =
    database.getCollection(one.table) ?? database.addCollection(one.table, { indices: ['key'] })
  const found = 'key' in one ? rows.findOne({ key: one.key }) : null
  switch (one.do) {
    case 'put':
      if (found === null) rows.insert({ key: one.key, value: one.value })
      else {
        found.value = one.value
        rows.update(found)
      }
      break
    case 'remove':
      if (found !== null) rows.remove(found)
      break
    case 'removeBelow':
      rows.findAndRemove({ value: { $lt: one.value } })
      break
  }
}

function rowsOf(database: Loki): Record<string, Row[]> {
  return Object.fromEntries(
    database.collections.map(({ name }) => [
      name,
      (database.getCollection(name)?.find() ?? [])
        .map(row => ({ key: row.key, value: row.value }))
        .sort((left, right) => (left.key < right.key ? -1 : 1)),
    ]),
  )
}
