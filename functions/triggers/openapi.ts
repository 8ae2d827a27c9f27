import { app } from '@azure/functions'
import { openApi } from '../../shared/http/openapi.ts'
import { APP_VERSION } from '../http/appRoot.ts'
import { json, respond } from '../http/respond.ts'

app.http('openapi', {
  route: 'openapi.json',
  methods: ['GET'],
  authLevel: 'anonymous',
  handler: respond(async () => json(openApi(APP_VERSION))),
})
