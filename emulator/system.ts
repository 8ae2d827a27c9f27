import type { ChildProcess } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { CONTAINERS, ROW_TABLES } from '../shared/storage/paths.ts'
import { type AzuritePorts, chooseAzuritePorts, storageConnectionString } from './azurite/ports.ts'
import { findCoreTools } from './coreTools/findCoreTools.ts'
import { loadKeys } from './host/keys.ts'
import { lockStateFolder } from './stateLock.ts'
import { type ChildOptions, type SupervisedChild, startSupervised } from './supervise.ts'

export interface SystemOptions {
  /** Folder of package.json and host.json; built. */
  readonly projectFolder: string
  /** Where Azurite, the host and the event source keep everything. */
  readonly stateFolder: string
  /** Of the Functions host. */
  readonly port: number
  /** Enforce the host's keys (the emulator's host only). */
  readonly auth: boolean
  /** App settings that are not those of `local.settings.json`. */
  readonly settings?: Readonly<Record<string, string>>
  readonly log: (line: string) => void
  /** Gets what whoever starts it should see, log or no log; absent: it goes to the log. */
  readonly notice?: (line: string) => void
}

export interface System {
  /** Of the Functions host: `http://127.0.0.1:7071`. */
  readonly baseUrl: string
  readonly storageConnectionString: string
  /** `emulator`, or `func` where Core Tools were found. */
  readonly hostKind: 'emulator' | 'func'
  /** The processes that run now: after a restart, others. */
  readonly processes: {
    readonly azurite: ChildProcess
    readonly host: ChildProcess
    readonly eventSource: ChildProcess
  }
  stop(): Promise<void>
}

/**
 * A young generation of 1 MiB. Buffers on their way from disk to a socket are dead at once, but are freed only when the
 * young generation is full; V8 counts them, and marks the whole heap for every 64 MiB that are not free yet. The larger
 * the young generation has grown, the more often that is: every 25 MB read, near half of its CPU in a profile.
 */
const AZURITE_FLAGS = ['--max-semi-space-size=1']

/** How often ports are chosen for Azurite before its not starting is an error. */
const PORT_TRIES = 3

/**
 * Who hears of blobs in which container, as the Event Grid subscriptions in `bicep/` have it. What the app has no function
 * for is not watched.
 */
const SUBSCRIPTIONS = ['onBronzeBlob=bronze', 'onScoringBlob=scoring']

/** Starts a process of the system, which ends with it. */
type StartChild = (
  name: string,
  script: string,
  parameters: readonly string[],
  options?: Partial<Pick<ChildOptions, 'environment' | 'nodeFlags'>>,
) => Promise<SupervisedChild>

/**
 * Starts everything that the app needs on one machine: Azurite with the app's containers and tables, the Functions host
 * (`func` when it is on the PATH, else the emulator's), the event source. Each is a process of its own that is started
 * again if it dies; none takes another along, and none outlives this process.
 *
 * @throws where one of them does not start; those that did are ended
 */
