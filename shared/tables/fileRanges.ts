import type { FileRange } from '../contracts/promotion.ts'
import type { TableContract } from '../mimic/contract.ts'
import type { ByteRange } from '../storage/lake.ts'
import { BLOCK_BYTES } from './contentHash.ts'
import { MAX_ROW_BYTES } from './csvRows.ts'

export interface RangesRequest {
  readonly bytes: number // of the file, as it lies there
  readonly compression: 'none' | 'gzip'
  readonly contract: TableContract
  readonly rangeBytes: number // wanted size of a range; made a whole number of blocks
  readonly blockBytes?: number // 64 MiB unless a test wants smaller ones
}

/**
 * Cuts a file into ranges that are converted on their own. A range is a whole number of the blocks that content is
 * hashed by; rows belong to the range they begin in. Gzip can only be read from its beginning, and a file whose fields
 * hold line breaks has no place where one can begin: they stay whole.
 */
export function planRanges(request: RangesRequest): FileRange[] {
  const { bytes, compression, contract, rangeBytes, blockBytes = BLOCK_BYTES } = request
  if (compression === 'gzip' || contract.lineBreaksInFields) {
    return [{ index: 0, start: 0, end: bytes }]
  }
  const size = Math.max(1, Math.round(rangeBytes / blockBytes)) * blockBytes
  const count = Math.max(1, Math.ceil(bytes / size))
  return Array.from({ length: count }, (_, index) => ({
    index,
    start: index * size,
    end: Math.min(bytes, (index + 1) * size),
  }))
}

/**
 * The bytes that the conversion of a range needs: one before it, which tells whether a row begins at its start, and as
 * many behind it as its last row can have.
 */
export function bytesOfRange(range: FileRange, fileBytes: number): ByteRange {
  return {
    start: Math.max(0, range.start - 1),
    end: Math.min(fileBytes, range.end + MAX_ROW_BYTES + 1),
  }
}
