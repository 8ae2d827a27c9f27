import { once } from 'node:events'
import { readFile, stat } from 'node:fs/promises'
import { createConnection } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../childProcess.ts'
import { ask, BODY_LIMIT, endHost, recorded, startHost, type TestHost } from './testHost.ts'

let open: TestHost
let locked: TestHost

beforeAll(async () => {
  ;[open, locked] = await Promise.all([startHost([]), startHost(['--auth'])])
})

afterAll(async () => {
  await Promise.all([open, locked].map(endHost))
})

// captures 110 to 118 and 140 to 142 of the real host
describe('an HTTP trigger', () => {
  it('hands over method, url, query, headers and body, and back come status, headers and JSON', async () => {
    const answer = await ask(open, '/api/hello?name=q', {
      method: 'POST',
      body: '{"a":1}',
      headers: { 'content-type': 'application/json' },
    })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('application/json')
    expect(JSON.parse(answer.body)).toMatchObject({
      hello: 'q',
      method: 'POST',
      url: `${open.url}/api/hello?name=q`,
      body: '{"a":1}',
      headers: { 'content-type': 'application/json', 'content-length': '7' },
      params: {},
    })
  })

  it.each([
    ['a handler that throws', '/api/boom', 'GET', 500],
    ['an unknown route', '/api/none', 'GET', 404],
    ['a method that no function takes', '/api/hello', 'DELETE', 404],
    ['a path outside the prefix', '/hello', 'GET', 404],
    ['a handler that returns nothing', '/api/nothing', 'GET', 204],
  ])('%s: an empty answer', async (_, target, method, status) => {
    const answer = await ask(open, target, { method })
    expect(answer).toMatchObject({ status, body: '' })
    expect(answer.headers.get('www-authenticate')).toBeNull()
  })

  it('binds parameters of the route', async () => {
    expect(JSON.parse((await ask(open, '/api/items/a')).body).params).toEqual({ kind: 'a' })
    expect(JSON.parse((await ask(open, '/api/items/a/7')).body).params).toEqual({
      kind: 'a',
      id: '7',
    })
    expect((await ask(open, '/api/items/a/b')).status).toBe(404)
    expect(JSON.parse((await ask(open, '/api/items/newest')).body).at).toBe('newest')
    expect(JSON.parse((await ask(open, '/API/UI/x/y%20z')).body).params).toEqual({ path: 'x/y z' })
  })

  it('sends streams, headers and cookies', async () => {
    const answer = await ask(open, '/api/stream')
    expect(answer.body).toBe('one\ntwo\n')
    expect(answer.headers.get('content-type')).toBe('text/csv')
    expect(answer.headers.get('x-kind')).toBe('stream')
    expect(answer.headers.getSetCookie()).toEqual(['a=b; httponly; samesite=strict'])
  })

  it('takes bodies up to the limit, whole', async () => {
    const answer = await ask(open, '/api/size', {
      method: 'POST',
      body: new Uint8Array(BODY_LIMIT),
    })
    expect(JSON.parse(answer.body)).toEqual({ bytes: BODY_LIMIT })
  })

  it('refuses larger ones with 413, announced or not', async () => {
    const body = new Uint8Array(BODY_LIMIT + 1)
    expect((await ask(open, '/api/size', { method: 'POST', body })).status).toBe(413)
    const chunked = new Blob([body]).stream()
    const unannounced: RequestInit & { duplex: 'half' } = {
      method: 'POST',
      body: chunked,
      duplex: 'half',
    }
    expect((await ask(open, '/api/size', unannounced)).status).toBe(413)
  })

  it('gets a durable client and the settings of the example', async () => {
    expect(JSON.parse((await ask(open, '/api/client')).body)).toEqual({
      taskHub: 'FixtureHub',
      setting: 'from the example',
    })
  })
})

describe('an activity', () => {
  it('gets a durable client whose links lead to this host', async () => {
    const start =
      '/runtime/webhooks/durabletask/orchestrators/linked/one?timeout=30&pollingInterval=1'
    const answer = await ask(open, start, { method: 'POST' })
    const { statusQueryGetUri }: { statusQueryGetUri: string } = JSON.parse(answer.body)
    expect(await (await fetch(statusQueryGetUri)).json()).toMatchObject({
      instanceId: 'one',
      runtimeStatus: 'Completed',
    })
  })
})

