import { app } from '@azure/functions'
import { getClient, input } from 'durable-functions'
import { extensionRequest } from '../../shared/contracts/training.ts'
import { permutedOf, studyDefinitionOf, trialsOf } from '../../shared/datasets/studies.ts'
import { startExtension } from '../../shared/durable/startExtension.ts'
import { type Steering, steerStudy } from '../../shared/durable/steerStudy.ts'
import { parseInput } from '../../shared/http/inputErrors.ts'
import { AppError } from '../../shared/http/problem.ts'
import { storage } from '../../shared/storage/connect.ts'
import { searchSpaces } from '../../shared/tuning/space.ts'
import { jsonBody } from '../http/body.ts'
import { queryOf } from '../http/query.ts'
import { json, respond } from '../http/respond.ts'

app.http('getStudy', {
  route: 'studies/{id}',
  methods: ['GET'],
  authLevel: 'function',
  handler: respond(async request => {
    const id = request.params['id'] ?? ''
    const { lake, rows } = await storage()
    const definition = await studyDefinitionOf(lake, id)
    if (definition === undefined) {
      throw new AppError('STUDY_NOT_FOUND', `There is no study "${id}".`)
    }
    return json({
      ...definition,
      results: await trialsOf(rows, id),
      permuted: await permutedOf(lake, id),
      space: searchSpaces(definition.families),
    })
  }),
})

/** A number of trials. */
const BODY_LIMIT = 1024

app.http('addTrials', {
  route: 'studies/{id}/trials',
  methods: ['POST'],
  authLevel: 'function',
  extraInputs: [input.durableClient()],
  handler: respond(async (request, context) => {
    queryOf(request, [])
    const { trials } = parseInput(extensionRequest, await jsonBody(request, BODY_LIMIT))
    const client = getClient(context)
    const runId = await startExtension(client, await storage(), request.params['id'] ?? '', trials)
    return client.createCheckStatusResponse(request, runId)
  }),
})

steer('suspendStudy', 'suspend')
steer('resumeStudy', 'resume')
steer('terminateStudy', 'terminate')

function steer(name: string, steering: Steering): void {
  app.http(name, {
    route: `studies/{id}/${steering}`,
    methods: ['POST'],
    authLevel: 'function',
    extraInputs: [input.durableClient()],
    handler: respond(async (request, context) => {
      const client = getClient(context)
      const reason =
        queryOf(request, ['reason']).get('reason') ?? `POST /api/studies/{id}/${steering}`
      const id = request.params['id'] ?? ''
      const runId = await steerStudy(client, await storage(), id, steering, reason)
      return client.createCheckStatusResponse(request, runId)
    }),
  })
}
