import { describe, expect, it } from 'vitest'
import type { BronzeFile } from '../../../shared/contracts/promotion.ts'
import { promotionOf, receiveFile } from '../../../shared/datasets/promotions.ts'
import { memoryRows } from '../../../shared/storage/memoryRows.ts'
import type { Rows } from '../../../shared/storage/rows.ts'

const NOW = '2026-03-02T00:00:00.000Z'
const PATH = 'bronze/demo/PATIENTS.csv'

function version(etag: string): BronzeFile {
  return { dataset: 'demo', table: 'PATIENTS', path: PATH, etag, bytes: 10 }
}

/** The event of a version is handled, and `meanwhile` happens when its row is read. */
async function received(
  rows: Rows,
  etag: string,
  currentEtag: () => string,
  meanwhile: () => Promise<void> = async () => {},
): Promise<boolean> {
  let isFirst = true
  return await receiveFile(rows, version(etag), `promote-${etag}`, NOW, async () => {
    const answer = currentEtag() === etag
    if (isFirst) {
      isFirst = false
      await meanwhile()
    }
    return answer
  })
}

describe('of two versions of a file whose events are handled at once', () => {
  it.each([
    ['the first that ever come', []],
    ['that follow another', ['v0']],
  ])('the newer one has the row, though the older one comes last: %s', async (_, before) => {
    const rows = memoryRows()
    for (const etag of before) await received(rows, etag, () => etag)
    let current = 'v1'
    const isOwn = await received(
      rows,
      'v1',
      () => current,
      async () => {
        current = 'v2'
        expect(await received(rows, 'v2', () => current)).toBe(true)
      },
    )
    expect(isOwn).toBe(false)
    expect(await promotionOf(rows, 'demo', 'PATIENTS')).toMatchObject({
      etag: 'v2',
      instanceId: 'promote-v2',
      state: 'received',
    })
  })

  it('the newer one has the row where it comes last, too', async () => {
    const rows = memoryRows()
    expect(await received(rows, 'v1', () => 'v1')).toBe(true)
    expect(await received(rows, 'v2', () => 'v2')).toBe(true)
    expect((await promotionOf(rows, 'demo', 'PATIENTS'))?.etag).toBe('v2')
  })
})
