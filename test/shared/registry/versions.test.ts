import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { DriftBaseline } from '../../../shared/drift/baseline.ts'
import {
  modelVersions,
  publishVersion,
  readBaseline,
  readCard,
  readLineage,
} from '../../../shared/registry/versions.ts'
import type { Lake } from '../../../shared/storage/lake.ts'
import { memoryLake } from '../../../shared/storage/memoryLake.ts'
import { memoryRows } from '../../../shared/storage/memoryRows.ts'
import { samplePublication } from './sampleVersion.ts'

async function paths(lake: Lake): Promise<string[]> {
  const found: string[] = []
  for await (const { path } of lake.list('models/')) found.push(path)
  return found
}

describe('publishVersion', () => {
  it('names the version by the SHA-256 of model.json and writes model, card and lineage', async () => {
    const lake = memoryLake()
    const { version } = await publishVersion(lake, memoryRows(), samplePublication(1))

    const folder = `models/in-hospital-mortality/${version}`
    expect(await paths(lake)).toEqual([
      `${folder}/card.json`,
      `${folder}/card.md`,
      `${folder}/lineage.json`,
      `${folder}/model.json`,
    ])
    const bytes = await lake.read(`${folder}/model.json`)
    expect(createHash('sha256').update(bytes).digest('hex').slice(0, 12)).toBe(version)
  })

  it('gives the same bytes for the same model and card whenever and by whichever run they are published', async () => {
    const [one, other] = [memoryLake(), memoryLake()]
    const publication = samplePublication(1)
    const later = {
      ...publication.lineage,
      runId: 'another',
      published: '2027-01-01T00:00:00.000Z',
      gold: { version: 77, path: 'gold/demo/stays/another.parquet' },
      silver: { ADMISSIONS: 99 },
    }
    const { version } = await publishVersion(one, memoryRows(), publication)
    await publishVersion(other, memoryRows(), { ...publication, lineage: later })

    expect(await readLineage(one, version)).toEqual(publication.lineage)
    expect(await readLineage(other, version)).toEqual(later)
    for (const file of ['model.json', 'card.json', 'card.md']) {
      const path = `models/in-hospital-mortality/${version}/${file}`
      expect(await other.read(path)).toEqual(await one.read(path))
    }
  })

  it('publishes once what is published twice, keeping the first time and the latest word of the gate', async () => {
    const lake = memoryLake()
    const rows = memoryRows()
    const publication = samplePublication(1)
    const first = await publishVersion(lake, rows, publication)
    const gate = { decision: 'reject', reason: 'the champion is better' }
    await publishVersion(lake, rows, {
      ...publication,
      gate,
      lineage: { ...publication.lineage, published: '2027-01-01T00:00:00.000Z' },
    })

    expect(await modelVersions(rows).list()).toEqual([{ ...first, gate }])
  })

  it('finishes what a killed attempt left half done', async () => {
    const inner = memoryLake()
    const rows = memoryRows()
    const dying: Lake = {
      ...inner,
      async write(path, bytes, condition) {
        if (path.endsWith('card.md')) throw new Error('killed')
        return await inner.write(path, bytes, condition)
      },
    }
    await expect(publishVersion(dying, rows, samplePublication(1))).rejects.toThrow('killed')
    expect(await modelVersions(rows).list()).toEqual([])

    const { version } = await publishVersion(inner, rows, samplePublication(1))
    expect(await paths(inner)).toHaveLength(4)
    expect((await readCard(inner, version)).version).toBe(version)
  })

  it('lists versions newest first', async () => {
    const lake = memoryLake()
    const rows = memoryRows()
    const published: string[] = []
    for (const seed of [3, 1, 2]) {
      published.push((await publishVersion(lake, rows, samplePublication(seed))).version)
    }
    const [third, first, second] = published
    const listed = (await modelVersions(rows).list()).map(({ version }) => version)
    expect(listed).toEqual([third, second, first])
  })

  it('keeps the baseline for drift with the version, where it has one', async () => {
    const lake = memoryLake()
    const baseline: DriftBaseline = {
      format: 1,
      rows: 105,
      patients: 79,
      prediction: { binning: { kind: 'number', edges: [0.2] }, counts: [50, 55] },
      features: [
        {
          name: 'unit',
          missing: 5,
          binning: { kind: 'category', levels: ['MICU'] },
          counts: [60, 40],
        },
      ],
    }
    const one = await publishVersion(lake, memoryRows(), { ...samplePublication(1), baseline })
    const other = await publishVersion(lake, memoryRows(), samplePublication(2))
    expect(await readBaseline(lake, one.version)).toEqual(baseline)
    expect(await readBaseline(lake, other.version)).toBeUndefined()
  })

  it('refuses a card that lacks what a card must say', async () => {
    const lake = memoryLake()
    const { baseline: _, ...card } = samplePublication(1).card
    const publication = { ...samplePublication(1), card: card as never }
    await expect(publishVersion(lake, memoryRows(), publication)).rejects.toThrow('baseline')
    expect(await paths(lake)).toEqual([])
  })
})
