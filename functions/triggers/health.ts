import { app, type HttpHandler } from '@azure/functions'
import type { Health } from '../../shared/serving/health.ts'
import { type Serving, serving } from '../../shared/serving/serving.ts'
import { CHAMPION_PATH } from '../../shared/storage/paths.ts'
import { APP_VERSION } from '../http/appRoot.ts'
import { json, respond } from '../http/respond.ts'

/** Longer than this, and storage counts as unreachable: whoever asks for health does not want to wait. */
const PATIENCE_MS = 2_000

/**
 * `GET /api/health`: 200 while the process answers, whatever is away, as a restart would not bring it back. The body
 * says what works.
 */
export function healthHandler(connect: () => Promise<Serving>): HttpHandler {
  return respond(async () => {
    const { lake, champion, log } = await connect()
    // a process that has served nothing yet has not looked for the champion either
    const [reachable] = await Promise.all([
      answersInTime(lake.stat(CHAMPION_PATH)),
      answersInTime(champion.current()),
    ])
    const { pointer, problem, secondsSinceValidated } = champion.status()
    const away = pointer !== null && problem !== null
    return json({
      status: reachable && !away ? 'ok' : 'degraded',
      versions: { app: APP_VERSION, node: process.versions.node },
      storage: reachable ? 'reachable' : 'unreachable',
      champion: pointer,
      championProblem: problem,
      secondsSinceChampionValidated: secondsSinceValidated,
      predictionLog: log.status(),
    } satisfies Health)
  })
}

async function answersInTime(request: Promise<unknown>): Promise<boolean> {
  const answered = request.then(
    () => true,
    () => false,
  )
  const late = new Promise<boolean>(resolve => {
    setTimeout(resolve, PATIENCE_MS, false).unref()
  })
  return await Promise.race([answered, late])
}

app.http('health', {
  route: 'health',
  methods: ['GET'],
  authLevel: 'anonymous',
  handler: healthHandler(serving),
})
