import { createHash } from 'node:crypto'

/** One version of a blob, as a listing shows it. */
export interface ListedBlob {
  readonly container: string
  readonly name: string
  /** Without quotes. */
  readonly etag: string
  /** ISO 8601. */
  readonly modified: string
  readonly bytes: number
  readonly contentType: string
  readonly blobType: string
}

/** `Microsoft.Storage.BlobCreated` in Event Grid's schema. */
export interface BlobCreatedEvent {
  readonly id: string
  readonly topic: string
  readonly subject: string
  readonly eventType: 'Microsoft.Storage.BlobCreated'
  readonly eventTime: string
  readonly data: {
    readonly api: 'PutBlob'
    readonly clientRequestId: string
    readonly requestId: string
    readonly eTag: string
    readonly contentType: string
    readonly contentLength: number
    readonly blobType: string
    readonly url: string
    readonly sequencer: string
    readonly storageDiagnostics: { readonly batchId: string }
  }
  readonly dataVersion: string
  readonly metadataVersion: string
}

/**
 * The event of a blob version. Its ids come from container, name and ETag, so that the same version, seen again after a
 * crash, has the same event.
 *
 * @param serviceUrl - of the blob service, with the account: `http://127.0.0.1:10000/devstoreaccount1`
 * @param account - name of the storage account
 */
export function blobCreatedEvent(
  blob: ListedBlob,
  serviceUrl: string,
  account: string,
): BlobCreatedEvent {
  const id = uuidOf(`${blob.container}/${blob.name}@${blob.etag}`)
  const path = blob.name.split('/').map(encodeURIComponent).join('/')
  return {
    id,
    topic: `/subscriptions/local/resourceGroups/local/providers/Microsoft.Storage/storageAccounts/${account}`,
    subject: `/blobServices/default/containers/${blob.container}/blobs/${blob.name}`,
    eventType: 'Microsoft.Storage.BlobCreated',
    eventTime: blob.modified,
    data: {
      api: 'PutBlob',
      clientRequestId: id,
      requestId: id,
      eTag: blob.etag,
      contentType: blob.contentType,
      contentLength: blob.bytes,
      blobType: blob.blobType,
      url: `${serviceUrl.replace(/\/+$/, '')}/${blob.container}/${path}`,
      sequencer: sequencerOf(blob),
      storageDiagnostics: { batchId: id },
    },
    dataVersion: '',
    metadataVersion: '1',
  }
}

function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex').slice(0, 32)
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** Orders the versions of one blob, as text of fixed length: an ETag of storage is a time in 100 ns, in hex. */
function sequencerOf({ etag, modified }: ListedBlob): string {
  const hex = /^0x([0-9a-f]+)$/i.exec(etag)?.[1] ?? Date.parse(modified).toString(16)
  return hex.toLowerCase().padStart(48, '0').slice(-48)
}
