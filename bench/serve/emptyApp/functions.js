// The least that functions can do: what a host takes for a request beside the function's own work.
import { app } from '@azure/functions'
import { jsonBody } from '../../../dist/functions/http/body.js'
import { json } from '../../../dist/functions/http/respond.js'

app.http('empty', { methods: ['GET'], authLevel: 'anonymous', handler: () => ({ body: 'ok' }) })

/** About as long as the answer for one patient without explanation. */
const ANSWER = { text: '-'.repeat(400) }

// what no function can do without that takes JSON and answers it: read and written as the scoring function does
app.http('parse', {
  methods: ['POST'],
  authLevel: 'anonymous',
  handler: async request => {
    await jsonBody(request, 100 * 1024 * 1024)
    return json(ANSWER)
  },
})
