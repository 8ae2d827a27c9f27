import { app } from '@azure/functions'
import { studyDefinitionOf, trialsOf } from '../../shared/datasets/studies.ts'
import { AppError } from '../../shared/http/problem.ts'
import { storage } from '../../shared/storage/connect.ts'
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
    return json({ ...definition, results: await trialsOf(rows, id) })
  }),
})
