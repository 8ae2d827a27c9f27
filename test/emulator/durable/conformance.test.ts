import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  captureNames,
  comparable,
  type HttpCapture,
  type Replacements,
  readHttpCapture,
  readInvocation,
  readSequence,
} from './captures.ts'
import { type RecordedTurn, type SampleHost, startSampleHost } from './sampleHost.ts'

const ENTITIES = 'entities do not run in the emulator'
const HOST = 'answered by emulator/host, whose own tests hold it'
const BLOBS = 'blob triggers are not emulated (the app has Event Grid triggers)'

/** Captures that are not compared, each with its reason. */
const notCompared: Readonly<Record<string, string>> = {
  '12-status-waiting-history': `${ENTITIES}; its history up to the entity is compared below`,
  '14-status-completed': ENTITIES,
  '15-status-completed-history': ENTITIES,
  '16-status-completed-history-nooutput': ENTITIES,
  '17-status-noinput': ENTITIES,
  '20-entityFail-history': ENTITIES,
  '20-lockless-history': ENTITIES,
  '25-entityOps-history': ENTITIES,
  '90-entity-signal': ENTITIES,
  '91-entity-get': ENTITIES,
  '92-entity-missing': ENTITIES,
  '93-entity-list': ENTITIES,
  '94-entity-list-name': ENTITIES,
  '95-entity-client': ENTITIES,
  '133-rpc-entity': ENTITIES,
  '110-http-anon': HOST,
  '117-admin-host-status': HOST,
  '118-admin-functions': HOST,
  '140-admin-functions': HOST,
  '140-admin-invoke-queue': HOST,
  '140-admin-keys': HOST,
  '140-admin-ping': HOST,
  '140-admin-status': HOST,
  '140-admin-systemkeys': HOST,
  '141-http-functionkey': HOST,
  '142-http-masterkey-header': HOST,
}
const reasonAgainst = (name: string): string | undefined =>
  notCompared[name] ?? (/^2\d\d-/.test(name) ? BLOBS : undefined)

let sample: SampleHost
/** Our instance for each of the captures'. */
const instances = new Map<string, string>()
/** Our instance of each orchestrator that was started under its name. */
const runs = new Map<string, string>()

beforeAll(async () => {
  sample = await startSampleHost()
  // all that take their time run side by side
  for (const name of captureNames('http')) {
    const history = /^(?:20|25)-(\w+?)-|^160-(timers)-/.exec(name)
    const orchestrator = history?.[1] ?? history?.[2]
    if (orchestrator === undefined || reasonAgainst(name) !== undefined) continue
    const own = runs.get(orchestrator) ?? (await start(orchestrator, inputs[orchestrator]?.()))
    runs.set(orchestrator, own)
    instances.set(idOf(readHttpCapture(name)), own)
  }
  for (const name of ['main', 'bufferedEvents', 'uncancelled', 'rewindable']) {
    runs.set(name, await start(name, inputs[name]?.()))
  }
  // before the orchestrator waits for them
  await raise(ofRun('bufferedEvents'), 'go', '{"i":1}')
  await raise(ofRun('bufferedEvents'), 'go', '{"i":2}')
}, 60_000)

afterAll(async () => await sample.stop())

const mainInput = '{"who":"me","when":"1970-01-01T00:00:00.000Z"}'
const inputs: Readonly<Record<string, () => string>> = {
  main: () => mainInput,
  eternal: () => '0',
  big: () => JSON.stringify('x'.repeat(100_009)),
  httpcall: () => JSON.stringify(`${sample.host.baseUrl}/api/hello?name=df`),
}

