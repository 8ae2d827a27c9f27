import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byteFeed, fedBytes } from '../../../shared/compute/byteFeed.ts'

const MIB = 1024 * 1024

/** Moves a buffer as a message to another thread does. */
function moved(buffer: ArrayBuffer): ArrayBuffer {
  return structuredClone(buffer, { transfer: [buffer] })
}

/** Bytes that differ from one place to any other that is a multiple of 1 MiB away. */
function bytesOf(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 31 + Math.floor(i / 65_536) * 7) & 0xff)
}

async function* inChunks(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let from = 0, i = 0; from < bytes.length; i++) {
    const to = from + (sizes[i % sizes.length] ?? bytes.length)
    yield bytes.subarray(from, to)
    from = to
  }
}

describe('fedBytes of a byteFeed', () => {
  it('gives the bytes of the stream, however it is cut', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 3 * MIB }), { minLength: 1, maxLength: 5 })
    const lengths = fc.integer({ min: 0, max: 5 * MIB })
    const all = bytesOf(5 * MIB)
    await fc.assert(
      fc.asyncProperty(lengths, sizes, async (length, cuts) => {
        const bytes = all.subarray(0, length)
        const { fill, close } = byteFeed(inChunks(bytes, [...cuts, 100_000]))
        let read = 0
        for await (const piece of fedBytes(async buffer => await fill(moved(buffer)))) {
          expect(Buffer.compare(piece, bytes.subarray(read, read + piece.length))).toBe(0)
          read += piece.length
        }
        expect(read).toBe(length)
        await close()
      }),
      { numRuns: 20 },
    )
  })

  it('uses no more than two buffers', async () => {
    const { fill } = byteFeed(inChunks(bytesOf(5 * MIB), [65_536]))
    const buffers = new Set<ArrayBuffer>()
    const pieces = fedBytes(async buffer => await fill(buffer))
    for await (const { buffer } of pieces) if (buffer instanceof ArrayBuffer) buffers.add(buffer)
    expect(buffers.size).toBe(2)
  })

  it('does not touch a piece before the next one is asked for', async () => {
    const bytes = bytesOf(4 * MIB + 5)
    const { fill } = byteFeed(inChunks(bytes, [65_536]))
    let read = 0
    for await (const piece of fedBytes(async buffer => await fill(moved(buffer)))) {
      // time enough to fill all the buffers there are
      await new Promise(resolve => setTimeout(resolve, 20))
      expect(Buffer.compare(piece, bytes.subarray(read, read + piece.length))).toBe(0)
      read += piece.length
    }
    expect(read).toBe(bytes.length)
  })

  it('hands on what reading threw, and lets go of the stream', async () => {
    let isOpen = true
    async function* broken(): AsyncGenerator<Uint8Array> {
      try {
        yield bytesOf(10)
        throw new Error('the connection is lost')
      } finally {
        isOpen = false
      }
    }
    const { fill } = byteFeed(broken())
    await expect(fedBytes(async buffer => await fill(moved(buffer))).next()).rejects.toThrow(
      'the connection is lost',
    )
    expect(isOpen).toBe(false)
  })

  it('lets go of a stream that is not read to its end', async () => {
    let isOpen = true
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield bytesOf(65_536)
      } finally {
        isOpen = false
      }
    }
    const { fill, close } = byteFeed(endless())
    await fedBytes(async buffer => await fill(moved(buffer))).next()
    await close()
    expect(isOpen).toBe(false)
  })
})
