import { app, type HttpHandler } from '@azure/functions'
import { invalidInput } from '../../shared/http/inputErrors.ts'
import { inputTable } from '../../shared/serving/inputTable.ts'
import { type PredictResponse, score } from '../../shared/serving/score.ts'
import { drainServing, type Serving, serving } from '../../shared/serving/serving.ts'
import { MODEL_NAME } from '../../shared/storage/paths.ts'
import { jsonBody } from '../http/body.ts'
import { queryOf } from '../http/query.ts'
import { json, respond } from '../http/respond.ts'

/** 10,000 instances of all features are about 90 MB; the host itself takes no more than 100. */
const BODY_LIMIT = 100 * 1024 * 1024

/**
 * `POST /api/predict`: scores one patient, a batch or the raw rows of a stay with the champion. `?explain=false` leaves out
 * the contributions; `?log=false`, for what is asked of no patient, the entry in the log.
 */
export function predictHandler(connect: () => Promise<Serving>): HttpHandler {
  return respond(async request => {
    const query = queryOf(request, ['explain', 'log'])
    const explain = switchParameter(query, 'explain')
    const isLogged = switchParameter(query, 'log')
    const { champion, log, vocabulary } = await connect()
    const { model } = await champion.current()
    const body = await jsonBody(request, BODY_LIMIT)

    const table = await inputTable(body, model, vocabulary)
    const scored = score(model, table, { explain })

    const ids = isLogged
      ? log.add({
          version: model.version,
          source: 'predict',
          features: model.features,
          frame: table.frame,
          probabilities: scored.map(({ probability }) => probability),
          at: new Date().toISOString(),
        })
      : []
    return json({
      model: { name: MODEL_NAME, version: model.version },
      riskBands: model.artifact.riskBands,
      predictions: scored.map((prediction, row) => ({ id: ids[row] ?? null, ...prediction })),
    } satisfies PredictResponse)
  })
}

/** What is on unless the query turns it off. */
function switchParameter(query: URLSearchParams, name: 'explain' | 'log'): boolean {
  const value = query.get(name)
  if (value === null || value === 'true') return true
  if (value === 'false') return false
  throw invalidInput([{ pointer: `?${name}`, message: 'must be true or false' }])
}

app.http('predict', {
  route: 'predict',
  methods: ['POST'],
  authLevel: 'function',
  handler: predictHandler(serving),
})

// an instance that is taken away, or told to end, loses no prediction
app.hook.appTerminate(drainServing)
