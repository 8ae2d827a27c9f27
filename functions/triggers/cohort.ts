import { app } from '@azure/functions'
import { cohortReport, runsOf } from '../../shared/datasets/runs.ts'
import { AppError } from '../../shared/http/problem.ts'
import { storage } from '../../shared/storage/connect.ts'
import { readJson } from '../../shared/storage/json.ts'
import { BlobNotFound } from '../../shared/storage/lake.ts'
import { runFolder } from '../../shared/storage/paths.ts'
import { datasetParameter } from '../http/datasetParameter.ts'
import { json, respond } from '../http/respond.ts'

/** The attrition of the newest run that has got so far. */
app.http('getCohort', {
  route: 'datasets/{dataset}/cohort',
  methods: ['GET'],
  authLevel: 'function',
  handler: respond(async request => {
    const dataset = datasetParameter(request)
    const { lake, rows } = await storage()
    for (const { runId, request: asked } of await runsOf(rows, dataset)) {
      try {
        const path = `${runFolder(dataset, runId)}cohort.json`
        const { attrition } = await readJson(lake, path, cohortReport)
        const { predictionHours, gapHours } = asked
        return json({ dataset, runId, predictionHours, gapHours, attrition })
      } catch (error) {
        if (!(error instanceof BlobNotFound)) throw error
      }
    }
    throw new AppError('DATASET_NOT_FOUND', `No run has selected a cohort of "${dataset}" yet.`)
  }),
})
