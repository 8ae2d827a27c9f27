import { setTimeout as wait } from 'node:timers/promises'
import { BlobServiceClient } from '@azure/storage-blob'
import { apiOf } from '../../cli/api.ts'
import { pipelineDetail } from '../../cli/followPipeline.ts'
import type { System } from '../../emulator/system.ts'
import type { TableView } from '../../shared/datasets/pipelineView.ts'
import { silverTable } from '../../shared/storage/paths.ts'
import { cpuSecondsOf, peakMemoryOf, resetPeak } from '../processUsage.ts'
import type { StoredBlob } from './peers.ts'

/** Blocks of an upload, in bytes, and how many are under way at once: larger than the lake's, as it is not measured. */
const UPLOAD_BLOCK = 64 * 1024 * 1024
const UPLOAD_CONCURRENCY = 4

/** Each question costs the host some milliseconds of the time that is measured. */
const POLL_MILLISECONDS = 200

/** One promotion of CHARTEVENTS, seen from outside. */
export interface PromotionRun {
  /** From the BlobCreated event's arrival at the host until `GET /api/pipelines/{dataset}` says `promoted`. */
  readonly seconds: number
  /** From the end of the write of the blob on: the way of the event is in it. */
  readonly secondsFromWrite: number
  readonly rows: number
  /** How many ranges the file was converted in. */
  readonly ranges: number
  /** The Parquet files that are the table now. */
  readonly silver: { readonly parts: number; readonly bytes: number }
  /** Of each process of the system, meanwhile. */
  readonly processes: Readonly<Record<ProcessName, ProcessUsage>>
}

export type ProcessName = 'host' | 'azurite' | 'eventSource'

export interface ProcessUsage {
  /** undefined without /proc. */
  readonly cpuSeconds: number | undefined
  readonly peakBytes: number | undefined
}

/** Puts a file into a container that nobody watches, from where promotions and peers take it. */
export async function storeFile(
  { connectionString, container, blob }: StoredBlob,
  file: string,
  signal: AbortSignal,
): Promise<void> {
  const client =
    BlobServiceClient.fromConnectionString(connectionString).getContainerClient(container)
  await client.createIfNotExists()
  await client.getBlockBlobClient(blob).uploadFile(file, {
    blockSize: UPLOAD_BLOCK,
    concurrency: UPLOAD_CONCURRENCY,
    abortSignal: signal,
  })
}

/**
 * Has storage copy the blob to bronze as a dataset's CHARTEVENTS.csv, and follows its promotion.
 *
 * @throws where it is refused, or not every row comes out
 */
export async function promote(
  system: System,
  source: StoredBlob,
  dataset: string,
  rows: number,
  signal: AbortSignal,
): Promise<PromotionRun> {
  const before = usageOf(system)
  const service = BlobServiceClient.fromConnectionString(source.connectionString)
  const from = service.getContainerClient(source.container).getBlobClient(source.blob)
  const to = service.getContainerClient('bronze').getBlobClient(`${dataset}/CHARTEVENTS.csv`)
  const copying = await to.beginCopyFromURL(from.url, { abortSignal: signal })
  await copying.pollUntilDone()
  const written = Date.now()

  const api = apiOf(system.baseUrl)
  let received: number | undefined
  let ranges = 1
  for (;;) {
    signal.throwIfAborted()
    const pipeline = await api.get(`/api/pipelines/${dataset}`, pipelineDetail)
    const now = Date.now()
    const table = pipeline?.tables.CHARTEVENTS
    // the row says when the event came as long as the promotion has not ended
    if (table?.state === 'received') received ??= Date.parse(table.updated)
    if (table?.progress?.stage === 'convert') ranges = table.progress.total
    if (table !== undefined && table.state !== 'received') {
      assertAllRows(table, rows)
      const processes = usageSince(system, before)
      return {
        seconds: (now - (received ?? written)) / 1000,
        secondsFromWrite: (now - written) / 1000,
        rows,
        ranges,
        silver: await silverOf(service, dataset),
        processes,
      }
    }
    await wait(POLL_MILLISECONDS, undefined, { signal })
  }
}

async function silverOf(
  service: BlobServiceClient,
  dataset: string,
): Promise<{ parts: number; bytes: number }> {
  const [container = '', ...folder] = silverTable(dataset, 'CHARTEVENTS').split('/')
  let parts = 0
  let bytes = 0
  const listing = service.getContainerClient(container).listBlobsFlat({ prefix: folder.join('/') })
  for await (const { name, properties } of listing) {
    if (!name.endsWith('.parquet') || name.includes('/_delta_log/')) continue
    parts += 1
    bytes += properties.contentLength ?? 0
  }
  return { parts, bytes }
}

function assertAllRows({ state, reason, rowsIn, rowsOut }: TableView, rows: number): void {
  if (state !== 'promoted' || rowsIn !== rows || rowsOut !== rows) {
    throw new Error(
      `the promotion ended as ${state} (${reason ?? 'no reason'}): ${rows} rows were dropped, ${rowsIn} came in, ${rowsOut} out`,
    )
  }
}

/** CPU so far of each process; their peaks of memory count from now on. */
function usageOf({ processes }: System): Readonly<Record<ProcessName, number | undefined>> {
  for (const { pid } of Object.values(processes)) resetPeak(pid ?? 0)
  return {
    host: cpuSecondsOf(processes.host.pid ?? 0),
    azurite: cpuSecondsOf(processes.azurite.pid ?? 0),
    eventSource: cpuSecondsOf(processes.eventSource.pid ?? 0),
  }
}

function usageSince(
  { processes }: System,
  before: Readonly<Record<ProcessName, number | undefined>>,
): Readonly<Record<ProcessName, ProcessUsage>> {
  const of = (name: ProcessName): ProcessUsage => {
    const pid = processes[name].pid ?? 0
    const [earlier, now] = [before[name], cpuSecondsOf(pid)]
    return {
      cpuSeconds: earlier === undefined || now === undefined ? undefined : now - earlier,
      peakBytes: peakMemoryOf(pid),
    }
  }
  return { host: of('host'), azurite: of('azurite'), eventSource: of('eventSource') }
}
