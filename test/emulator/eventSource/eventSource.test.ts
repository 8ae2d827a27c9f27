import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { BlobCreatedEvent } from '../../../emulator/eventSource/blobCreatedEvent.ts'
import type { SourceState } from '../../../emulator/eventSource/sourceState.ts'
import { freePorts } from '../../support/freePorts.ts'
import { type RunningAzurite, runAzurite } from '../azurite/testAzurite.ts'
import { eventually, killed, startChild, temporaryFolder } from '../childProcess.ts'

interface Delivered {
  readonly functionName: string | null
  readonly type: string | string[] | undefined
  readonly events: readonly BlobCreatedEvent[]
}

/** A Functions host that only takes notes, and answers what it is told to. */
class NotingHost {
  readonly requests: Delivered[] = []
  readonly port: number
  answer: (event: BlobCreatedEvent) => number = () => 202
  /** Those that it lists and knows; undefined: every function is there, and it lists none. */
  functions: readonly string[] | undefined

  constructor(port: number) {
    this.port = port
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  async listen(): Promise<void> {
    const server = createServer((request, response) => {
      if (request.url === '/admin/functions') {
        const bindings = [{ type: 'eventGridTrigger' }]
        const list = ['health', ...(this.functions ?? [])].map(name => ({
          name,
          config: { bindings: name === 'health' ? [{ type: 'httpTrigger' }] : bindings },
        }))
        response.end(JSON.stringify(list))
        return
      }
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const events: BlobCreatedEvent[] = JSON.parse(Buffer.concat(chunks).toString())
        const functionName = new URL(request.url ?? '', this.url).searchParams.get('functionName')
        this.requests.push({ functionName, type: request.headers['aeg-event-type'], events })
        const isThere = this.functions?.includes(functionName ?? '') ?? true
        response.statusCode = isThere ? Math.max(...events.map(event => this.answer(event))) : 404
        response.end()
      })
    })
    server.listen(this.port, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
  }

  /** Attempts for blobs of this name so far. */
  attempts(name: string): BlobCreatedEvent[] {
    return this.requests.flatMap(({ events }) => events.filter(event => nameOf(event) === name))
  }
}

interface Setting {
  readonly host: NotingHost
  readonly state: string
  readonly put: (name: string, content?: string) => Promise<string>
  readonly startSource: (...more: string[]) => Promise<ChildProcess>
}

let azurite: RunningAzurite
beforeAll(async () => {
  azurite = await runAzurite()
})
afterAll(async () => await azurite.end())

/** A container, a host that does not listen yet, and a source for them. */
async function setting(containerName: string, functionNames = ['onBlob']): Promise<Setting> {
  const container = azurite.blobs.getContainerClient(containerName)
  await container.create()
  const [port = 0] = await freePorts(1)
  const host = new NotingHost(port)
  const settings = {
    host: host.url,
    state: await temporaryFolder(),
    containers: containerName,
    'dead-letter': `${containerName}-dead`,
    interval: '50',
    'first-delay': '30',
    'longest-delay': '100',
  }
  const flags = [
    ...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    ...functionNames.flatMap(name => ['--function', name]),
  ]
  return {
    host,
    state: settings.state,
    async put(name, content = name) {
      const { etag } = await container.getBlockBlobClient(name).upload(content, content.length)
      return (etag ?? '').replaceAll('"', '')
    },
    startSource: async (...more) =>
      await startChild('eventSource/main.js', [...flags, ...more], {
        AzureWebJobsStorage: azurite.connectionString,
      }),
  }
}