export async function startSystem(given: SystemOptions): Promise<System> {
  const options = {
    ...given,
    projectFolder: path.resolve(given.projectFolder),
    stateFolder: path.resolve(given.stateFolder),
  }
  const { projectFolder, stateFolder, port, log, notice = log } = options
  const lock = await lockStateFolder(stateFolder)
  const running: SupervisedChild[] = []
  let releasePorts: (() => Promise<void>) | undefined

  const start: StartChild = async (
    name,
    script,
    parameters,
    { environment = {}, nodeFlags = [] } = {},
  ) => {
    const child = await startSupervised({
      name,
      script: compiled(script),
      arguments: parameters,
      nodeFlags,
      environment,
      folder: projectFolder,
      onLaunch: pid => lock.addChild(pid),
      log: line => log(`${name}: ${line}`),
    })
    running.push(child)
    return child
  }

  const stop = async (): Promise<void> => {
    // the newest first: the host's last writes still find their storage
    for (const child of running.splice(0).reverse()) await child.stop()
    await releasePorts?.()
    await lock.release()
  }

  try {
    const { azurite, ports, release } = await startAzurite(start, stateFolder)
    releasePorts = release
    if (ports.blob !== 10_000) {
      notice(
        `Azurite's default ports are taken; it listens on ${ports.blob} (blob), ${ports.queue} (queue), ${ports.table} (table)`,
      )
    }
    const connectionString = storageConnectionString(ports)
    await createStores(connectionString)
    const { host, hostKind } = await startHost(start, options, connectionString)
    const baseUrl = `http://127.0.0.1:${port}`
    const eventSource = await startEventSource(start, options, connectionString, baseUrl)
    return {
      baseUrl,
      storageConnectionString: connectionString,
      hostKind,
      processes: {
        get azurite() {
          return azurite.process
        },
        get host() {
          return host.process
        },
        get eventSource() {
          return eventSource.process
        },
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** A port that was free a moment ago may be taken by now: then others are tried. */
async function startAzurite(
  start: StartChild,
  stateFolder: string,
  tries = PORT_TRIES,
): Promise<{ azurite: SupervisedChild; ports: AzuritePorts; release: () => Promise<void> }> {
  const { ports, release } = await chooseAzuritePorts()
  try {
    const given = [
      '--location',
      path.join(stateFolder, 'azurite'),
      '--blobPort',
      String(ports.blob),
      '--queuePort',
      String(ports.queue),
      '--tablePort',
      String(ports.table),
    ]
    const flags = { nodeFlags: AZURITE_FLAGS }
    const azurite = await start('azurite', 'azurite/main.js', given, flags)
    return { azurite, ports, release }
  } catch (error) {
    await release()
    if (tries <= 1) throw error
    return await startAzurite(start, stateFolder, tries - 1)
  }
}

async function startHost(
  start: StartChild,
  { projectFolder, stateFolder, port, auth, settings }: SystemOptions,
  connectionString: string,
): Promise<{ host: SupervisedChild; hostKind: System['hostKind'] }> {
  const options = { environment: { ...settings, AzureWebJobsStorage: connectionString } }
  const func = await findCoreTools(process.env['PATH'])
  if (func !== undefined) {
    const given = ['--func', func, '--port', String(port)]
    return { host: await start('func', 'coreTools/main.js', given, options), hostKind: 'func' }
  }
  const given = [
    '--app',
    projectFolder,
    '--port',
    String(port),
    '--state',
    path.join(stateFolder, 'host'),
    ...(auth ? ['--auth'] : []),
  ]
  return { host: await start('host', 'host/main.js', given, options), hostKind: 'emulator' }
}

/** What Event Grid does in Azure. */
async function startEventSource(
  start: StartChild,
  { stateFolder, auth }: SystemOptions,
  connectionString: string,
  baseUrl: string,
): Promise<SupervisedChild> {
  const key = auth ? (await loadKeys(path.join(stateFolder, 'host'))).master : undefined
  const given = [
    '--host',
    baseUrl,
    '--state',
    stateFolder,
    ...SUBSCRIPTIONS.flatMap(subscription => ['--subscribe', subscription]),
  ]
  const environment = {
    AzureWebJobsStorage: connectionString,
    ...(key !== undefined && { EVENT_SOURCE_HOST_KEY: key }),
  }
  return await start('events', 'eventSource/main.js', given, { environment })
}

/** What `bicep/` makes in Azure. */
async function createStores(connectionString: string): Promise<void> {
  const [{ BlobServiceClient }, { TableServiceClient }] = await Promise.all([
    import('@azure/storage-blob'),
    import('@azure/data-tables'),
  ])
  const blobs = BlobServiceClient.fromConnectionString(connectionString)
  const tables = TableServiceClient.fromConnectionString(connectionString, {
    allowInsecureConnection: true,
  })
  await Promise.all([
    ...CONTAINERS.map(async name => await blobs.getContainerClient(name).createIfNotExists()),
    // "already there" is no error of this call
    ...ROW_TABLES.map(async name => {
      await tables.createTable(name)
    }),
  ])
}

/** A process's compiled file: beside this one in dist, also where this one runs from its source, in a test. */
function compiled(script: string): string {
  const here = path.dirname(fileURLToPath(import.meta.url))
  return import.meta.url.endsWith('.ts')
    ? path.join(here, '..', 'dist', 'emulator', script)
    : path.join(here, script)
}
