import { type BlobCreatedEvent, blobCreatedEvent, type ListedBlob } from './blobCreatedEvent.ts'
import type { PendingEvent, SourceState } from './sourceState.ts'

/**
 * What a complete listing of one container says is new: blobs never seen, and blobs with another ETag.
 *
 * @returns the events to add, oldest blob first, and the keys of `seen` whose blobs are gone
 */
export function detectBlobs(
  seen: SourceState['seen'],
  container: string,
  listing: readonly ListedBlob[],
  serviceUrl: string,
  account: string,
): { readonly created: readonly PendingEvent[]; readonly gone: readonly string[] } {
  const listed = new Set(listing.map(keyOf))
  const created = listing
    .filter(blob => seen[keyOf(blob)] !== blob.etag)
    .sort((left, right) => Date.parse(left.modified) - Date.parse(right.modified))
    .map(blob => ({ container, event: blobCreatedEvent(blob, serviceUrl, account) }))
  const gone = Object.keys(seen).filter(key => key.startsWith(`${container}/`) && !listed.has(key))
  return { created, gone }
}

/** The key of a blob in `seen`. */
export function keyOf({ container, name }: { container: string; name: string }): string {
  return `${container}/${name}`
}

/** The key of an event's blob. */
export function keyOfEvent({ subject }: BlobCreatedEvent): string {
  return subject.replace(/^.*?\/containers\/([^/]+)\/blobs\//, '$1/')
}
