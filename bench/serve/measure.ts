import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BenchmarkContext } from '../benchmark.ts'
import { median } from '../median.ts'
import { BATCH, bigCall, chartCalls, probabilities } from './calls.ts'
import { type ColdStart, measureColdStart } from './coldStart.ts'
import { CONNECTIONS, type LoadReport, load, type Target } from './load.ts'
import { drawPatients, type MeasuredModel, SHAPE, trainMeasuredModel } from './model.ts'
import { missingOf, PYTHON_PEERS, type PythonServer, startPythonServer } from './pythonServers.ts'
import { type RunningHost, startEmptyApp, startServing } from './serving.ts'

/** Different patients, asked about in turns. */
const PATIENTS = 200

const COLD_STARTS = 5

/** How far a peer's float32 sums may lie from ours, as a probability. */
const SAME_PROBABILITY = 1e-5

/** What is loaded in each turn. */
export type Load = 'empty' | 'parsing' | 'plain' | 'explained' | 'fastApi' | 'flask'

export interface ServeFigures {
  /** Medians of the turns; undefined where a peer is missing. */
  readonly loads: Readonly<Record<Load, LoadReport | undefined>>
  /** Milliseconds of the call of 10,000 without explanations, from outside; the median. */
  readonly batchMilliseconds: number
  /** Milliseconds of one call after the other with a day's chart of a patient, explained, from outside; the medians. */
  readonly chartMilliseconds: { readonly stay: number; readonly cds: number }
  readonly coldStart: ColdStart
}

export interface ServeOptions {
  readonly seconds: number
  readonly turns: number
  readonly seed: number
  /** The first of four in a row. */
  readonly port: number
}

/**
 * Starts all that is compared, and asks each in turns, so that what else the machine does meets all of them.
 *
 * @throws where an answer is no success, or a peer answers another probability
 */
export async function measureServing(
  { seconds, turns, seed, port }: ServeOptions,
  context: BenchmarkContext,
): Promise<ServeFigures> {
  const { folder, signal, say } = context
  const model = trainMeasuredModel(seed)
  say(
    `  model ${model.version}: ${SHAPE.trees} trees of depth ${SHAPE.depth}, ${SHAPE.features} features; ${CONNECTIONS} connections, ${turns} turns of ${seconds} s`,
  )
  const patients = drawPatients(PATIENTS, seed)
  const bodies = patients.map(features => JSON.stringify({ features }))
  const modelFile = await writeModel(folder, model)

  const started: { stop(): Promise<void> }[] = []
  const keep = <Server extends { stop(): Promise<void> }>(server: Server): Server => {
    started.push(server)
    return server
  }
  try {
    // before anything else runs
    const coldStart = await medianColdStart(modelFile, model.version, bodies[0] ?? '', signal)
    say(`  cold start: ${coldStart.milliseconds.toFixed(0)} ms`)

    const app = keep(await startServing(model, { folder, port }))
    const empty = keep(await startEmptyApp({ folder, port: port + 1 }))
    const fastApi = await startPeer(PYTHON_PEERS.fastApi, { folder, port: port + 2 }, context, keep)
    const flask = await startPeer(PYTHON_PEERS.flask, { folder, port: port + 3 }, context, keep)
    for (const peer of [fastApi, flask]) {
      if (peer !== undefined) await assertSame(app, peer, bodies.slice(0, 20))
    }

    const plain = `${app.baseUrl}/api/predict?explain=false`
    const targets: Record<Load, Target | undefined> = {
      empty: { url: `${empty.baseUrl}/api/empty`, bodies: [], pids: [empty.pid] },
      parsing: { url: `${empty.baseUrl}/api/parse`, bodies, pids: [empty.pid] },
      plain: { url: plain, bodies, pids: [app.pid] },
      explained: { url: `${app.baseUrl}/api/predict`, bodies, pids: [app.pid] },
      fastApi: fastApi && { url: fastApi.url, bodies, pids: fastApi.pids() },
      flask: flask && { url: flask.url, bodies, pids: flask.pids() },
    }
    const loads = await loadInTurns(targets, { seconds, turns }, context)
    const batchMilliseconds = await bigCall(plain, patients, signal)
    say(`  ${BATCH.toLocaleString('en')} in one call: ${batchMilliseconds.toFixed(0)} ms`)
    const chartMilliseconds = await chartCalls(app.baseUrl, seed, signal)
    say(
      `  a day's chart: ${chartMilliseconds.stay.toFixed(0)} ms as a stay, ${chartMilliseconds.cds.toFixed(0)} ms by CDS Hooks`,
    )
    return { loads, batchMilliseconds, chartMilliseconds, coldStart }
  } finally {
    for (const server of started.reverse()) await server.stop()
  }
}