/** What has to have happened before a capture's request; the instance is ours. */
const scenes: Readonly<Record<string, (capture: HttpCapture) => Promise<void>>> = {
  '11-status-running': async capture => {
    instances.set(idOf(capture), await start('main', mainInput))
  },
  '18-raise-event-completed': async capture => await ended(instanceOf(capture)),
  '26-bufferedEvents-history': async capture => await ended(use(capture, 'bufferedEvents')),
  '27-event-case': async capture => {
    const id = await start('waiter')
    instances.set(idOf(capture), id)
    await raise(id, 'GO', '1')
    await until(id, status => status.historyEvents.length > 1)
  },
  '28-uncancelled-after-event': async capture => {
    const id = use(capture, 'uncancelled')
    await raise(id, 'go', '1')
    await until(id, ({ customStatus }) => customStatus === 'returned')
  },
  '29-rewind': async capture => await ended(use(capture, 'rewindable')),
  '29-rewind-after': async capture => await inState(capture, 'Completed'),
  '30-start-duplicate-running': async capture => {
    instances.set(idOf(capture), await start('waiter', 'null', 'waiter-conformance'))
    await until('waiter-conformance', ({ customStatus }) => customStatus === 'waiting')
  },
  '32-status-suspended': async capture => await inState(capture, 'Suspended'),
  '35-terminate': async capture => await inState(capture, 'Running'),
  '36-status-terminated-history': async capture => await inState(capture, 'Terminated'),
  '43-raise-badjson': async capture => await inState(capture, 'Running'),
  '47-status-after-GO': async capture => {
    await until(instanceOf(capture), ({ historyEvents }) => historyEvents.length > 1)
  },
  '75-purge-running': async capture => {
    const id = await start('waiter', 'null', 'wpurge-conformance')
    instances.set(idOf(capture), id)
    await until(id, ({ customStatus }) => customStatus === 'waiting')
  },
  '83-api-start-dup-completed': async capture => {
    // the captured instance was still running; ours may have ended by now, so one that waits stands in
    const id = await start('waiter', 'null', 'running-conformance')
    instances.set(idOf(capture), id)
    await until(id, ({ customStatus }) => customStatus === 'waiting')
  },
  '100-client-wait': async capture => {
    use(capture, 'slowMain')
  },
  '101-client-start-duplicate': async capture => {
    const id = await start('waiter', '{"x":1}', 'dup-conformance')
    instances.set(idOf(capture), id)
  },
  '120-purge-completed': async capture => {
    const id = await start('child', '5', 'p-conformance')
    instances.set(idOf(capture), id)
    await ended(id)
  },
  '123-start-over-completed': async capture => {
    const id = await start('child', '4', 'o-conformance')
    instances.set(idOf(capture), id)
    await ended(id)
  },
  '128-status-missing-orch': async capture => {
    const id = await start('nosuchorch', '5')
    instances.set(idOf(capture), id)
    await ended(id)
  },
  '130-rpc-status': async capture => await ended(instanceOf(capture)),
  '150-after-restart-status': async capture => {
    const id = await start('waiter', 'null', 'dur-conformance')
    instances.set(idOf(capture), id)
    await until(id, ({ customStatus }) => customStatus === 'waiting')
  },
}

