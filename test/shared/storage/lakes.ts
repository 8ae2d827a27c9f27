import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { BlobNotFound, type Lake, PreconditionFailed } from '../../../shared/storage/lake.ts'

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

/** What every lake must do. `fresh` gives a prefix that nothing has been written under. */
export function describeLake(name: string, open: () => Lake, fresh: () => string): void {
  describe(`${name}: blobs`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'lake-test-'))
    afterAll(() => rmSync(folder, { recursive: true }))

    it('reads what was written, whole and in ranges', async () => {
      const [lake, at] = [open(), fresh()]
      await lake.write(`${at}/a.txt`, 'hello lake')
      expect(text(await lake.read(`${at}/a.txt`))).toBe('hello lake')
      expect(text(await lake.read(`${at}/a.txt`, { start: 6, end: 10 }))).toBe('lake')
      expect(await lake.stat(`${at}/a.txt`)).toMatchObject({ path: `${at}/a.txt`, bytes: 10 })
    })

    it('writes an empty blob and reads it', async () => {
      const [lake, at] = [open(), fresh()]
      await lake.write(`${at}/empty`, '')
      expect((await lake.read(`${at}/empty`)).length).toBe(0)
      await lake.download(`${at}/empty`, join(folder, 'empty'))
      expect(readFileSync(join(folder, 'empty')).length).toBe(0)
    })

    it('streams files up and down, ranges too', async () => {
      const [lake, at] = [open(), fresh()]
      const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => i % 251)
      writeFileSync(join(folder, 'up'), bytes)
      await lake.upload(join(folder, 'up'), `${at}/b`)
      await lake.download(`${at}/b`, join(folder, 'down'))
      expect(readFileSync(join(folder, 'down')).equals(bytes)).toBe(true)
      await lake.download(`${at}/b`, join(folder, 'part'), { range: { start: 1000, end: 2000 } })
      expect(readFileSync(join(folder, 'part')).equals(bytes.subarray(1000, 2000))).toBe(true)
    })

    it('streams bytes, whole and in ranges, of the version that is asked for', async () => {
      const [lake, at] = [open(), fresh()]
      const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => i % 251)
      const etag = await lake.write(`${at}/s`, bytes)
      const streamed = async (...of: Parameters<Lake['stream']>): Promise<Buffer> => {
        const chunks: Uint8Array[] = []
        for await (const chunk of lake.stream(...of)) chunks.push(chunk)
        return Buffer.concat(chunks)
      }
      expect((await streamed(`${at}/s`)).equals(bytes)).toBe(true)
      const range = { start: 1000, end: 250_000 }
      expect((await streamed(`${at}/s`, { range })).equals(bytes.subarray(1000, 250_000))).toBe(
        true,
      )
      expect((await streamed(`${at}/s`, { range: { start: 7, end: 7 } })).length).toBe(0)
      await lake.write(`${at}/nothing-in-it`, '')
      expect((await streamed(`${at}/nothing-in-it`)).length).toBe(0)

      await lake.write(`${at}/s`, 'another version')
      await expect(streamed(`${at}/s`, { range, ifMatch: etag })).rejects.toThrow(
        PreconditionFailed,
      )
      await expect(streamed(`${at}/not-there`)).rejects.toThrow(BlobNotFound)
    })

    it('names what is not there', async () => {
      const [lake, at] = [open(), fresh()]
      await expect(lake.read(`${at}/nothing`)).rejects.toThrow(BlobNotFound)
      await expect(lake.download(`${at}/nothing`, join(folder, 'x'))).rejects.toThrow(BlobNotFound)
      expect(await lake.stat(`${at}/nothing`)).toBeUndefined()
      await lake.delete(`${at}/nothing`)
    })

    it('lets one of 20 put-if-absent writers win', async () => {
      const [lake, at] = [open(), fresh()]
      const writes = Array.from({ length: 20 }, (_, i) =>
        lake.write(`${at}/once`, String(i), { ifAbsent: true }),
      )
      const results = await Promise.allSettled(writes)
      const lost = results.filter(result => result.status === 'rejected')
      expect(lost).toHaveLength(19)
      for (const { reason } of lost) expect(reason).toBeInstanceOf(PreconditionFailed)
    })

    it('writes over the version that was seen, and over no other', async () => {
      const [lake, at] = [open(), fresh()]
      const first = await lake.write(`${at}/v`, '1')
      expect((await lake.stat(`${at}/v`))?.etag).toBe(first)
      const second = await lake.write(`${at}/v`, '2', { ifMatch: first })
      await expect(lake.write(`${at}/v`, '3', { ifMatch: first })).rejects.toThrow(
        PreconditionFailed,
      )
      await expect(lake.download(`${at}/v`, join(folder, 'v'), { ifMatch: first })).rejects.toThrow(
        PreconditionFailed,
      )
      await lake.download(`${at}/v`, join(folder, 'v'), { ifMatch: second })
      expect(readFileSync(join(folder, 'v'), 'utf8')).toBe('2')
    })

    it('lists by prefix in name order, with the ETags that stat gives', async () => {
      const [lake, at] = [open(), fresh()]
      for (const blob of ['c', 'a', 'b/deep']) await lake.write(`${at}/list/${blob}`, blob)
      await lake.write(`${at}/listing`, 'not below the folder')
      const found = []
      for await (const info of lake.list(`${at}/list/`)) found.push(info)
      expect(found.map(({ path }) => path)).toEqual([
        `${at}/list/a`,
        `${at}/list/b/deep`,
        `${at}/list/c`,
      ])
      expect(found[0]).toEqual(await lake.stat(`${at}/list/a`))
    })
  })
}
