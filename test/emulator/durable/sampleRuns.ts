import {
  captureNames,
  comparable,
  type HttpCapture,
  type Replacements,
  readHttpCapture,
  type readSequence,
} from './captures.ts'
import { events, record, withoutEcho } from './captureViews.ts'
import { reasonAgainst } from './notCompared.ts'
import { type RecordedTurn, type SampleHost, startSampleHost } from './sampleHost.ts'

export interface Status {
  readonly runtimeStatus: string
  readonly customStatus: unknown
  readonly historyEvents: readonly unknown[]
}

export const mainInput = '{"who":"me","when":"1970-01-01T00:00:00.000Z"}'
const idPattern =
  /\/instances\/([^/?]+)|\/orchestrators\/\w+\/([^/?]+)|[?&]id=([^&]+)|\/client\/\w+\/([^/?]+)/

/** The sample app in our host, and which of its instances stands for which of the captures'. */
export class SampleRuns {
  readonly #sample: SampleHost
  /** Our instance for each of the captures'. */
  readonly #instances = new Map<string, string>()
  /** Our instance of each orchestrator that was started under its name. */
  readonly #runs = new Map<string, string>()
  #continuation: string | undefined

  private constructor(sample: SampleHost) {
    this.#sample = sample
  }

  /** Starts all that take their time, side by side. */
  static async begin(): Promise<SampleRuns> {
    const runs = new SampleRuns(await startSampleHost())
    await runs.#startAll()
    return runs
  }

  async #startAll(): Promise<void> {
    for (const name of captureNames('http')) {
      const history = /^(?:20|25)-(\w+?)-|^160-(timers)-/.exec(name)
      const orchestrator = history?.[1] ?? history?.[2]
      if (orchestrator === undefined || reasonAgainst(name) !== undefined) continue
      const own =
        this.#runs.get(orchestrator) ??
        (await this.start(orchestrator, this.#inputOf(orchestrator)))
      this.#runs.set(orchestrator, own)
      this.standFor(readHttpCapture(name), own)
    }
    for (const name of ['main', 'bufferedEvents', 'rewindable']) await this.startRun(name)
    // before the orchestrator waits for them
    await this.raise(this.ofRun('bufferedEvents'), 'go', '{"i":1}')
    await this.raise(this.ofRun('bufferedEvents'), 'go', '{"i":2}')
  }

  #inputOf(orchestrator: string): string | undefined {
    switch (orchestrator) {
      case 'main':
        return mainInput
      case 'eternal':
        return '0'
      case 'big':
        return JSON.stringify('x'.repeat(100_009))
      case 'httpcall':
        return JSON.stringify(`${this.#sample.host.baseUrl}/api/hello?name=df`)
      default:
        return undefined
    }
  }

  async stop(): Promise<void> {
    await this.#sample.stop()
  }

  standFor(capture: HttpCapture, id: string): void {
    this.#instances.set(idOf(capture), id)
  }

  instanceOf(capture: HttpCapture): string {
    return this.#instances.get(idOf(capture)) ?? idOf(capture)
  }

  /** An instance that stands for its orchestrator from now on. */
  async startRun(orchestrator: string): Promise<void> {
    this.#runs.set(orchestrator, await this.start(orchestrator, this.#inputOf(orchestrator)))
  }

  ofRun(orchestrator: string): string {
    const id = this.#runs.get(orchestrator)
    if (id === undefined) throw new Error(`No instance of ${orchestrator} was started.`)
    return id
  }

  /** The capture's instance, that of an orchestrator's run where none stands for it yet. */
  use(capture: HttpCapture, orchestrator: string): string {
    const id = this.#instances.get(idOf(capture)) ?? this.ofRun(orchestrator)
    this.standFor(capture, id)
    return id
  }

