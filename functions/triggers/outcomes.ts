import { app, type HttpHandler } from '@azure/functions'
import { parseInput } from '../../shared/http/inputErrors.ts'
import { listedVersion } from '../../shared/registry/listedVersion.ts'
import {
  outcomesRequest,
  recordOutcomes,
  versionPerformance,
} from '../../shared/serving/outcomes.ts'
import { readServedModel } from '../../shared/serving/readServedModel.ts'
import { type Serving, serving } from '../../shared/serving/serving.ts'
import { MODEL_NAME } from '../../shared/storage/paths.ts'
import { jsonBody } from '../http/body.ts'
import { json, respond } from '../http/respond.ts'

/** 10,000 outcomes are about 0.7 MB. */
const BODY_LIMIT = 4 * 1024 * 1024

/** `POST /api/outcomes`: who died, by the ids of predictions. */
export function recordOutcomesHandler(connect: () => Promise<Serving>): HttpHandler {
  return respond(async request => {
    const asked = parseInput(outcomesRequest, await jsonBody(request, BODY_LIMIT))
    const { lake, rows } = await connect()
    return json(await recordOutcomes(lake, rows, asked, new Date().toISOString()))
  })
}

/** `GET /api/models/{version or "champion"}/performance`: by the outcomes that were told so far. */
export function performanceHandler(connect: () => Promise<Serving>): HttpHandler {
  return respond(async request => {
    const { lake, rows } = await connect()
    const { version } = await listedVersion({ lake, rows }, request.params['version'] ?? '')
    const { artifact } = await readServedModel(lake, version)
    const performance = await versionPerformance(rows, version, artifact.threshold)
    return json({ name: MODEL_NAME, version, ...performance })
  })
}

app.http('recordOutcomes', {
  route: 'outcomes',
  methods: ['POST'],
  authLevel: 'function',
  handler: recordOutcomesHandler(serving),
})

app.http('getPerformance', {
  route: 'models/{version}/performance',
  methods: ['GET'],
  authLevel: 'function',
  handler: performanceHandler(serving),
})
