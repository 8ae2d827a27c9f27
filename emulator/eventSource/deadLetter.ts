import type { BlobServiceClient } from '@azure/storage-blob'
import type { BlobCreatedEvent } from './blobCreatedEvent.ts'
import type { Delivery } from './sourceState.ts'

/**
 * Puts an event that could not be delivered into the dead-letter container, in Event Grid's form:
 * `<function>/<yyyy>/<MM>/<dd>/<HH>/<event id>.json`, an array of one event with the reason beside its own fields.
 */
export async function writeDeadLetter(
  { storage, deadLetterContainer }: { storage: BlobServiceClient; deadLetterContainer: string },
  functionName: string,
  event: BlobCreatedEvent,
  { attempts, lastOutcome, firstAttempt }: Delivery,
  reason: string,
): Promise<void> {
  const now = new Date().toISOString()
  const hour = now.slice(0, 13).replace(/[-T]/g, '/')
  const body = JSON.stringify([
    {
      ...event,
      deadLetterReason: reason,
      deliveryAttempts: attempts,
      lastDeliveryOutcome: lastOutcome,
      publishTime: event.eventTime,
      firstDeliveryAttemptTime: new Date(firstAttempt ?? Date.now()).toISOString(),
      lastDeliveryAttemptTime: now,
    },
  ])
  const container = storage.getContainerClient(deadLetterContainer)
  await container.createIfNotExists()
  await container
    .getBlockBlobClient(`${functionName}/${hour}/${event.id}.json`)
    .upload(body, Buffer.byteLength(body), {
      blobHTTPHeaders: { blobContentType: 'application/json' },
    })
}
