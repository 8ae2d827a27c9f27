import { EventGridDeserializer, isSystemEvent } from '@azure/eventgrid'
import type { Etag, LakePath } from './lake.ts'

export interface CreatedBlob {
  readonly path: LakePath
  readonly etag: Etag
  readonly bytes: number
}

/**
 * The blob that a `Microsoft.Storage.BlobCreated` event in Event Grid's schema is about; undefined for any other event.
 * Throws where such an event lacks its url, ETag or length.
 */
export async function parseBlobCreated(event: object): Promise<CreatedBlob | undefined> {
  // the deserialiser insists on a version, which Storage's own events leave empty or out
  const versioned = { dataVersion: '', ...event }
  const [parsed] = await new EventGridDeserializer().deserializeEventGridEvents(versioned)
  if (parsed === undefined || !isSystemEvent('Microsoft.Storage.BlobCreated', parsed))
    return undefined

  const { url, eTag, contentLength } = parsed.data
  if (url === undefined || eTag === undefined || contentLength === undefined) {
    throw new Error(
      `BlobCreated event ${parsed.id} lacks one of data.url, data.eTag, data.contentLength`,
    )
  }
  return { path: pathOf(parsed.subject, url), etag: eTag.replaceAll('"', ''), bytes: contentLength }
}

/** The subject is `/blobServices/default/containers/<container>/blobs/<name>`, not URL-encoded. */
function pathOf(subject: string, url: string): LakePath {
  const match = /\/containers\/([^/]+)\/blobs\/(.+)$/.exec(subject)
  if (match === null)
    throw new Error(`the event for ${url} has no blob in its subject: "${subject}"`)
  return `${match[1]}/${match[2]}`
}