/** Parts of an answer that depend on what else ran, or on when exactly it was asked. */
const loose: Readonly<Record<string, (body: unknown) => unknown>> = {
  '25-allFail-history': body => ({
    ...record(body),
    historyEvents: list(record(body)['historyEvents'])
      .map(event => JSON.stringify(event))
      .sort(),
  }),
  '11-status-running': body => ({ ...record(body), runtimeStatus: '', customStatus: '' }),
  '43-raise-badjson': body => ({ ...record(body), ExceptionMessage: '' }),
  '60-list-all': itemShapes,
  '61-list-top2': body => list(body).length,
  '62-list-top2-next': body => list(body).length,
  '63-list-status-filter': itemShapes,
  '66-list-badstatus': itemShapes,
  '67-list-baddate': itemShapes,
  '73-purge-filter': body => Object.keys(record(body)),
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {}
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

/** The key orders that occur in a list, entities left out. */
function itemShapes(body: unknown): string[] {
  const items = list(body).map(record)
  const shapes = items
    .filter(item => !String(item['instanceId']).startsWith('@'))
    .map(item => Object.keys(item).join())
  return [...new Set(shapes)].sort()
}

const compared = captureNames('http').filter(name => reasonAgainst(name) === undefined)

describe('the management API answers as the host did', () => {
  it.each(compared)('%s', async name => {
    const capture = readHttpCapture(name)
    await scenes[name]?.(capture)
    if (/^(?:20|25|160)-/.test(name)) await ended(instanceOf(capture))
    const answer = await ask(capture)

    const loosen = loose[name] ?? ((body: unknown) => body)
    expect(answer.status).toBe(capture.response.status)
    expect(ours(shown(answer.headers))).toEqual(theirs(shown(capture.response.headers)))
    expect(JSON.stringify(loosen(ours(answer.body)), null, 1)).toBe(
      JSON.stringify(loosen(theirs(capture.response.body)), null, 1),
    )
  })

  it('leaves out only captures that exist, each for a reason', () => {
    expect(captureNames('http')).toEqual(expect.arrayContaining(Object.keys(notCompared)))
  })
})

describe('orchestrators are sent what the host sent', () => {
  // where several results come at once, they may share a turn or not
  const severalAtOnce = new Set(['allFail', 'bufferedEvents', 'main'])
  const sequences = captureNames('grpc')
    .map(name => /^sequence\.(\w+)$/.exec(name)?.[1] ?? '')
    .filter(name => name !== '' && name !== 'entityOps') // entities do not run in the emulator

  it.each(sequences)('%s', async orchestrator => {
    const strict = !severalAtOnce.has(orchestrator)
    const captured = readSequence(orchestrator)
    const turns = await turnsLike(captured, orchestrator)
    const view = (contexts: readonly { readonly history: unknown }[], result: unknown) => {
      const { history, ...rest } = contexts.at(-1) ?? { history: [] }
      return {
        events: events(history, strict).map(event => [Object.keys(event).join(), event]),
        rest: JSON.stringify(rest),
        turns: strict ? contexts.length : undefined,
        // ours ends at the first entity
        result: orchestrator === 'main' ? undefined : result,
      }
    }

    const last = captured.at(-1)
    expect(
      ours(
        view(
          turns.map(turn => turn.context),
          turns.at(-1)?.result,
        ),
      ),
    ).toEqual(
      theirs(
        view(
          captured.map(turn => turn.context),
          last?.status.exception?.message ?? JSON.stringify(last?.result?.parsed),
        ),
      ),
    )
  })

  it('down to the white space', () => {
    const text = readInvocation('orchestrationTrigger.throws').inputData[0]?.data['string']
    expect(ours(turnsOf('throws').at(-1)?.text)).toBe(theirs(text))
  })
})

// --- our side of the exchange ---

const webhook = (): string => `${sample.host.baseUrl}/runtime/webhooks/durabletask`
const query = (): string => 'taskHub=TestHubName&connection=Storage&code=TESTKEY'

const idPattern =
  /\/instances\/([^/?]+)|\/orchestrators\/\w+\/([^/?]+)|[?&]id=([^&]+)|\/client\/\w+\/([^/?]+)/

function idOf(capture: HttpCapture): string {
  return idPattern.exec(capture.request.url)?.slice(1).find(Boolean) ?? ''
}

const instanceOf = (capture: HttpCapture): string => instances.get(idOf(capture)) ?? idOf(capture)

const ofRun = (orchestrator: string): string => {
  const id = runs.get(orchestrator)
  if (id === undefined) throw new Error(`No instance of ${orchestrator} was started.`)
  return id
}

function use(capture: HttpCapture, orchestrator: string): string {
  const known = instances.get(idOf(capture))
  if (known !== undefined) return known
  instances.set(idOf(capture), ofRun(orchestrator))
  return ofRun(orchestrator)
}

async function ask({ request }: HttpCapture) {
  let url = request.url
    .replace(/^http:\/\/127\.0\.0\.1:(?:7071|7199)/, sample.host.baseUrl)
    .replace(/^http:\/\/127\.0\.0\.1:17071/, new URL(sample.rpcUrl).origin)
    .replace('SecondHub', 'TestHubName')
    .replace(/code=SECOND\w*/, 'code=TESTKEY')
  for (const [from, to] of instances) if (from !== '') url = url.replaceAll(from, to)
  const { 'content-length': _, ...captured } = request.headers
  const headers: Record<string, string | number> = { ...captured }
  const token = headers['x-ms-continuation-token']
  if (token !== undefined) headers['x-ms-continuation-token'] = continuation ?? token
  const response = await fetch(url, {
    method: request.method,
    headers: Object.fromEntries(
      Object.entries(headers).map(([key, value]) => [key, String(value)]),
    ),
    ...(typeof request.body === 'string' ? { body: request.body } : {}),
  })
  continuation = response.headers.get('x-ms-continuation-token') ?? undefined
  const text = await response.text()
  let body: unknown = text
  try {
    body = JSON.parse(text)
  } catch {
    // an empty answer
  }
  return { status: response.status, headers: Object.fromEntries(response.headers), body }
}
let continuation: string | undefined

/** The headers that mean something to a caller. */
function shown(headers: Readonly<Record<string, string>>): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const name of ['content-type', 'location', 'retry-after', 'www-authenticate']) {
    const value = headers[name]
    if (value !== undefined) kept[name] = value
  }
  kept['continued'] = headers['x-ms-continuation-token'] !== undefined
  return kept
}

function ours(value: unknown): unknown {
  const replacements: Replacements = [
    [sample.host.baseUrl, '<host>'],
    [new URL(sample.rpcUrl).origin, '<rpc>'],
    ...[...instances.values()].map(id => [id, '<id>'] as const),
  ]
  return comparable(withoutEcho(value), replacements)
}

function theirs(value: unknown): unknown {
  const replacements: Replacements = [
    ['http://127.0.0.1:7071', '<host>'],
    ['http://127.0.0.1:7199', '<host>'],
    ['http://127.0.0.1:17071', '<rpc>'],
    ...[...instances.keys()].filter(id => id !== '').map(id => [id, '<id>'] as const),
  ]
  return comparable(withoutEcho(value), replacements)
}

