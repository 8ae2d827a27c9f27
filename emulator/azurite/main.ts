/**
 * Azurite as a process of its own that answers a write only once it is on disk.
 *
 * Stock Azurite acknowledges from memory and saves its metadata every five seconds: killed, it forgets acknowledged
 * blobs and rows. Here each server saves what changed before a write is answered, many writes sharing a save, so a
 * `kill -9` at any moment loses nothing that was acknowledged. (A power cut is another matter: nothing is fsynced but
 * the blobs' bytes.) A save appends to a journal, so its price does not grow with what is stored.
 *
 * `node dist/emulator/azurite/main.js --location DIR --blobPort N --queuePort N --tablePort N`, and all other flags of
 * Azurite 3.35. With a parent process (IPC) it says `ready` and ends when the parent does.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import { endWhenAsked, tellParent } from '../childProcess.ts'
import { groupCommit } from '../groupCommit.ts'
import { holdResponse } from './holdResponses.ts'
import type { LokiDatabase } from './lokiDatabase.ts'
import { keepSaved, mergeJournal, type TakenChanges } from './lokiJournal.ts'

interface AzuriteServer {
  readonly httpServer: Server
  readonly metadataStore: { readonly db: LokiDatabase }
  /** Where the bytes of blobs and messages lie; tables have none. */
  readonly extentMetadataStore?: { readonly db: LokiDatabase }
}

interface ServerBase {
  readonly prototype: { start: (this: AzuriteServer) => Promise<void> }
}

const SERVICES = 3
const DEFAULT_FLAGS = ['--skipApiVersionCheck', '--disableTelemetry', '--silent']

const endBy = endWhenAsked()
const require = createRequire(import.meta.url)
const commits: (() => Promise<void>)[] = []

answerOnceSaved()
// its greetings and farewells; errors are said elsewhere
console.log = () => {}
for (const flag of DEFAULT_FLAGS) if (!process.argv.includes(flag)) process.argv.push(flag)
require('azurite/dist/src/azurite.js')

// Azurite's own handlers would wait for connections to close; everything acknowledged is saved already
endBy(async () => {
  await Promise.allSettled(commits.map(saved => saved()))
})

function answerOnceSaved(): void {
  const {
    default: base,
  }: { default: ServerBase } = require('azurite/dist/src/common/ServerBase.js')
  const start = base.prototype.start
  base.prototype.start = async function startSaving(this: AzuriteServer) {
    // a blob's metadata must never be on disk before the extent that it points at: extents first, all taken at once
    const lokis = [this.extentMetadataStore?.db, this.metadataStore.db].filter(
      database => database !== undefined,
    )
    for (const { filename } of lokis) await mergeJournal(filename, emptyDatabase)
    await start.call(this)

    for (const database of lokis) database.autosaveDisable()
    const databases = lokis.map(keepSaved)
    const saved = groupCommit(async () => await saveAll(databases.map(database => database.take())))

    const listeners = this.httpServer.listeners('request')
    this.httpServer.removeAllListeners('request')
    this.httpServer.on('request', (request: IncomingMessage, response: ServerResponse) => {
      holdResponse(request, response, saved)
      for (const listener of listeners) listener.call(this.httpServer, request, response)
    })

    commits.push(saved)
    if (commits.length === SERVICES) tellParent('ready')
  }
}

async function saveAll(taken: readonly (TakenChanges | undefined)[]): Promise<void> {
  const left = taken.filter(changes => changes !== undefined)
  try {
    for (; left[0] !== undefined; left.shift()) await left[0].write()
  } catch (error) {
    for (const changes of left) changes.giveBack()
    console.error(`Azurite could not save its metadata, so it answers no write: ${String(error)}`)
    throw error
  }
}

/** One that is never saved by itself. */
function emptyDatabase(): LokiDatabase {
  const Loki: new (name: string, options: object) => LokiDatabase = require('lokijs')
  return new Loki('merged', { persistenceMethod: 'memory' })
}
