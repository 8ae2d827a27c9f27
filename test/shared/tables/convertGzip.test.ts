import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { converted, convertStored } from './convertBytes.ts'

const HEADER = 'row_id,subject_id,hadm_id,transfertime,prev_service,curr_service\n'

describe('convertCsv of a gzip', () => {
  // text that does not compress, so that cutting the file cuts into rows
  const rows = Array.from(
    { length: 3000 },
    (_, i) => `${i},7,100,2150-01-02,,${createHash('sha256').update(String(i)).digest('hex')}`,
  )
  const csv = `${HEADER}${rows.join('\n')}\n`

  it('gives the same rows and the same content hash as the plain file', async () => {
    const plain = await converted('SERVICES', csv)
    const gzipped = await converted('SERVICES', csv, { compression: 'gzip' })
    expect(gzipped.rows).toEqual(plain.rows)
    expect(gzipped.rows).toHaveLength(3000)
    expect(gzipped.contentHash).toBe(plain.contentHash)
  })

  it.each([[0.1], [0.5], [0.99], [1]])('refuses one cut short, at %f of it', async share => {
    const whole = gzipSync(csv)
    const cut = whole.subarray(0, Math.floor((whole.length - 1) * share))
    expect(await convertStored('SERVICES', cut, 'gzip')).toEqual({
      ok: false,
      reason:
        'bronze/demo/SERVICES.csv.gz: the gzip ends before its end: it was cut short, or its upload was. Nothing of it was promoted; upload it again.',
    })
  })

  it('refuses one that is damaged inside, and a plain file called gzip', async () => {
    const damaged = gzipSync(csv)
    damaged.fill(0, 50_000, 50_100)
    for (const bytes of [damaged, Buffer.from(csv)]) {
      expect(await convertStored('SERVICES', bytes, 'gzip')).toMatchObject({
        ok: false,
        reason: expect.stringMatching(
          /^bronze\/demo\/SERVICES\.csv\.gz: the gzip is damaged, or none/,
        ),
      })
    }
  })

  it('reads a file of several gzips, as they are when parts are joined', async () => {
    const half = csv.indexOf('\n', csv.length / 2) + 1
    const bytes = Buffer.concat([gzipSync(csv.slice(0, half)), gzipSync(csv.slice(half))])
    const file = await convertStored('SERVICES', bytes, 'gzip')
    expect(file).toMatchObject({ rowsIn: 3000, rowsOut: 3000 })
  })
})
