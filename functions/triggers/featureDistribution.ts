import { app } from '@azure/functions'
import { withLocalCache } from '../../shared/compute/localCache.ts'
import { onRequestWorker } from '../../shared/compute/pool.ts'
import { type FeatureDistribution, newestGold } from '../../shared/datasets/featureDistribution.ts'
import { CATALOGUE } from '../../shared/features/catalogue.ts'
import { AppError } from '../../shared/http/problem.ts'
import { readSettings } from '../../shared/settings.ts'
import { storage } from '../../shared/storage/connect.ts'
import { datasetParameter } from '../http/datasetParameter.ts'
import { json, respond } from '../http/respond.ts'

/** How a feature is distributed among those who died and those who survived, in the newest gold. */
app.http('getFeatureDistribution', {
  route: 'datasets/{dataset}/features/{feature}',
  methods: ['GET'],
  authLevel: 'function',
  handler: respond(async request => {
    const dataset = datasetParameter(request)
    const feature = CATALOGUE.find(({ name }) => name === request.params['feature'])
    if (feature === undefined) {
      throw new AppError('FEATURE_NOT_FOUND', 'The feature catalogue has no such feature.')
    }
    const { lake, rows } = await storage()
    const newest = await newestGold(lake, rows, dataset)
    if (newest === undefined) {
      throw new AppError('DATASET_NOT_FOUND', `No run has built gold of "${dataset}" yet.`)
    }
    const { runId, predictionHours, gold } = newest
    const { name, kind } = feature
    const { TEMPORARY_FOLDER } = readSettings(process.env)
    const answer: FeatureDistribution = {
      dataset,
      runId,
      goldVersion: gold.version,
      predictionHours,
      feature: name,
      distribution: await withLocalCache(TEMPORARY_FOLDER, lake, gold.path, async file =>
        onRequestWorker('describeFeature', { gold: file, feature: { name, kind } }),
      ),
    }
    return json(answer)
  }),
})