describe('the host', () => {
  it('outlives errors that a function throws behind its back, and requests that are none', async () => {
    expect((await ask(open, '/api/later')).status).toBe(200)
    for (const text of [
      'nonsense\r\n\r\n',
      'GET / HTTP/1.1\r\nhost: [bad\r\n\r\n',
      'GET //%zz?%zz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
      'POST /api/hello HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf',
      `GET /api/hello HTTP/1.1\r\nhost: x\r\nlong: ${'x'.repeat(40_000)}\r\n\r\n`,
      ...['zz\r\nabc\r\n', '5\r\nab', '-1\r\n\r\n', '3\r\nabcde\r\n0\r\n\r\n'].map(
        chunk => `POST /api/size HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n${chunk}`,
      ),
    ]) {
      await raw(open, text)
    }
    await eventually(() => (open.lines.join('').includes('nobody waits') ? true : undefined))
    expect((await ask(open, '/api/hello')).status).toBe(200)
  })

  it('answers each of many requests at once, whoever hangs up in between', async () => {
    const half = 'POST /api/size HTTP/1.1\r\nhost: x\r\ncontent-length: 9999\r\n\r\nhalf'
    // no more at once than have a connection within the 10 s that fetch waits for one, also on a busy machine
    for (let round = 0; round < 10; round++) {
      const hangUps = Array.from({ length: 20 }, async () => await raw(open, half))
      const answers = await Promise.all(
        Array.from({ length: 200 }, async (_, index) => {
          const { status, body } = await ask(open, `/api/hello?name=${round}-${index}`)
          return status === 200 && JSON.parse(body).hello === `${round}-${index}`
        }),
      )
      expect(answers).toEqual(answers.map(() => true))
      await Promise.all(hangUps)
    }
    expect((await ask(open, '/api/hello')).status).toBe(200)
  })

  it('writes neither bodies nor query values to its log', async () => {
    await ask(open, '/api/hello?name=patient-4711', { method: 'POST', body: 'heart-rate-88' })
    await eventually(() =>
      open.lines.join('').includes('hello (POST) succeeded') ? true : undefined,
    )
    expect(open.lines.join('')).not.toMatch(/patient-4711|heart-rate-88/)
  })

  it('says that it runs, and what it has', async () => {
    expect((await ask(open, '/')).status).toBe(200)
    expect((await ask(open, '/admin/host/ping')).headers.get('cache-control')).toBe(
      'no-store,no-cache',
    )
    expect(JSON.parse((await ask(open, '/admin/host/status')).body)).toMatchObject({
      state: 'Running',
      version: '4.1037.0.0',
    })
    const functions: {
      name: string
      invoke_url_template: string | null
      config: { bindings: { type: string }[] }
    }[] = JSON.parse((await ask(open, '/admin/functions')).body)
    const found = (name: string) => functions.find(one => one.name === name)
    expect(found('hello')?.invoke_url_template).toBe(`${open.url}/api/hello`)
    expect(found('onBlobCreated')?.invoke_url_template).toBeNull()
    expect(found('onBlobCreated')?.config.bindings[0]?.type).toBe('eventGridTrigger')
  })
})

describe('keys', () => {
  it('are asked for with --auth only, and live in a file of the owner alone', async () => {
    expect((await ask(open, '/api/secret')).body).toBe('ok')
    const file = path.join(locked.stateFolder, 'keys.json')
    expect((await stat(file)).mode & 0o077).toBe(0)
  })

  it('open what they are for', async () => {
    const keys = JSON.parse(await readFile(path.join(locked.stateFolder, 'keys.json'), 'utf8'))
    const status = async (target: string, key?: string) =>
      (await ask(locked, target, key === undefined ? {} : { headers: { 'x-functions-key': key } }))
        .status
    const { master, functionKeys, systemKeys } = keys

    // the anonymous need none
    expect(await status('/api/hello')).toBe(200)
    expect(await status('/')).toBe(200)

    expect(await status('/api/secret')).toBe(401)
    expect(await status('/api/secret', 'bad')).toBe(401)
    expect(await status('/api/secret', systemKeys.durabletask_extension)).toBe(401)
    expect(await status('/api/secret', functionKeys.default)).toBe(200)
    expect(await status(`/api/secret?code=${functionKeys.default}`)).toBe(200)
    expect(await status('/api/secret', master)).toBe(200)
    expect(await status('/api/adminOnly', functionKeys.default)).toBe(401)
    expect(await status('/api/adminOnly', master)).toBe(200)
    expect(await status('/admin/host/status', functionKeys.default)).toBe(401)
    expect(await status('/admin/host/status', master)).toBe(200)

    const instances = '/runtime/webhooks/durabletask/instances'
    expect(await status(instances)).toBe(401)
    expect(await status(instances, systemKeys.durabletask_extension)).toBe(200)
  })

  it('are refused as the real host refuses', async () => {
    const atFunction = await ask(locked, '/api/secret?code=bad')
    expect(atFunction.body).toBe('')
    expect(atFunction.headers.get('www-authenticate')).toBeNull()
    expect((await ask(locked, '/admin/functions')).headers.get('www-authenticate')).toBe('Bearer')
  })
})

describe('a timer', () => {
  it('runs at its times, and at the start where it says so', async () => {
    const atStart = await eventually(async () => (await recorded(open, 'atStart'))[0])
    expect(atStart).toMatchObject({ isPastDue: false, schedule: { adjustForDST: true } })
    const runs = await eventually(async () => {
      const found = await recorded(open, 'timer')
      return found.length >= 2 ? found : undefined
    })
    expect(runs[0]).toMatchObject({ isPastDue: false })
  })

  it('can be started by hand', async () => {
    const before = (await recorded(open, 'atStart')).length
    const started = await ask(open, '/admin/functions/atStart', {
      method: 'POST',
      body: '{"input":"x"}',
    })
    expect(started.status).toBe(202)
    await eventually(async () =>
      (await recorded(open, 'atStart')).length > before ? true : undefined,
    )
  })
})

/** Writes bytes as they are, and waits for the end of the connection, ours or the host's. */
async function raw({ url }: TestHost, text: string): Promise<void> {
  const socket = createConnection(Number(new URL(url).port), '127.0.0.1')
  socket.on('error', () => {})
  socket.write(text)
  socket.setTimeout(200, () => socket.destroy())
  socket.resume()
  await once(socket, 'close')
}
