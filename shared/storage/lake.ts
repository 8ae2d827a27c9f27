/** `<container>/<blob name>`, e.g. `bronze/mimic-iii-demo/ADMISSIONS.csv`. */
export type LakePath = string

/** A blob's version as the service names it, without quotes (listings and events give it bare). */
export type Etag = string

export interface BlobInfo {
  readonly path: LakePath
  readonly bytes: number
  readonly etag: Etag
}

/** Holds for one write: `ifAbsent` lets only the first writer win, `ifMatch` only the one who saw the last version. */
export type WriteCondition = { readonly ifAbsent: true } | { readonly ifMatch: Etag }

/** A byte range: `start` inclusive, `end` exclusive. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/**
 * Blob Storage as the rest of the code sees it. `azureLake()` satisfies it on Azure and Azurite,
 * `memoryLake()` in tests.
 *
 * Reads of a blob that is not there throw `BlobNotFound`; a write whose condition does not hold throws
 * `PreconditionFailed`. Everything else that goes wrong is the service's own error.
 */
export interface Lake {
  read(path: LakePath, range?: ByteRange): Promise<Uint8Array>
  write(path: LakePath, bytes: Uint8Array | string, condition?: WriteCondition): Promise<Etag>
  /**
   * The bytes of one version of a blob, chunk by chunk, never holding it in memory; nothing is asked for before the first
   * chunk is. A connection that breaks is taken up where it broke. With `ifMatch`, only that version is read.
   */
  stream(path: LakePath, options?: { range?: ByteRange; ifMatch?: Etag }): AsyncIterable<Uint8Array>
  /** Streams to a local file, never holding the blob in memory. With `ifMatch`, only that version is read. */
  download(
    path: LakePath,
    file: string,
    options?: { range?: ByteRange; ifMatch?: Etag },
  ): Promise<void>
  /** Streams a local file up. */
  upload(file: string, path: LakePath, condition?: WriteCondition): Promise<Etag>
  stat(path: LakePath): Promise<BlobInfo | undefined>
  /** Every blob whose path starts with `prefix` (which begins with a container), in name order. */
  list(prefix: LakePath): AsyncIterable<BlobInfo>
  /** Deletes a blob; one that is not there is fine. */
  delete(path: LakePath): Promise<void>
}

export class BlobNotFound extends Error {
  override readonly name = 'BlobNotFound'
  readonly path: LakePath
  constructor(path: LakePath) {
    super(`${path}: there is no such blob`)
    this.path = path
  }
}

export class PreconditionFailed extends Error {
  override readonly name = 'PreconditionFailed'
  readonly path: LakePath
  constructor(path: LakePath, condition: WriteCondition) {
    super(
      'ifAbsent' in condition
        ? `${path}: not written, it exists already`
        : `${path}: not written, it is no longer version ${condition.ifMatch}`,
    )
    this.path = path
  }
}
