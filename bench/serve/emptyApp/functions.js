// The least that a function can do: what a host takes for a request beside the function's own work.
import { app } from '@azure/functions'

app.http('empty', { methods: ['GET'], authLevel: 'anonymous', handler: () => ({ body: 'ok' }) })

// what the library takes for a body that nothing is done with
app.http('read', {
  methods: ['POST'],
  authLevel: 'anonymous',
  handler: async request => {
    await request.text()
    return { body: 'ok' }
  },
})