/** What the server that `callHttp` asked says of itself and of its client is not ours to repeat. */
function withoutEcho(value: unknown): unknown {
  const text = JSON.stringify(value) ?? 'null'
  return JSON.parse(
    text
      .replaceAll(/(\\*"headers\\*":)\{[^{}]*"[Dd]ate[^{}]*\}/g, '$1{}')
      .replaceAll(/(\\*"headers\\*":)\{[^{}]*user-agent[^{}]*\}/g, '$1{}'),
  )
}

interface Status {
  readonly runtimeStatus: string
  readonly customStatus: unknown
  readonly historyEvents: readonly unknown[]
}

async function until(id: string, reached: (status: Status) => boolean): Promise<void> {
  for (;;) {
    const response = await fetch(`${webhook()}/instances/${id}?showHistory=true&${query()}`)
    if (response.status === 404) throw new Error(`No instance ${id}.`)
    const status: Status = JSON.parse(await response.text())
    if (reached({ ...status, historyEvents: status.historyEvents ?? [] })) return
    await new Promise(resolve => {
      setTimeout(resolve, 10)
    })
  }
}

const ended = async (id: string): Promise<void> =>
  await until(id, ({ runtimeStatus }) =>
    ['Completed', 'Failed', 'Terminated'].includes(runtimeStatus),
  )

const inState = async (capture: HttpCapture, state: string): Promise<void> =>
  await until(instanceOf(capture), ({ runtimeStatus }) => runtimeStatus === state)

async function start(orchestrator: string, input?: string, id?: string): Promise<string> {
  const suffix = id === undefined ? '' : `?id=${id}`
  const response = await fetch(`${sample.host.baseUrl}/api/start/${orchestrator}${suffix}`, {
    method: 'POST',
    ...(input === undefined
      ? {}
      : { body: input, headers: { 'content-type': 'application/json' } }),
  })
  const { id: own }: { id: string } = JSON.parse(await response.text())
  return own
}

async function raise(id: string, event: string, data: string): Promise<void> {
  await fetch(`${webhook()}/instances/${id}/raiseEvent/${event}?${query()}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: data,
  })
}

const turnsOf = (run: string): readonly RecordedTurn[] => sample.turns.get(ofRun(run)) ?? []

/** The turns of our instance that corresponds to a captured one: by run, or by the place its parent gave it. */
async function turnsLike(
  captured: ReturnType<typeof readSequence>,
  run: string,
): Promise<readonly RecordedTurn[]> {
  const started = events(captured.at(-1)?.context.history, false)[0] ?? {}
  const place = record(started['ParentInstance'])['TaskScheduleId']
  const id =
    run === 'child'
      ? 'rpc-mwv91mus'
      : place === undefined
        ? ofRun(run)
        : [...sample.turns].find(([, turns]) => {
            const own = events(turns[0]?.context.history, false)[0] ?? {}
            const parent = record(own['ParentInstance'])
            return (
              own['Name'] === started['Name'] &&
              parent['Name'] === record(started['ParentInstance'])['Name'] &&
              parent['TaskScheduleId'] === place
            )
          })?.[0]
  if (id === undefined) throw new Error(`Nothing like the captured ${run} ran.`)
  // some have been purged by the tests above
  await ended(id).catch(() => {})
  return sample.turns.get(id) ?? []
}

const task = (event: Record<string, unknown>): number =>
  event['EventType'] === 5 || event['EventType'] === 6
    ? Number(event['TaskScheduledId'])
    : Number.NaN

/**
 * Events of a history; where turns may fall otherwise, without their boundaries, results of one fan-out by their task.
 * What follows the first message to an entity is left out.
 */
function events(history: unknown, strict: boolean): Record<string, unknown>[] {
  const all = list(history).map(record)
  const entity = all.findIndex(event => event['EventType'] === 14)
  const reached = entity < 0 ? all : all.slice(0, entity)
  if (strict) return reached
  const kept = reached.filter(event => event['EventType'] !== 12 && event['EventType'] !== 13)
  for (let i = 1; i < kept.length; i++) {
    for (let j = i; j > 0; j--) {
      const [before, after] = [kept[j - 1], kept[j]]
      if (before === undefined || after === undefined || !(task(before) > task(after))) break
      kept[j - 1] = after
      kept[j] = before
    }
  }
  // whether the last message counts as played is told by the turn it came in
  return kept.map(event => ({ ...event, IsPlayed: '' }))
}
