import { app } from '@azure/functions'
import { getClient, input } from 'durable-functions'
import { datasetName } from '../../shared/contracts/datasetName.ts'
import { promotionsOf } from '../../shared/datasets/promotions.ts'
import { runsOf } from '../../shared/datasets/runs.ts'
import type { PromotionTimelines } from '../../shared/datasets/timeline.ts'
import { readTimeline } from '../../shared/durable/readTimeline.ts'
import { parseInput } from '../../shared/http/inputErrors.ts'
import { AppError } from '../../shared/http/problem.ts'
import { storage } from '../../shared/storage/connect.ts'
import { json, respond } from '../http/respond.ts'

app.http('getTimeline', {
  route: 'pipelines/{dataset}/runs/{runId}/timeline',
  methods: ['GET'],
  authLevel: 'function',
  extraInputs: [input.durableClient()],
  handler: respond(async (request, context) => {
    const runId = await knownRun(request.params)
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
    const dataset = parseInput(datasetName, request.params['dataset'])
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
async function knownRun(params: Readonly<Record<string, string>>): Promise<string> {
  const dataset = parseInput(datasetName, params['dataset'])
  const runId = params['runId'] ?? ''
  const { rows } = await storage()
  if (!(await runsOf(rows, dataset)).some(run => run.runId === runId)) throw unknownRun(runId)
  return runId
}

function unknownRun(runId: string): AppError {
  return new AppError('RUN_NOT_FOUND', `There is no run "${runId}" of this dataset.`)
}
