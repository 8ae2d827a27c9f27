import { app } from '@azure/functions'
import { promotionsOf } from '../../shared/datasets/promotions.ts'
import { qualityOf } from '../../shared/datasets/quality.ts'
import { AppError } from '../../shared/http/problem.ts'
import { storage } from '../../shared/storage/connect.ts'
import { datasetParameter } from '../http/datasetParameter.ts'
import { json, respond } from '../http/respond.ts'

/** What was found in each table when it was promoted, and between the tables. */
app.http('getQuality', {
  route: 'datasets/{dataset}/quality',
  methods: ['GET'],
  authLevel: 'function',
  handler: respond(async request => {
    const dataset = datasetParameter(request)
    const { lake, rows } = await storage()
    const promotions = await promotionsOf(rows, dataset)
    if (promotions.length === 0) {
      throw new AppError('DATASET_NOT_FOUND', `No file of a dataset "${dataset}" has ever arrived.`)
    }
    return json(await qualityOf(lake, dataset, promotions))
  }),
})