  /** Asks our host what the capture asked the real one. */
  async ask({ request }: HttpCapture) {
    let url = request.url
      .replace(/^http:\/\/127\.0\.0\.1:(?:7071|7199)/, this.#sample.host.baseUrl)
      .replace(/^http:\/\/127\.0\.0\.1:17071/, new URL(this.#sample.rpcUrl).origin)
      .replace('SecondHub', 'TestHubName')
      .replace(/code=SECOND\w*/, 'code=TESTKEY')
    for (const [from, to] of this.#instances) if (from !== '') url = url.replaceAll(from, to)
    const { 'content-length': _, ...captured } = request.headers
    const headers: Record<string, string | number> = { ...captured }
    const token = headers['x-ms-continuation-token']
    if (token !== undefined) headers['x-ms-continuation-token'] = this.#continuation ?? token
    const response = await fetch(url, {
      method: request.method,
      headers: Object.fromEntries(
        Object.entries(headers).map(([key, value]) => [key, String(value)]),
      ),
      ...(typeof request.body === 'string' ? { body: request.body } : {}),
    })
    this.#continuation = response.headers.get('x-ms-continuation-token') ?? undefined
    const text = await response.text()
    let body: unknown = text
    try {
      body = JSON.parse(text)
    } catch {
      // an empty answer
    }
    return { status: response.status, headers: Object.fromEntries(response.headers), body }
  }

  async until(id: string, reached: (status: Status) => boolean): Promise<void> {
    for (;;) {
      const response = await fetch(`${this.#webhook}/instances/${id}?showHistory=true&${QUERY}`)
      if (response.status === 404) throw new Error(`No instance ${id}.`)
      const status: Status = JSON.parse(await response.text())
      if (reached({ ...status, historyEvents: status.historyEvents ?? [] })) return
      await new Promise(resolve => {
        setTimeout(resolve, 10)
      })
    }
  }

  async ended(id: string): Promise<void> {
    await this.until(id, ({ runtimeStatus }) =>
      ['Completed', 'Failed', 'Terminated'].includes(runtimeStatus),
    )
  }

  async inState(capture: HttpCapture, state: string): Promise<void> {
    await this.until(this.instanceOf(capture), ({ runtimeStatus }) => runtimeStatus === state)
  }

  async start(orchestrator: string, input?: string, id?: string): Promise<string> {
    const suffix = id === undefined ? '' : `?id=${id}`
    const url = `${this.#sample.host.baseUrl}/api/start/${orchestrator}${suffix}`
    const response = await fetch(url, {
      method: 'POST',
      ...(input === undefined
        ? {}
        : { body: input, headers: { 'content-type': 'application/json' } }),
    })
    const { id: own }: { id: string } = JSON.parse(await response.text())
    return own
  }

  async raise(id: string, event: string, data: string): Promise<void> {
    await fetch(`${this.#webhook}/instances/${id}/raiseEvent/${event}?${QUERY}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: data,
    })
  }

  get #webhook(): string {
    return `${this.#sample.host.baseUrl}/runtime/webhooks/durabletask`
  }

  turnsOf(run: string): readonly RecordedTurn[] {
    return this.#sample.turns.get(this.ofRun(run)) ?? []
  }

  /** The turns of our instance that corresponds to a captured one: by run, or by the place its parent gave it. */
  async turnsLike(
    captured: ReturnType<typeof readSequence>,
    run: string,
  ): Promise<readonly RecordedTurn[]> {
    const { turns } = this.#sample
    const started = events(captured.at(-1)?.context.history, false)[0] ?? {}
    const place = record(started['ParentInstance'])['TaskScheduleId']
    const inPlace = (): string | undefined =>
      [...turns].find(([, [first]]) => {
        const own = events(first?.context.history, false)[0] ?? {}
        const parent = record(own['ParentInstance'])
        return (
          own['Name'] === started['Name'] &&
          parent['Name'] === record(started['ParentInstance'])['Name'] &&
          parent['TaskScheduleId'] === place
        )
      })?.[0]
    const id = run === 'child' ? 'rpc-mwv91mus' : place === undefined ? this.ofRun(run) : inPlace()
    if (id === undefined) throw new Error(`Nothing like the captured ${run} ran.`)
    // some have been purged by the tests above
    await this.ended(id).catch(() => {})
    return turns.get(id) ?? []
  }

  /** A value of ours in the form in which it is compared. */
  ours(value: unknown): unknown {
    const replacements: Replacements = [
      [this.#sample.host.baseUrl, '<host>'],
      [new URL(this.#sample.rpcUrl).origin, '<rpc>'],
      ...[...this.#instances.values()].map(id => [id, '<id>'] as const),
    ]
    return comparable(withoutEcho(value), replacements)
  }

  /** A value of the captures in the form in which it is compared. */
  theirs(value: unknown): unknown {
    const replacements: Replacements = [
      ['http://127.0.0.1:7071', '<host>'],
      ['http://127.0.0.1:7199', '<host>'],
      ['http://127.0.0.1:17071', '<rpc>'],
      ...[...this.#instances.keys()].filter(id => id !== '').map(id => [id, '<id>'] as const),
    ]
    return comparable(withoutEcho(value), replacements)
  }
}

const QUERY = 'taskHub=TestHubName&connection=Storage&code=TESTKEY'

function idOf(capture: HttpCapture): string {
  return idPattern.exec(capture.request.url)?.slice(1).find(Boolean) ?? ''
}
