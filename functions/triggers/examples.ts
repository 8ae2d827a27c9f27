import { app, type HttpHandler } from '@azure/functions'
import { withLocalCache } from '../../shared/compute/localCache.ts'
import { onRequestWorker } from '../../shared/compute/pool.ts'
import { type ExampleSources, examplesOfChampion } from '../../shared/serving/examplePatients.ts'
import { serving } from '../../shared/serving/serving.ts'
import { readSettings } from '../../shared/settings.ts'
import { json, respond } from '../http/respond.ts'

/** `GET /api/examples`: patients to try the champion on, of datasets that the operator has named as open. */
export function examplesHandler(connect: () => Promise<ExampleSources>): HttpHandler {
  return respond(async () => json(await examplesOfChampion(await connect())))
}

async function sources(): Promise<ExampleSources> {
  const { lake, champion } = await serving()
  const { EXAMPLE_DATASETS, TEMPORARY_FOLDER } = readSettings(process.env)
  return {
    lake,
    champion,
    datasets: EXAMPLE_DATASETS,
    async choose(path, features) {
      return await withLocalCache(TEMPORARY_FOLDER, lake, path, async gold =>
        onRequestWorker('chooseExamples', { gold, features }),
      )
    },
  }
}

app.http('listExamples', {
  route: 'examples',
  methods: ['GET'],
  authLevel: 'function',
  handler: examplesHandler(sources),
})