describe('the event source', () => {
  it('delivers every blob version once it is taken, and each overwriting anew', async () => {
    const { host, put, startSource } = await setting('versions')
    await host.listen()
    const before = await put('before.csv')
    await startSource()
    const first = await put('a.csv', '1')
    await eventually(() => host.attempts('a.csv')[0])
    const second = await put('a.csv', '22')
    const overwritten = await eventually(() => host.attempts('a.csv')[1])

    expect(host.attempts('before.csv')[0]?.data.eTag).toBe(before)
    expect(host.attempts('a.csv')[0]?.data.eTag).toBe(first)
    expect(overwritten.data).toMatchObject({ eTag: second, contentLength: 2 })
    expect(host.requests[0]).toMatchObject({ functionName: 'onBlob', type: 'Notification' })

    // what was taken does not come again, though listings go on
    await put('last.csv')
    await eventually(() => host.attempts('last.csv')[0])
    expect(host.attempts('a.csv')).toHaveLength(2)
    expect(host.attempts('before.csv')).toHaveLength(1)
  })

  it('delivers again until a 2xx', async () => {
    const { host, put, startSource } = await setting('again')
    let refusals = 3
    host.answer = () => (refusals-- > 0 ? 500 : 202)
    await host.listen()
    await put('a.csv')
    await startSource()
    await eventually(() => host.attempts('a.csv')[3])
    await put('b.csv')
    await eventually(() => host.attempts('b.csv')[0])
    expect(host.attempts('a.csv').map(({ id }) => id)).toEqual(
      Array.from({ length: 4 }, () => host.attempts('a.csv')[0]?.id),
    )
  })

  it('puts what is never taken into the dead-letter container with the reason, and nothing else', async () => {
    const { host, put, startSource } = await setting('poison')
    host.answer = event => (nameOf(event) === 'poison.csv' ? 500 : 202)
    await host.listen()
    await Promise.all(['a.csv', 'poison.csv', 'b.csv'].map(async name => await put(name)))
    await startSource('--attempts', '3')

    const container = azurite.blobs.getContainerClient('poison-dead')
    const dead = await eventually(async () => {
      if (!(await container.exists())) return undefined
      const names: string[] = []
      for await (const { name } of container.listBlobsFlat()) names.push(name)
      return names.length > 0 ? names : undefined
    })
    expect(dead).toHaveLength(1)
    const body = await container.getBlobClient(dead[0] ?? '').downloadToBuffer()
    const [letter]: unknown[] = JSON.parse(body.toString())
    expect(letter).toMatchObject({
      subject: '/blobServices/default/containers/poison/blobs/poison.csv',
      deadLetterReason: 'MaxDeliveryAttemptsExceeded',
      deliveryAttempts: 3,
      lastDeliveryOutcome: 'HTTP 500',
    })
    for (const name of ['a.csv', 'b.csv']) await eventually(() => host.attempts(name)[0])
    expect(host.attempts('poison.csv')).toHaveLength(3)
  })

  it('delivers what was dropped while the host was down, however often it was in vain', async () => {
    const { host, put, startSource } = await setting('down')
    await startSource('--attempts', '2')
    await put('a.csv')
    // far more refused connections than the limit of attempts
    await new Promise(resolve => setTimeout(resolve, 2500))
    await host.listen()
    const event = await eventually(() => host.attempts('a.csv')[0])
    expect(event.data.contentLength).toBe('a.csv'.length)
  })

  it('watches what a function of the app hears of, by the names in the subscriptions', async () => {
    const { host, put, startSource } = await setting('heard', [])
    const silent = azurite.blobs.getContainerClient('unheard')
    await silent.create()
    await silent.getBlockBlobClient('early.csv').upload('1', 1)
    const flags = ['--containers', 'heard,unheard', '--subscribe', 'onHeard=heard']
    flags.push('--subscribe', 'onUnheard=unheard')
    host.functions = ['onHeard']
    await host.listen()
    const source = await startSource(...flags)
    for (const name of ['a.csv', 'b.csv']) {
      await put(name)
      await eventually(() => host.attempts(name)[0])
    }
    expect(new Set(host.requests.map(({ functionName }) => functionName))).toEqual(
      new Set(['onHeard']),
    )
    expect(await azurite.blobs.getContainerClient('heard-dead').exists()).toBe(false)

    // the next version of the app has it
    await killed(source)
    host.functions = ['onHeard', 'onUnheard']
    await startSource(...flags)
    await eventually(() => host.requests.find(({ functionName }) => functionName === 'onUnheard'))
    expect(host.attempts('a.csv')).toHaveLength(1)
  })

  it('drops events for a function that the app has no more', async () => {
    const { host, put, startSource, state } = await setting('vanished', [])
    host.functions = ['onOne', 'onOther']
    host.answer = () => 500
    await host.listen()
    await put('a.csv')
    await startSource()
    await eventually(() => host.attempts('a.csv')[3])
    host.functions = ['onOther']
    const file = path.join(state, 'eventSource.json')
    const waiting = await eventually(async () => {
      const { pending }: SourceState = JSON.parse(await readFile(file, 'utf8'))
      const deliveries = Object.keys(pending[0]?.deliveries ?? {})
      return deliveries.length === 1 ? deliveries : undefined
    })
    expect(waiting).toEqual(['onOther'])
    expect(await azurite.blobs.getContainerClient('vanished-dead').exists()).toBe(false)
  })

  it('loses nothing when it is killed at any moment', async () => {
    const { host, put, startSource } = await setting('killed')
    let calls = 0
    host.answer = () => (calls++ % 3 === 0 ? 500 : 202)
    await host.listen()
    const dropped: string[] = []
    for (let round = 0; round < 4; round++) {
      const source = await startSource()
      for (let n = 0; n < 5; n++) {
        dropped.push(await put(`${n}.csv`, `${round}`))
        await eventually(() => (etags().has(dropped.at(-1) ?? '') ? true : undefined))
      }
      // the next one is on its way when the source dies
      dropped.push(await put(`extra-${round}.csv`))
      await new Promise(resolve => setTimeout(resolve, round * 31))
      await killed(source)
    }
    await startSource()
    await eventually(() => (dropped.every(etag => etags().has(etag)) ? true : undefined))
    expect(new Set(dropped)).toEqual(etags())

    function etags(): Set<string> {
      return new Set(host.requests.flatMap(({ events }) => events.map(({ data }) => data.eTag)))
    }
  })
})

function nameOf({ subject }: BlobCreatedEvent): string {
  return subject.replace(/^.*\/blobs\//, '')
}
