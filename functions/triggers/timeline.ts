import { app, type HttpRequest } from '@azure/functions'
import { getClient, input } from 'durable-functions'
import { promotionsOf } from '../../shared/datasets/promotions.ts'
import { runsOf } from '../../shared/datasets/runs.ts'
import type { PromotionTimelines } from '../../shared/datasets/timeline.ts'
import { readTimeline } from '../../shared/durable/readTimeline.ts'
import { AppError } from '../../shared/http/problem.ts'
import { storage } from '../../shared/storage/connect.ts'
import { datasetParameter } from '../http/datasetParameter.ts'
import { json, respond } from '../http/respond.ts'

app.http('getTimeline', {
  route: 'pipelines/{dataset}/runs/{runId}/timeline',
  methods: ['GET'],
  authLevel: 'function',
  extraInputs: [input.durableClient()],
  handler: respond(async (request, context) => {
    const runId = await knownRun(request)
    const timeline = await readTimeline(getClient(context), runId)
    if (timeline === undefined) throw unknownRun(runId)
    return json(timeline)
  }),
})

app.http('getPromotionTimelines', {
  route: 'pipelines/{dataset}/timeline',
  methods: ['GET'],
  authLevel: 'function',
  extraInputs: [input.durableClient()],
  handler: respond(async (request, context) => {
    const dataset = datasetParameter(request)
    const { rows } = await storage()
    const promotions = await promotionsOf(rows, dataset)
    if (promotions.length === 0) {
      throw new AppError('DATASET_NOT_FOUND', `No file of a dataset "${dataset}" has ever arrived.`)
    }
    const client = getClient(context)
    const found = await Promise.all(
      promotions.map(async ({ table, instanceId }) => {
        const told = await readTimeline(client, instanceId)
        return told === undefined ? [] : [{ table, ...told }]
      }),
    )
    return json({ dataset, tables: found.flat() } satisfies PromotionTimelines)
  }),
})

/** A run of the dataset, and no other orchestration. */
async function knownRun(request: HttpRequest): Promise<string> {
  const dataset = datasetParameter(request)
  const runId = request.params['runId'] ?? ''
  const { rows } = await storage()
  if (!(await runsOf(rows, dataset)).some(run => run.runId === runId)) throw unknownRun(runId)
  return runId
}

function unknownRun(runId: string): AppError {
  return new AppError('RUN_NOT_FOUND', `There is no run "${runId}" of this dataset.`)
}
