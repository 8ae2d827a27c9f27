import { app, type HttpHandler } from '@azure/functions'
import { PREDICTION_HOURS } from '../../shared/contracts/training.ts'
import { catalogue } from '../../shared/features/catalogue.ts'
import { invalidInput } from '../../shared/http/inputErrors.ts'
import { queryOf } from '../http/query.ts'
import { json, respond } from '../http/respond.ts'

/** The feature catalogue: name, unit, source, window and when each is known. */
export const featuresHandler: HttpHandler = respond(async request => {
  const predictionHours = hoursParameter(
    queryOf(request, ['predictionHours']).get('predictionHours'),
  )
  return json({ predictionHours, features: catalogue(predictionHours) })
})

function hoursParameter(value: string | null): number {
  const hours = PREDICTION_HOURS.find(one => String(one) === (value ?? '24'))
  if (hours !== undefined) return hours
  const message = `must be one of ${PREDICTION_HOURS.join(', ')}`
  throw invalidInput([{ pointer: '?predictionHours', message }])
}

app.http('listFeatures', {
  route: 'features',
  methods: ['GET'],
  authLevel: 'function',
  handler: featuresHandler,
})
