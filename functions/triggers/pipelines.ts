import { app } from '@azure/functions'
import { getClient, input } from 'durable-functions'
import { APPROVAL_EVENT } from '../../shared/contracts/orchestrations.ts'
import { trainingRequest } from '../../shared/contracts/training.ts'
import { ignoredFilesOf } from '../../shared/datasets/ignoredFiles.ts'
import { readManifest } from '../../shared/datasets/manifest.ts'
import { viewPipeline, viewRun } from '../../shared/datasets/pipelineView.ts'
import { datasetNames, promotionsOf } from '../../shared/datasets/promotions.ts'
import { readinessOf } from '../../shared/datasets/readiness.ts'
import { requestedRunId, runsOf } from '../../shared/datasets/runs.ts'
import { statusReader } from '../../shared/durable/orchestrationStatus.ts'
import { startTraining } from '../../shared/durable/startTraining.ts'
import { parseInput } from '../../shared/http/inputErrors.ts'
import { AppError } from '../../shared/http/problem.ts'
import { approvalBody } from '../../shared/registry/approvalBody.ts'
import { answerApproval } from '../../shared/registry/approvals.ts'
import { storage } from '../../shared/storage/connect.ts'
import { jsonBody } from '../http/body.ts'
import { datasetParameter } from '../http/datasetParameter.ts'
import { queryOf } from '../http/query.ts'
import { json, respond } from '../http/respond.ts'

/** A training request is a handful of numbers. */
const BODY_LIMIT = 16_384

/** Statuses of an orchestration that may still hear of an event. */
const RUNNING: ReadonlySet<string> = new Set(['Pending', 'Running', 'Suspended', 'ContinuedAsNew'])

/** Runs that `GET /api/pipelines/{dataset}` shows with their status. */
const RUNS_SHOWN = 20

app.http('listPipelines', {
  route: 'pipelines',
  methods: ['GET'],
  authLevel: 'function',
  extraInputs: [input.durableClient()],
  handler: respond(async (_, context) => {
    const { rows } = await storage()
    const statusOf = statusReader(getClient(context))
    const names = await datasetNames(rows)
    const datasets = await Promise.all(
      names.map(async dataset =>
        viewPipeline(
          dataset,
          await promotionsOf(rows, dataset),
          await runsOf(rows, dataset),
          statusOf,
        ),
      ),
    )
    return json({ datasets })
  }),
})

app.http('getPipeline', {
  route: 'pipelines/{dataset}',
  methods: ['GET'],
  authLevel: 'function',
  extraInputs: [input.durableClient()],
  handler: respond(async (request, context) => {
    const dataset = datasetParameter(request)
    const { lake, rows } = await storage()
    const statusOf = statusReader(getClient(context))
    const promotions = await promotionsOf(rows, dataset)
    if (promotions.length === 0) throw unknownDataset(dataset)
    const runs = await runsOf(rows, dataset)
    const view = await viewPipeline(dataset, promotions, runs, statusOf)
    const shown = runs.slice(0, RUNS_SHOWN)
    return json({
      ...view,
      readiness: readinessOf(promotions, await readManifest(lake, dataset)),
      ignored: await ignoredFilesOf(lake, dataset),
      runs: await Promise.all(shown.map(run => viewRun(run, statusOf))),
    })
  }),
})

app.http('trainNow', {
  route: 'pipelines/{dataset}',
  methods: ['POST'],
  authLevel: 'function',
  extraInputs: [input.durableClient()],
  handler: respond(async (request, context) => {
    const dataset = datasetParameter(request)
    queryOf(request, [])
    const empty = request.headers.get('content-length') === '0' || request.body === null
    const body = empty ? {} : await jsonBody(request, BODY_LIMIT)
    const asked = parseInput(trainingRequest, body)

    const { lake, rows } = await storage()
    const promotions = await promotionsOf(rows, dataset)
    if (promotions.length === 0) throw unknownDataset(dataset)
    const readiness = readinessOf(promotions, await readManifest(lake, dataset))
    if (!('fingerprint' in readiness)) {
      throw new AppError('DATASET_NOT_READY', `${dataset}: ${readiness.message}.`)
    }

    const client = getClient(context)
    const { fingerprint } = readiness
    const created = new Date().toISOString()
    const runId = requestedRunId(dataset, fingerprint, created)
    const known = { dataset, runId, studyId: runId, fingerprint, request: asked, created }
    await startTraining(client, rows, { ...known, cause: 'request' })
    return client.createCheckStatusResponse(request, runId)
  }),
})

app.http('approveModel', {
  route: 'pipelines/{dataset}/approve',
  methods: ['POST'],
  authLevel: 'function',
  extraInputs: [input.durableClient()],
  handler: respond(async (request, context) => {
    const dataset = datasetParameter(request)
    queryOf(request, [])
    const body = parseInput(approvalBody, await jsonBody(request, BODY_LIMIT))
    const { rows } = await storage()
    if ((await promotionsOf(rows, dataset)).length === 0) throw unknownDataset(dataset)

    const client = getClient(context)
    const statusOf = statusReader(client)
    const isRunning = async (instanceId: string) =>
      RUNNING.has((await statusOf(instanceId))?.runtimeStatus ?? '')
    const at = new Date().toISOString()
    const { record, answer } = await answerApproval(rows, dataset, body, at, isRunning)
    const { instanceId, challenger } = record
    await client.raiseEvent(instanceId, APPROVAL_EVENT, answer)
    return json({ dataset, version: challenger, instanceId, ...answer }, 202)
  }),
})

function unknownDataset(dataset: string): AppError {
  return new AppError('DATASET_NOT_FOUND', `No file of a dataset "${dataset}" has ever arrived.`)
}
