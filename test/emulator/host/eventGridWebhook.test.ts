import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, endHost, recorded, startHost, type TestHost } from './testHost.ts'

let open: TestHost
let locked: TestHost

beforeAll(async () => {
  ;[open, locked] = await Promise.all([startHost([]), startHost(['--auth'])])
})

afterAll(async () => {
  await Promise.all([open, locked].map(endHost))
})

const hook = '/runtime/webhooks/EventGrid?functionName=onBlobCreated'

function blob(id: string, name: string) {
  return {
    id,
    topic: '/subscriptions/x',
    subject: `/blobServices/default/containers/bronze/blobs/${name}`,
    eventType: 'Microsoft.Storage.BlobCreated',
    eventTime: '2026-11-24T00:00:00Z',
    data: {
      api: 'PutBlockList',
      eTag: '0x8D4BCC2E4835CD0',
      contentLength: 9,
      url: `http://x/${name}`,
    },
    dataVersion: '',
    metadataVersion: '1',
  }
}

async function post(host: TestHost, target: string, type: string | undefined, body: unknown) {
  return await ask(host, target, {
    method: 'POST',
    headers: type === undefined ? {} : { 'aeg-event-type': type },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

async function ids(): Promise<string[]> {
  const events = await recorded(open, 'event')
  return events.map(value => (value as { event: { id: string } }).event.id)
}

// every request and answer of the captured Event Grid webhook
describe('the Event Grid webhook', () => {
  it('answers the validation handshakes', async () => {
    const validation = [{ ...blob('v', 'x'), data: { validationCode: '512d38b6' } }]
    const answer = await post(open, hook, 'SubscriptionValidation', validation)
    expect(answer).toMatchObject({ status: 200, body: '{"validationResponse":"512d38b6"}' })
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    const cloud = await ask(open, hook, {
      method: 'OPTIONS',
      headers: { 'webhook-request-origin': 'eventgrid.azure.net' },
    })
    expect(cloud).toMatchObject({ status: 200, body: '' })
    expect(cloud.headers.get('webhook-allowed-origin')).toBe('eventgrid.azure.net')
  })

  it('runs the function once per event of a batch, again for the same event again', async () => {
    const events = [blob('one', 'a.csv'), blob('two', 'b.csv')]
    expect(await post(open, hook, 'Notification', events)).toMatchObject({ status: 202, body: '' })
    expect((await post(open, hook, 'Notification', [blob('one', 'a.csv')])).status).toBe(202)
    expect((await ids()).filter(id => id === 'one' || id === 'two').sort()).toEqual([
      'one',
      'one',
      'two',
    ])
  })

  it('hands over the event, and its data as trigger metadata', async () => {
    const event = blob('whole', 'demo/ADMISSIONS.csv')
    await post(open, hook, 'Notification', [event])
    expect(await recorded(open, 'event')).toContainEqual({
      event,
      triggerMetadata: { data: event.data },
    })
  })

  it('answers 500 with the function’s name where one event throws, having run them all', async () => {
    const events = [blob('bad', 'poison.csv'), blob('good', 'c.csv')]
    const answer = await post(open, hook, 'Notification', events)
    expect(answer).toMatchObject({
      status: 500,
      body: 'Exception while executing function: Functions.onBlobCreated',
    })
    expect(await ids()).toEqual(expect.arrayContaining(['bad', 'good']))
  })

  it.each([
    ['no aeg header', hook, undefined, [blob('x', 'x')], 400, ''],
    [
      'an unknown function',
      '/runtime/webhooks/EventGrid?functionName=nope',
      'Notification',
      [],
      404,
      "cannot find function: 'nope'",
    ],
    [
      'a function of another trigger',
      '/runtime/webhooks/EventGrid?functionName=hello',
      'Notification',
      [],
      404,
      "cannot find function: 'hello'",
    ],
    ['bad JSON', hook, 'Notification', '{', 500, ''],
    ['unsubscribe', hook, 'Unsubscribe', [], 202, ''],
    ['a cloud event', hook, undefined, { specversion: '1.0' }, 400, ''],
  ])('%s', async (_, target, type, body, status, text) => {
    expect(await post(open, target, type, body)).toMatchObject({ status, body: text })
  })

  it('wants its key with --auth', async () => {
    const answer = await post(locked, hook, 'Notification', [])
    expect(answer).toMatchObject({ status: 401, body: '' })
    expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    const { systemKeys } = JSON.parse(
      await readFile(path.join(locked.stateFolder, 'keys.json'), 'utf8'),
    )
    const code = `&code=${systemKeys.eventgrid_extension}`
    expect((await post(locked, hook + code, 'Notification', [])).status).toBe(202)
  })
})
