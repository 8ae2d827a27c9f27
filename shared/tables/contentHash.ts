import { createHash, type Hash } from 'node:crypto'

/** Content is hashed in blocks of this size, so that ranges of a file can be hashed on their own. */
export const BLOCK_BYTES = 64 * 1024 * 1024

/** SHA-256 (hex) of each block of the bytes that are pushed; the last block may be shorter. */
export class BlockHasher {
  readonly blockHashes: string[] = []
  private readonly blockBytes: number
  private hash: Hash = createHash('sha256')
  private filled = 0

  constructor(blockBytes: number = BLOCK_BYTES) {
    this.blockBytes = blockBytes
  }

  push(bytes: Uint8Array): void {
    let rest = bytes
    while (rest.length > 0) {
      const taken = rest.subarray(0, this.blockBytes - this.filled)
      this.hash.update(taken)
      this.filled += taken.length
      rest = rest.subarray(taken.length)
      if (this.filled === this.blockBytes) this.closeBlock()
    }
  }

  finish(): string[] {
    if (this.filled > 0) this.closeBlock()
    return this.blockHashes
  }

  private closeBlock(): void {
    this.blockHashes.push(this.hash.digest('hex'))
    this.hash = createHash('sha256')
    this.filled = 0
  }
}

/**
 * The hash of a file's uncompressed bytes: SHA-256 (hex) over the digests of its blocks, in order. The same for a
 * `.csv` and a `.csv.gz` of the same bytes, whole or in ranges.
 */
export function contentHash(blockHashes: readonly string[]): string {
  const hash = createHash('sha256')
  for (const block of blockHashes) hash.update(block, 'hex')
  return hash.digest('hex')
}
