/**
 * Azurite as a process of its own that answers a write only once it is on disk.
 *
 * Stock Azurite acknowledges from memory and saves its metadata every five seconds: killed, it forgets acknowledged
 * blobs and rows. Here each server saves what changed before a write is answered, many writes sharing a save, so a
 * `kill -9` at any moment loses nothing that was acknowledged. (A power cut is another matter: nothing is fsynced but
 * the blobs' bytes.)
 *
 * `node dist/emulator/azurite/main.js --location DIR --blobPort N --queuePort N --tablePort N`, and all other flags of
 * Azurite 3.35. With a parent process (IPC) it says `ready` and ends when the parent does.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import { endWithParent, tellParent } from '../childProcess.ts'
import { groupCommit } from '../groupCommit.ts'
import { holdResponse } from './holdResponses.ts'
import { type LokiDatabase, saveChanged } from './lokiSnapshot.ts'

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

const require = createRequire(import.meta.url)
const commits: (() => Promise<void>)[] = []

answerOnceSaved()
// its greetings and farewells; errors are said elsewhere
console.log = () => {}
for (const flag of DEFAULT_FLAGS) if (!process.argv.includes(flag)) process.argv.push(flag)
require('azurite/dist/src/azurite.js')

// Azurite's own handlers would wait for connections to close; everything acknowledged is saved already
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void finish())
endWithParent(finish)

async function finish(): Promise<void> {
  await Promise.allSettled(commits.map(saved => saved()))
  process.exit(0)
}

function answerOnceSaved(): void {
  const {
    default: base,
  }: { default: ServerBase } = require('azurite/dist/src/common/ServerBase.js')
  const start = base.prototype.start
  base.prototype.start = async function startSaving(this: AzuriteServer) {
    await start.call(this)

    // extents first: see saveChanged
    const databases = [this.extentMetadataStore?.db, this.metadataStore.db].filter(
      database => database !== undefined,
    )
    for (const database of databases) database.autosaveDisable()
    const saved = groupCommit(async () => {
      try {
        await saveChanged(databases)
      } catch (error) {
        console.error(
          `Azurite could not save its metadata, so it answers no write: ${String(error)}`,
        )
        throw error
      }
    })

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
