import { createHash } from 'node:crypto'
import { appendFile, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import type { LokiCollection, LokiDatabase, LokiDocument, LokiJson } from './lokiDatabase.ts'

/**
 * A LokiJS database on disk is a snapshot, its whole JSON, and a journal of what changed since: the first line names the
 * snapshot (by SHA-256) that it belongs to, each further line holds the documents of one save. A save costs what changed
 * and not what there is; when the journal has outgrown the snapshot, a new snapshot begins.
 */
const documents = z.array(
  z.custom<LokiDocument>(value => typeof value === 'object' && value !== null),
)
const journalHeader = z.object({ snapshot: z.string() })
const journalEntry = z.record(
  z.string(),
  z.object({ set: documents, removed: z.array(z.number()) }),
)
type JournalEntry = z.infer<typeof journalEntry>

const SMALL_JOURNAL = 1024 * 1024

export interface SavedDatabase {
  /** Takes what has changed, at once; undefined: nothing has. */
  take(): TakenChanges | undefined
}

export interface TakenChanges {
  /** Brings them to disk; where that fails, give them back. */
  write(): Promise<void>
  /** Has the next save hold them, in a new snapshot: part of them may be on disk. */
  giveBack(): void
}

/**
 * Keeps a loaded database on disk from now on.
 *
 * @param smallJournal - what a journal may grow to whatever the size of its snapshot, in characters
 */
export function keepSaved(database: LokiDatabase, smallJournal = SMALL_JOURNAL): SavedDatabase {
  const touched = new Map<string, Set<number>>()
  let known = new Map<string, LokiCollection>()
  let snapshotDue = true
  let snapshotLength = 0
  let journalLength = 0

  const watch = (): void => {
    for (const collection of database.collections) {
      if (known.get(collection.name) === collection) continue
      snapshotDue = true
      const note = (changed: LokiDocument | LokiDocument[]): void => {
        const ids = touched.get(collection.name) ?? new Set()
        touched.set(collection.name, ids)
        for (const { $loki } of Array.isArray(changed) ? changed : [changed]) ids.add($loki)
      }
      for (const event of ['insert', 'update', 'delete'] as const) collection.on(event, note)
    }
    if (known.size !== database.collections.length) snapshotDue = true
    known = new Map(database.collections.map(collection => [collection.name, collection]))
  }
  watch()

  const takeSnapshot = (): (() => Promise<void>) => {
    const json = database.serialize()
    snapshotDue = false
    snapshotLength = json.length
    journalLength = 0
    return async () => {
      await replaceFile(database.filename, json)
      // a journal of an older snapshot is told by its first line, should this not be reached
      await replaceFile(journalOf(database.filename), headerOf(json))
    }
  }

  const takeEntry = (): (() => Promise<void>) => {
    const line = `${JSON.stringify(entryOf(touched, known))}\n`
    journalLength += line.length
    return async () => {
      await appendFile(journalOf(database.filename), line)
    }
  }

  return {
    take() {
      if (!database.autosaveDirty()) return undefined
      watch()
      const grown = journalLength > Math.max(snapshotLength, smallJournal)
      const write = snapshotDue || grown || touched.size === 0 ? takeSnapshot() : takeEntry()
      touched.clear()
      database.autosaveClearFlags()
      return {
        write,
        giveBack() {
          snapshotDue = true
          for (const collection of database.collections) collection.dirty = true
        },
      }
    },
  }
}

/**
 * Makes one snapshot of a snapshot and its journal, before the database is loaded. Killed half-way it can be done again.
 *
 * @param create - an empty database that is never saved by itself
 */
export async function mergeJournal(filename: string, create: () => LokiDatabase): Promise<void> {
  const snapshot = await readText(filename)
  const journal = await readText(journalOf(filename))
  if (snapshot === undefined || journal === undefined) return
  const entries = entriesFor(journal, snapshot)
  if (entries.length > 0) {
    const json: LokiJson = JSON.parse(snapshot)
    for (const entry of entries) apply(entry, json)
    const database = create()
    database.loadJSONObject(json)
    // the indexes of the snapshot are not those of the merged documents
    for (const collection of database.collections) collection.ensureAllIndexes(true)
    await replaceFile(filename, database.serialize())
  }
  await rm(journalOf(filename), { force: true })
}

function entryOf(
  touched: ReadonlyMap<string, ReadonlySet<number>>,
  known: ReadonlyMap<string, LokiCollection>,
): JournalEntry {
  const entry: JournalEntry = {}
  for (const [name, ids] of touched) {
    const set: LokiDocument[] = []
    const removed: number[] = []
    for (const id of ids) {
      const document = known.get(name)?.get(id) ?? null
      if (document === null) removed.push(id)
      else set.push(document)
    }
    entry[name] = { set, removed }
  }
  return entry
}

/** The entries that belong to a snapshot; a last line that was cut off was never acknowledged. */
function entriesFor(journal: string, snapshot: string): JournalEntry[] {
  const [header = '', ...lines] = journal.split('\n')
  const parsed = journalHeader.safeParse(parseLine(header))
  if (!parsed.success || parsed.data.snapshot !== hashOf(snapshot)) return []
  const entries: JournalEntry[] = []
  for (const line of lines.slice(0, -1)) {
    const entry = journalEntry.safeParse(parseLine(line))
    if (!entry.success) break
    entries.push(entry.data)
  }
  return entries
}

function apply(entry: JournalEntry, { collections }: LokiJson): void {
  for (const [name, { set, removed }] of Object.entries(entry)) {
    const collection = collections.find(one => one.name === name)
    if (collection === undefined) continue
    const byId = new Map(collection.data.map(document => [document.$loki, document]))
    for (const document of set) byId.set(document.$loki, document)
    for (const id of removed) byId.delete(id)
    // Loki searches its documents by id in halves
    collection.data = [...byId.values()].sort((left, right) => left.$loki - right.$loki)
    const ids = [...set.map(({ $loki }) => $loki), ...removed]
    collection.maxId = ids.reduce((highest, id) => Math.max(highest, id), collection.maxId)
  }
}

function headerOf(snapshot: string): string {
  return `${JSON.stringify({ snapshot: hashOf(snapshot) })}\n`
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function journalOf(filename: string): string {
  return `${filename}.journal`
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Whole or not at all, for a process that is killed meanwhile. */
async function replaceFile(file: string, text: string): Promise<void> {
  await writeFile(`${file}~`, text)
  await rename(`${file}~`, file)
}
