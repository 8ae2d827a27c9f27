import { app, type HttpHandler } from '@azure/functions'
import { z } from 'zod'
import { AppError } from '../../shared/http/problem.ts'
import { batches } from '../../shared/scoring/batches.ts'
import { replayPrediction } from '../../shared/serving/replay.ts'
import { type Serving, serving } from '../../shared/serving/serving.ts'
import { json, respond } from '../http/respond.ts'

/** `GET /api/predictions/{prediction}`: a prediction as it was logged, and scored again by the version that made it. */
export function getPredictionHandler(connect: () => Promise<Serving>): HttpHandler {
  return respond(async request => {
    const id = z.uuid().safeParse(request.params['prediction'])
    if (!id.success) {
      throw new AppError(
        'PREDICTION_NOT_FOUND',
        'This is no id that a prediction was answered with.',
      )
    }
    const { lake } = await connect()
    return json(await replayPrediction(lake, id.data.toLowerCase()))
  })
}

/** `GET /api/predictions`: the files that were dropped into scoring, newest first, and what became of each. */
export function listBatchesHandler(connect: () => Promise<Serving>): HttpHandler {
  return respond(async () => {
    const { rows } = await connect()
    return json({ batches: await batches(rows).list() })
  })
}

app.http('listBatches', {
  route: 'predictions',
  methods: ['GET'],
  authLevel: 'function',
  handler: listBatchesHandler(serving),
})

app.http('getPrediction', {
  route: 'predictions/{prediction}',
  methods: ['GET'],
  authLevel: 'function',
  handler: getPredictionHandler(serving),
})
