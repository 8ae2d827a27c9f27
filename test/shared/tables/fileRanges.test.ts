import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contractOf } from '../../../shared/mimic/tableContracts.ts'
import { BlockHasher, contentHash } from '../../../shared/tables/contentHash.ts'
import { bytesOfRange, planRanges } from '../../../shared/tables/fileRanges.ts'

const MIB = 1024 * 1024
const chartevents = contractOf('CHARTEVENTS')
const plan = (bytes: number, rangeBytes: number): [number, number][] =>
  planRanges({ bytes, rangeBytes, compression: 'none', contract: chartevents }).map(
    ({ start, end }) => [start, end],
  )

describe('planRanges', () => {
  it('cuts at multiples of 64 MiB', () => {
    expect(plan(200 * MIB, 64 * MIB)).toEqual([
      [0, 64 * MIB],
      [64 * MIB, 128 * MIB],
      [128 * MIB, 192 * MIB],
      [192 * MIB, 200 * MIB],
    ])
    expect(plan(200 * MIB, 130 * MIB)).toEqual([
      [0, 128 * MIB],
      [128 * MIB, 200 * MIB],
    ])
  })

  it('has one range for a file that is not longer, and for wishes below a block', () => {
    expect(plan(5, 256 * MIB)).toEqual([[0, 5]])
    expect(plan(64 * MIB, 1)).toEqual([[0, 64 * MIB]])
  })

  it('leaves gzip and NOTEEVENTS whole', () => {
    const request = { bytes: 200 * MIB, rangeBytes: 64 * MIB }
    const whole = [{ index: 0, start: 0, end: 200 * MIB }]
    expect(planRanges({ ...request, compression: 'gzip', contract: chartevents })).toEqual(whole)
    expect(
      planRanges({ ...request, compression: 'none', contract: contractOf('NOTEEVENTS') }),
    ).toEqual(whole)
  })

  it('covers every byte once, in order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.integer({ min: 1, max: 3000 }),
        (bytes, blockBytes) => {
          const ranges = planRanges({
            bytes,
            rangeBytes: 2 * blockBytes,
            compression: 'none',
            contract: chartevents,
            blockBytes,
          })
          expect(ranges.map(range => range.index)).toEqual([...ranges.keys()])
          expect(ranges.map(range => range.start)).toEqual([
            0,
            ...ranges.slice(0, -1).map(range => range.end),
          ])
          expect(ranges.at(-1)?.end).toBe(bytes)
          expect(ranges.every(range => range.start % blockBytes === 0)).toBe(true)
        },
      ),
    )
  })
})

describe('bytesOfRange', () => {
  it('asks for one byte before and a longest row behind, within the file', () => {
    const range = { index: 1, start: 64 * MIB, end: 128 * MIB }
    expect(bytesOfRange(range, 200 * MIB)).toEqual({
      start: 64 * MIB - 1,
      end: 129 * MIB + 1,
    })
    expect(bytesOfRange({ index: 0, start: 0, end: 5 }, 5)).toEqual({ start: 0, end: 5 })
  })
})

function sha256(...bytes: Uint8Array[]): Buffer {
  const hash = createHash('sha256')
  for (const part of bytes) hash.update(part)
  return hash.digest()
}

describe('contentHash', () => {
  it('is the SHA-256 over the SHA-256 of each block', () => {
    const bytes = Uint8Array.from({ length: 25 }, (_, i) => i)
    const hasher = new BlockHasher(10)
    hasher.push(bytes)
    const blocks = [bytes.subarray(0, 10), bytes.subarray(10, 20), bytes.subarray(20)]
    expect(contentHash(hasher.finish())).toBe(
      sha256(...blocks.map(block => sha256(block))).toString('hex'),
    )
  })

  it('does not depend on how the bytes come', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.array(fc.integer({ min: 1, max: 50 })),
        (bytes, cuts) => {
          const atOnce = new BlockHasher(16)
          atOnce.push(bytes)
          const inPieces = new BlockHasher(16)
          let from = 0
          for (const cut of [...cuts, bytes.length]) {
            inPieces.push(bytes.subarray(from, from + cut))
            from += cut
          }
          expect(inPieces.finish()).toEqual(atOnce.finish())
        },
      ),
    )
  })
})
