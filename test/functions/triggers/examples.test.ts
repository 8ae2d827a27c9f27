import { describe, expect, it } from 'vitest'
import { examplesHandler } from '../../../functions/triggers/examples.ts'
import type { ExampleSources } from '../../../shared/serving/examplePatients.ts'
import { readSettings } from '../../../shared/settings.ts'
import { BlobNotFound } from '../../../shared/storage/lake.ts'
import { sampleFeature } from '../../shared/registry/sampleVersion.ts'
import { logisticArtifact } from '../../shared/serving/sampleModels.ts'
import { call, memoryServing, withChampion } from './servingSample.ts'

const example = { severity: 'low' as const, oasis: 20, features: { age: 40 } }

/** A champion trained on the dataset `demo`; what it asks gold for comes to lie in `asked`. */
async function sources(datasets: string, asked: unknown[] = []): Promise<ExampleSources> {
  const { features } = logisticArtifact()
  const freeText = { ...sampleFeature('admission_text'), kind: 'category' as const }
  const { lake, champion } = await withChampion(
    logisticArtifact({ features: [...features, freeText] }),
  )
  return {
    lake,
    champion,
    datasets: readSettings({ EXAMPLE_DATASETS: datasets }).EXAMPLE_DATASETS,
    choose: async (path, names) => {
      asked.push(path, names)
      return [example]
    },
  }
}

describe('GET /api/examples', () => {
  it.each(['', 'another', 'another, demo-2'])(
    'shows nobody where the setting is "%s"',
    async datasets => {
      const asked: unknown[] = []
      const { status, body } = await call(
        examplesHandler(async () => await sources(datasets, asked)),
      )
      expect(status).toBe(200)
      expect(JSON.parse(body)).toMatchObject({ dataset: null, examples: [] })
      expect(asked).toEqual([])
    },
  )

  it('shows patients of a dataset that is named, by inputs of the champion that are no free text', async () => {
    const asked: unknown[] = []
    const connect = async () => await sources('another, demo', asked)
    const { body } = await call(examplesHandler(connect))
    expect(JSON.parse(body)).toMatchObject({ dataset: 'demo', examples: [example] })
    expect(asked).toEqual([
      'gold/demo/stays/run_id=run-1/part.parquet',
      ['age', 'lactate_max', 'mech_vent_any', 'gender'],
    ])
  })

  it('shows nobody where gold is no more', async () => {
    const missing = new BlobNotFound('gold/demo/stays/run_id=run-1/part.parquet')
    const choose = async () => await Promise.reject(missing)
    const connect = async () => ({ ...(await sources('demo')), choose })
    const { status, body } = await call(examplesHandler(connect))
    expect([status, JSON.parse(body)]).toMatchObject([200, { dataset: null, examples: [] }])
  })

  it('says that there is no champion yet', async () => {
    const { lake, champion } = memoryServing()
    const connect = async () => ({ ...(await sources('demo')), lake, champion })
    const { status, json } = await call(examplesHandler(connect))
    expect([status, json.code]).toEqual([503, 'NO_CHAMPION'])
  })
})
