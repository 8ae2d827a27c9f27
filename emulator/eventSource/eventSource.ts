import { setTimeout as sleep } from 'node:timers/promises'
import type { BlobServiceClient } from '@azure/storage-blob'
import type { BlobCreatedEvent, ListedBlob } from './blobCreatedEvent.ts'
import { writeDeadLetter } from './deadLetter.ts'
import { detectBlobs, keyOf, keyOfEvent } from './detectBlobs.ts'
import { postEvents } from './hostWebhook.ts'
import {
  afterFailure,
  assignDeliveries,
  type Batch,
  planBatches,
  type RetryPolicy,
} from './planDelivery.ts'
import { openStateFile, type StateFile } from './sourceState.ts'
import { type SubscriberOptions, Subscribers } from './subscribers.ts'

export interface EventSourceOptions extends SubscriberOptions {
  readonly storage: BlobServiceClient
  readonly stateFile: string
  readonly deadLetterContainer: string
  readonly retry: RetryPolicy
  /** Ms between two listings. */
  readonly interval: number
}

/** Ms between two attempts to reach a host that is down. */
const HOST_DOWN_DELAY = 1000
const NOT_FOUND = 404

/**
 * Event Grid's part on one machine: watches containers by listing them, and delivers a BlobCreated event for each blob
 * version to the functions' Event Grid webhook, at least once, again with growing delay until it is taken, and in the
 * end to the dead-letter container.
 */
export async function startEventSource(
  options: EventSourceOptions,
): Promise<{ stop(): Promise<void> }> {
  const file = await openStateFile(options.stateFile)
  const ending = new AbortController()
  const say = reporter(options.log)
  const subscribers = new Subscribers(options, ending.signal)
  const source: Source = { ...options, file, subscribers, stop: ending.signal }

  const loops = [
    repeat(HOST_DOWN_DELAY, ending.signal, async () => {
      await say('host', async () => await subscribers.refresh(Date.now()))
    }),
    repeat(options.interval, ending.signal, async () => {
      await say('storage', async () => await detect(source))
    }),
    repeat(Math.min(options.interval, 250), ending.signal, async () => {
      await say('delivery', async () => await deliver(source))
    }),
  ]
  return {
    async stop() {
      ending.abort()
      await Promise.all(loops)
    },
  }
}

interface Source extends EventSourceOptions {
  readonly file: StateFile
  readonly subscribers: Subscribers
  readonly stop: AbortSignal
}

/** Lists the containers, and saves what is new as pending before anything else happens to it. */
async function detect({ storage, subscribers, file, log }: Source): Promise<void> {
  for (const container of subscribers.containers) {
    const listing = await list(storage, container)
    const { seen, pending } = file.state
    const { created, gone } = detectBlobs(
      seen,
      container,
      listing,
      storage.url,
      storage.accountName,
    )
    if (created.length === 0 && gone.length === 0) continue
    for (const key of gone) delete seen[key]
    for (const blob of listing) seen[keyOf(blob)] = blob.etag
    pending.push(...created)
    await file.save()
    for (const { event } of created) log(`new blob ${keyOfEvent(event)}`)
  }
}

async function list(storage: BlobServiceClient, container: string): Promise<ListedBlob[]> {
  const blobs: ListedBlob[] = []
  try {
    for await (const { name, properties } of storage
      .getContainerClient(container)
      .listBlobsFlat()) {
      blobs.push({
        container,
        name,
        etag: (properties.etag ?? '').replaceAll('"', ''),
        modified: properties.lastModified.toISOString(),
        bytes: properties.contentLength ?? 0,
        contentType: properties.contentType ?? 'application/octet-stream',
        blobType: properties.blobType ?? 'BlockBlob',
      })
    }
  } catch (error) {
    // a container that is not there yet holds nothing yet
    if (error instanceof Error && 'statusCode' in error && error.statusCode === 404) return []
    throw error
  }
  return blobs
}

async function deliver(source: Source): Promise<void> {
  const { file, subscribers, subscriptions } = source
  const { state } = file
  if (state.pending.length === 0) return
  if (subscribers.functions !== undefined) {
    assignDeliveries(state, subscribers.functions, subscriptions)
  }

  const batches = planBatches(state, Date.now())
  await Promise.all(batches.map(async batch => await deliverBatch(source, batch)))

  // what every function has taken is done
  const before = state.pending.length
  state.pending = state.pending.filter(
    ({ deliveries }) => deliveries === undefined || Object.keys(deliveries).length > 0,
  )
  if (batches.length > 0 || state.pending.length < before) await file.save()
}

async function deliverBatch(source: Source, { functionName, events }: Batch): Promise<void> {
  const { file, log, subscribers } = source
  const bodies: BlobCreatedEvent[] = events.map(({ event }) => event)
  const outcome = await postEvents(source, functionName, bodies, source.stop)
  const now = Date.now()
  if (outcome === NOT_FOUND && (await subscribers.isGone(functionName, now))) {
    for (const { deliveries } of events) delete deliveries?.[functionName]
    log(`the app has no ${functionName} any more: ${events.length} events for it are dropped`)
    await file.save()
    return
  }

  for (const pending of events) {
    const delivery = pending.deliveries?.[functionName]
    if (pending.deliveries === undefined || delivery === undefined) continue
    if (outcome === 'unreachable') {
      pending.deliveries[functionName] = { ...delivery, due: now + HOST_DOWN_DELAY }
    } else if (outcome >= 200 && outcome < 300) {
      delete pending.deliveries[functionName]
    } else {
      const failed = afterFailure(delivery, `HTTP ${outcome}`, now, source.retry)
      if (failed.deadLetterReason === undefined) {
        pending.deliveries[functionName] = failed.delivery
      } else {
        await writeDeadLetter(
          source,
          functionName,
          pending.event,
          failed.delivery,
          failed.deadLetterReason,
        )
        delete pending.deliveries[functionName]
      }
    }
  }
  if (outcome !== 'unreachable' && outcome >= 300) {
    log(`${functionName} answered ${outcome} to ${events.length} events`)
  }
  await file.save()
}

/** Runs `work` again and again, with a pause after each, until the signal. */
async function repeat(
  pause: number,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    await work()
    // an abort ends the pause
    await sleep(pause, undefined, { signal }).catch(() => {})
  }
}

/** Runs work whose failure is met by trying again; says each kind of trouble once, until it is over. */
function reporter(
  log: (line: string) => void,
): (what: string, work: () => Promise<void>) => Promise<void> {
  const troubles = new Map<string, string>()
  return async (what, work) => {
    try {
      await work()
      if (troubles.delete(what)) log(`${what}: well again`)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      if (troubles.get(what) !== message) log(`${what}: ${message}; trying again`)
      troubles.set(what, message)
    }
  }
}
