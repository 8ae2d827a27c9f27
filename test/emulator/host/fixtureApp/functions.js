// The app of the host's tests: the functions of the captures, and what they leave open.
import { appendFileSync } from 'node:fs'
import { app } from '@azure/functions'
import { getClient, input, app as durable } from 'durable-functions'

/** Tells the test what ran, across processes. */
function record(what, value) {
  const file = process.env.FIXTURE_RECORD
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ what, value })}\n`)
}

app.http('hello', {
  methods: ['GET', 'POST'],
  authLevel: 'anonymous',
  handler: async (request, context) => {
    context.log('hello called')
    return {
      jsonBody: {
        hello: request.query.get('name') || 'world',
        method: request.method,
        url: request.url,
        body: await request.text(),
        headers: Object.fromEntries(request.headers.entries()),
        params: request.params,
      },
    }
  },
})
app.http('secret', { methods: ['GET'], authLevel: 'function', handler: () => ({ body: 'ok' }) })
app.http('adminOnly', { methods: ['GET'], authLevel: 'admin', handler: () => ({ body: 'ok' }) })
app.http('boom', {
  methods: ['GET'],
  authLevel: 'anonymous',
  handler: () => {
    throw new Error('boom from handler')
  },
})
app.http('later', {
  methods: ['GET'],
  authLevel: 'anonymous',
  handler: () => {
    setTimeout(() => {
      throw new Error('thrown when nobody waits any more')
    }, 10)
    void Promise.reject(new Error('rejected when nobody waits any more'))
    return { body: 'ok' }
  },
})
app.http('spin', {
  methods: ['GET'],
  authLevel: 'anonymous',
  handler: () => {
    for (;;);
  },
})
app.http('nothing', { methods: ['GET'], authLevel: 'anonymous', handler: () => undefined })
app.http('size', {
  methods: ['POST'],
  authLevel: 'anonymous',
  handler: async request => ({ jsonBody: { bytes: (await request.arrayBuffer()).byteLength } }),
})
app.http('stream', {
  methods: ['GET'],
  authLevel: 'anonymous',
  handler: () => ({
    headers: { 'content-type': 'text/csv', 'x-kind': 'stream' },
    cookies: [{ name: 'a', value: 'b', httpOnly: true, sameSite: 'Strict' }],
    body: new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('one\n'))
        controller.enqueue(new TextEncoder().encode('two\n'))
        controller.close()
      },
    }),
  }),
})
app.http('item', {
  methods: ['GET', 'PUT'],
  authLevel: 'anonymous',
  route: 'items/{kind}/{id:int?}',
  handler: request => ({ jsonBody: { at: 'item', params: request.params } }),
})
app.http('newest', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'items/newest',
  handler: () => ({ jsonBody: { at: 'newest' } }),
})
app.http('page', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'ui/{*path}',
  handler: request => ({ jsonBody: { at: 'page', params: request.params } }),
})
app.http('client', {
  methods: ['GET'],
  authLevel: 'anonymous',
  extraInputs: [input.durableClient()],
  handler: (_request, context) => ({
    jsonBody: { taskHub: getClient(context).taskHubName, setting: process.env.FIXTURE_SETTING },
  }),
})
durable.activity('links', {
  extraInputs: [input.durableClient()],
  handler: (id, context) => getClient(context).createHttpManagementPayload(id),
})
durable.orchestration('linked', function* (context) {
  return yield context.df.callActivity('links', context.df.instanceId)
})
app.eventGrid('onBlobCreated', {
  handler: (event, context) => {
    record('event', { event, triggerMetadata: context.triggerMetadata })
    if (event.subject.includes('poison')) throw new Error('a blob that cannot be had')
  },
})
app.timer('tick', {
  schedule: '%FIXTURE_SCHEDULE%',
  handler: timer => record('timer', timer),
})
app.timer('atStart', {
  schedule: '0 0 0 1 1 *',
  runOnStartup: true,
  handler: timer => record('atStart', timer),
})
