import { app } from '@azure/functions'
import { CATALOGUE } from '../../shared/features/catalogue.ts'
import { json, respond } from '../http/respond.ts'

/** The feature catalogue: name, unit, source, window and when each is known. */
app.http('listFeatures', {
  route: 'features',
  methods: ['GET'],
  authLevel: 'function',
  handler: respond(async () => json({ predictionHours: 24, features: CATALOGUE })),
})
