import { app, type HttpHandler, type TimerHandler } from '@azure/functions'
import { z } from 'zod'
import { onWorker } from '../../shared/compute/pool.ts'
import { withTemporaryFolder } from '../../shared/compute/temporaryFolder.ts'
import { invalidInput } from '../../shared/http/inputErrors.ts'
import { readChampion } from '../../shared/registry/championPointer.ts'
import { type DriftSources, daysBefore, driftOfChampion } from '../../shared/serving/drift.ts'
import { driftHistory, recordDrift } from '../../shared/serving/driftHistory.ts'
import { type PredictionSource, predictionSource } from '../../shared/serving/loggedPredictions.ts'
import { readSettings } from '../../shared/settings.ts'
import { patientStorage, type Storage, storage } from '../../shared/storage/connect.ts'
import { publishToTopic } from '../../shared/storage/eventTopic.ts'
import { localCopies } from '../../shared/storage/localCopies.ts'
import { queryOf } from '../http/query.ts'
import { json, respond } from '../http/respond.ts'

/** `GET /api/models/champion/drift`: the logged predictions of the champion beside its training rows. */
export function driftHandler(connect: () => Promise<DriftSources>): HttpHandler {
  return respond(async request => {
    const until = new Date().toISOString()
    const query = queryOf(request, ['since', 'source'])
    const since = sinceParameter(query.get('since'), until)
    const source = sourceParameter(query.get('source'))
    return json(await driftOfChampion(await connect(), { since, until }, source))
  })
}

/** `GET /api/models/champion/drift/history`: what `recordDrift` has recorded, newest first. */
export function driftHistoryHandler(connect: () => Promise<Pick<Storage, 'rows'>>): HttpHandler {
  return respond(async () => {
    const { rows } = await connect()
    return json({ records: await driftHistory(rows) })
  })
}

/** Compares, keeps the outcome, and publishes `IcuMortality.DriftDetected` when it crosses into drift. */
const compareAndRecord: TimerHandler = async (_, context) => {
  const { lake, rows } = await patientStorage()
  if ((await readChampion(lake)) === undefined) return
  const until = new Date().toISOString()
  const times = { since: daysBefore(until), until }
  const drift = await driftOfChampion(sourcesOf({ lake, rows }), times)
  const { state, version } = await recordDrift(rows, drift, async event => {
    const published = await publishToTopic(readSettings(process.env), event)
    context.log(`${event.type} ${event.subject}${published ? '' : ' (no topic is configured)'}`)
  })
  context.log(`drift of ${version}: ${state}`)
}

function sourcesOf({ lake, rows }: Storage): DriftSources {
  const { TEMPORARY_FOLDER } = readSettings(process.env)
  return {
    lake,
    rows,
    async measure(paths, task) {
      return await withTemporaryFolder(TEMPORARY_FOLDER, async folder => {
        const parts = await localCopies(lake, paths, folder)
        return await onWorker('measureDrift', { ...task, parts })
      })
    },
  }
}

/** Times of any zone; a date alone is its midnight in UTC. */
const time = z.union([z.iso.datetime({ offset: true }), z.iso.date()])

function sinceParameter(value: string | null, until: string): string {
  if (value === null) return daysBefore(until)
  const parsed = time.safeParse(value)
  if (!parsed.success) {
    const message = 'must be a date or time of ISO 8601, such as 2026-11-26 or 2026-11-26T08:00:00Z'
    throw invalidInput([{ pointer: '?since', message }])
  }
  const since = new Date(parsed.data).toISOString()
  if (since <= until) return since
  throw invalidInput([{ pointer: '?since', message: `must not be later than now, ${until}` }])
}

function sourceParameter(value: string | null): PredictionSource | undefined {
  if (value === null) return undefined
  const parsed = predictionSource.safeParse(value)
  if (parsed.success) return parsed.data
  const message = `must be one of ${predictionSource.options.join(', ')}`
  throw invalidInput([{ pointer: '?source', message }])
}

app.http('getDrift', {
  route: 'models/champion/drift',
  methods: ['GET'],
  authLevel: 'function',
  handler: driftHandler(async () => sourcesOf(await storage())),
})

app.http('getDriftHistory', {
  route: 'models/champion/drift/history',
  methods: ['GET'],
  authLevel: 'function',
  handler: driftHistoryHandler(storage),
})

app.timer('recordDrift', { schedule: '%DRIFT_SCHEDULE%', handler: compareAndRecord })
