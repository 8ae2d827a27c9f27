// The least that a function can do: what a host takes for a request beside the function's own work.
import { app } from '@azure/functions'

app.http('empty', { methods: ['GET'], authLevel: 'anonymous', handler: () => ({ body: 'ok' }) })