/** The folder that peers read the model from; answers the path of `model.json`. */
async function writeModel(folder: string, { bytes, xgboost }: MeasuredModel): Promise<string> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'xgboost.json'), xgboost)
  const file = join(folder, 'model.json')
  await writeFile(file, bytes)
  return file
}

async function startPeer(
  recipe: (typeof PYTHON_PEERS)[keyof typeof PYTHON_PEERS],
  where: { readonly folder: string; readonly port: number },
  { signal, say }: BenchmarkContext,
  keep: (server: PythonServer) => PythonServer,
): Promise<PythonServer | undefined> {
  const missing = await missingOf(recipe)
  if (missing === undefined) return keep(await startPythonServer(recipe, { ...where, signal }))
  say(`  ${recipe.name}: skipped, ${missing}`)
  return undefined
}

/** Both do the same work only if both come to the same. */
async function assertSame(
  app: RunningHost,
  peer: PythonServer,
  bodies: readonly string[],
): Promise<void> {
  for (const body of bodies) {
    const [ours, theirs] = await Promise.all(
      [`${app.baseUrl}/api/predict`, peer.url].map(async url => {
        const headers = { 'content-type': 'application/json' }
        const answer = await fetch(url, { method: 'POST', headers, body })
        return probabilities.parse(await answer.json()).predictions[0]?.probability ?? Number.NaN
      }),
    )
    if (!(Math.abs((ours ?? 0) - (theirs ?? 0)) <= SAME_PROBABILITY)) {
      throw new Error(`${peer.name} answers ${theirs} where the app answers ${ours}`)
    }
  }
}

async function loadInTurns(
  targets: Readonly<Record<Load, Target | undefined>>,
  { seconds, turns }: { readonly seconds: number; readonly turns: number },
  { signal, say }: BenchmarkContext,
): Promise<Record<Load, LoadReport | undefined>> {
  const reports: Record<Load, LoadReport[]> = {
    empty: [],
    parsing: [],
    plain: [],
    explained: [],
    fastApi: [],
    flask: [],
  }
  const names: readonly Load[] = ['empty', 'parsing', 'plain', 'explained', 'fastApi', 'flask']
  for (let turn = 0; turn < turns; turn++) {
    for (const name of names) {
      const target = targets[name]
      if (target === undefined) continue
      const report = await load(target, seconds, signal)
      reports[name].push(report)
      say(`  ${name}: ${lineOf(report)}`)
    }
  }
  return {
    empty: medianReport(reports.empty),
    parsing: medianReport(reports.parsing),
    plain: medianReport(reports.plain),
    explained: medianReport(reports.explained),
    fastApi: medianReport(reports.fastApi),
    flask: medianReport(reports.flask),
  }
}

function lineOf({ requestsPerSecond, p50, p99, cpuMillisecondsPerRequest: cpu }: LoadReport) {
  const used = cpu === undefined ? '' : `, ${cpu.toFixed(3)} ms CPU`
  return `${requestsPerSecond.toFixed(0)} requests/s, p50 ${p50} ms, p99 ${p99} ms${used}`
}

/** Each figure's median over the turns; undefined of none. */
export function medianReport(reports: readonly LoadReport[]): LoadReport | undefined {
  if (reports.length === 0) return undefined
  const of = (figure: (report: LoadReport) => number): number => median(reports.map(figure))
  const isKnown = reports.every(report => report.cpuMillisecondsPerRequest !== undefined)
  return {
    requestsPerSecond: of(report => report.requestsPerSecond),
    p50: of(report => report.p50),
    p99: of(report => report.p99),
    cpuMillisecondsPerRequest: isKnown
      ? of(report => report.cpuMillisecondsPerRequest ?? 0)
      : undefined,
  }
}

async function medianColdStart(
  modelFile: string,
  version: string,
  body: string,
  signal: AbortSignal,
): Promise<ColdStart> {
  const starts: ColdStart[] = []
  for (let start = 0; start < COLD_STARTS; start++) {
    starts.push(await measureColdStart(modelFile, version, body, signal))
  }
  return {
    importMilliseconds: median(starts.map(({ importMilliseconds }) => importMilliseconds)),
    milliseconds: median(starts.map(({ milliseconds }) => milliseconds)),
    status: 200,
    loadsDuckdb: starts.some(({ loadsDuckdb }) => loadsDuckdb),
  }
}
