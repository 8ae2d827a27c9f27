import { app, type HttpHandler } from '@azure/functions'
import { cdsCards } from '../../shared/cds/cdsCards.ts'
import { cdsFeedback } from '../../shared/cds/cdsFeedback.ts'
import { CDS_SERVICE_ID, CDS_SERVICES, parseCdsRequest } from '../../shared/cds/cdsRequest.ts'
import { parseInput } from '../../shared/http/inputErrors.ts'
import { type Serving, serving } from '../../shared/serving/serving.ts'
import { jsonBody } from '../http/body.ts'
import { json, respond } from '../http/respond.ts'

/** 10,000 observations are about 10 MB as FHIR servers write them. */
const BODY_LIMIT = 32 * 1024 * 1024
const FEEDBACK_LIMIT = 1024 * 1024

/** `POST /api/cds-services/icu-mortality`: the cards for a patient whose chart is opened, none for who is in no ICU. */
export function cdsServiceHandler(connect: () => Promise<Serving>): HttpHandler {
  return respond(async request => {
    const { champion, log } = await connect()
    const { model } = await champion.current()
    const asked = parseCdsRequest(await jsonBody(request, BODY_LIMIT))
    return json({ cards: await cdsCards(asked, model, log, new Date()) })
  })
}

/** `POST /api/cds-services/icu-mortality/feedback`: the log keeps which card was accepted or overridden, and no reasons: they may name the patient. */
export const cdsFeedbackHandler: HttpHandler = respond(async (request, context) => {
  const { feedback } = parseInput(cdsFeedback, await jsonBody(request, FEEDBACK_LIMIT))
  for (const { card, outcome } of feedback) context.info(`cds card ${card}: ${outcome}`)
  return json({})
})

app.http('listCdsServices', {
  route: 'cds-services',
  methods: ['GET'],
  authLevel: 'anonymous',
  handler: respond(async () => json(CDS_SERVICES)),
})

app.http('callCdsService', {
  route: `cds-services/${CDS_SERVICE_ID}`,
  methods: ['POST'],
  authLevel: 'function',
  handler: cdsServiceHandler(serving),
})

app.http('sendCdsFeedback', {
  route: `cds-services/${CDS_SERVICE_ID}/feedback`,
  methods: ['POST'],
  authLevel: 'function',
  handler: cdsFeedbackHandler,
})
