import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Rows } from '../../../shared/storage/rows.ts'

const schema = z.object({
  name: z.string(),
  score: z.number().nullable(),
  tags: z.array(z.string()),
})
const row = (name: string, score: number | null = 1): z.infer<typeof schema> => ({
  name,
  score,
  tags: ['x'],
})

const definition = { name: 'trials', schema }

/** What every kind of rows must do. `fresh` gives a partition that nothing was written to. */
export function describeRows(title: string, open: () => Rows, fresh: () => string): void {
  describe(`${title}: rows`, () => {
    it('gives back what was put, nested values and nulls too', async () => {
      const partition = fresh()
      await open().table(definition).upsert(partition, 'a', row('one', null))
      expect((await open().table(definition).get(partition, 'a'))?.row).toEqual(row('one', null))
      expect(await open().table(definition).get(partition, 'b')).toBeUndefined()
    })

    it('lets one of ten inserts of a key win', async () => {
      const partition = fresh()
      const wins = await Promise.all(
        Array.from({ length: 10 }, (_, i) =>
          open()
            .table(definition)
            .insert(partition, 'k', row(String(i))),
        ),
      )
      expect(wins.filter(Boolean)).toHaveLength(1)
    })

    it('replaces the version that was read, and no other', async () => {
      const partition = fresh()
      await open().table(definition).upsert(partition, 'a', row('one'))
      const etag = (await open().table(definition).get(partition, 'a'))?.etag ?? ''
      expect(await open().table(definition).replace(partition, 'a', row('two'), etag)).toBe(true)
      expect(await open().table(definition).replace(partition, 'a', row('three'), etag)).toBe(false)
      expect((await open().table(definition).get(partition, 'a'))?.row.name).toBe('two')
    })

    it('lists a partition in key order, and names the partitions', async () => {
      const partition = fresh()
      for (const key of ['000010', '000002', '000001'])
        await open().table(definition).upsert(partition, key, row(key))
      expect((await open().table(definition).list(partition)).map(({ name }) => name)).toEqual([
        '000001',
        '000002',
        '000010',
      ])
      expect(await open().table(definition).partitions()).toContain(partition)
      expect(await open().table(definition).list(fresh())).toEqual([])
    })

    it('refuses keys that Table Storage cannot hold', async () => {
      await expect(open().table(definition).upsert('a/b', 'k', row('x'))).rejects.toThrow(
        /can't be a key/,
      )
      await expect(open().table(definition).upsert('p', 'a#b', row('x'))).rejects.toThrow(
        /can't be a key/,
      )
    })
  })
}
