import { describe, expect, it } from 'vitest'
import {
  deleteLeftovers,
  deleteOverwrittenKeys,
  promotionBlobs,
} from '../../../shared/datasets/promotionBlobs.ts'
import { contractOf } from '../../../shared/mimic/tableContracts.ts'
import type { Lake } from '../../../shared/storage/lake.ts'
import { memoryLake } from '../../../shared/storage/memoryLake.ts'
import { commitDelta } from '../../../shared/tables/deltaCommit.ts'
import { deltaSchemaOf } from '../../../shared/tables/deltaSchema.ts'

const file = {
  dataset: 'demo',
  table: 'SERVICES',
  path: 'bronze/demo/SERVICES.csv',
  etag: '"1"',
  bytes: 1,
} as const

/** Blobs of a part of a promotion, and of the refused rows that come with it. */
const partOf = (instanceId: string) => {
  const blobs = promotionBlobs(file, instanceId)
  return {
    part: blobs.part('first', 0),
    keys: blobs.keys('first', 0),
    rejects: blobs.rejects('first', 0),
  }
}

/** As the conversions of a promotion of one range, converted twice, leave the lake. */
async function convert(lake: Lake, instanceId: string): Promise<void> {
  const blobs = promotionBlobs(file, instanceId)
  for (const pass of ['first', 'unique'] as const) {
    await lake.write(blobs.part(pass, 0), 'part')
    await lake.write(blobs.keys(pass, 0), 'keys')
    await lake.write(blobs.rejects(pass, 0), 'rejects')
    await lake.write(blobs.measures(pass, 0), 'measures')
  }
  await lake.write(blobs.rowIds(0), 'ids')
  await lake.write(blobs.repeatedIds(0), 'ids')
}

async function commit(lake: Lake, instanceId: string): Promise<number> {
  const blobs = promotionBlobs(file, instanceId)
  const { table } = blobs
  const { version } = await commitDelta(lake, table, {
    mode: 'overwrite',
    schema: deltaSchemaOf(contractOf('SERVICES')),
    files: [{ path: blobs.part('first', 0).slice(table.length), bytes: 4, rows: 1 }],
    application: { id: instanceId, version: 1 },
    timestamp: 1_700_000_000_000,
  })
  return version
}

async function blobsOf(lake: Lake, instanceId: string): Promise<readonly string[]> {
  const found: string[] = []
  for (const container of ['silver/', 'quarantine/']) {
    for await (const { path } of lake.list(container)) {
      if (path.includes(instanceId)) found.push(path)
    }
  }
  return found.sort()
}

const measuresOf = (instanceId: string) => {
  const blobs = promotionBlobs(file, instanceId)
  return [blobs.measures('first', 0), blobs.measures('unique', 0)].sort()
}

describe('deleteLeftovers', () => {
  it('leaves of a promotion what it has committed and what is wanted', async () => {
    const lake = memoryLake()
    await convert(lake, 'this')
    await convert(lake, 'other')
    const others = await blobsOf(lake, 'other')
    await commit(lake, 'this')
    const { part, keys, rejects } = partOf('this')
    await deleteLeftovers(lake, file, 'this', [keys, rejects])
    expect(await blobsOf(lake, 'this')).toEqual([part, keys, rejects, ...measuresOf('this')].sort())
    expect(await blobsOf(lake, 'other')).toEqual(others)
  })

  it('leaves the parts of a version that was replaced meanwhile, also where only a checkpoint tells of it', async () => {
    const lake = memoryLake()
    await convert(lake, 'this')
    await commit(lake, 'this')
    for (let later = 1; later <= 11; later++) await commit(lake, `later-${later}`)
    await deleteLeftovers(lake, file, 'this')
    expect(await blobsOf(lake, 'this')).toEqual([partOf('this').part, ...measuresOf('this')].sort())
  })

  it('leaves nothing but the measures of a promotion that has committed nothing', async () => {
    const lake = memoryLake()
    await convert(lake, 'this')
    await deleteLeftovers(lake, file, 'this')
    expect(await blobsOf(lake, 'this')).toEqual(measuresOf('this'))
  })
})

describe('deleteOverwrittenKeys', () => {
  it('deletes the keys of earlier versions: not those of a later one, nor of one that is being made', async () => {
    const lake = memoryLake()
    const instances = ['first', 'second', 'third', 'fourth', 'running']
    for (const instance of instances) await convert(lake, instance)
    await commit(lake, 'first')
    await commit(lake, 'second')
    const version = await commit(lake, 'third')
    await commit(lake, 'fourth')
    const before = new Map<string, readonly string[]>()
    for (const instance of instances) before.set(instance, await blobsOf(lake, instance))

    await deleteOverwrittenKeys(lake, file, 'third', version)
    for (const instance of ['third', 'fourth', 'running']) {
      expect(await blobsOf(lake, instance)).toEqual(before.get(instance))
    }
    for (const instance of ['first', 'second']) {
      const blobs = promotionBlobs(file, instance)
      const gone = new Set([blobs.keys('first', 0), blobs.keys('unique', 0)])
      expect(await blobsOf(lake, instance)).toEqual(
        before.get(instance)?.filter(path => !gone.has(path)),
      )
    }
  })
})
