import { app, type HttpHandler } from '@azure/functions'
import { parseInput } from '../../shared/http/inputErrors.ts'
import { promote, promotionHistory } from '../../shared/registry/champion.ts'
import { readChampion } from '../../shared/registry/championPointer.ts'
import { decisionView, gateRecords } from '../../shared/registry/decisions.ts'
import { findings } from '../../shared/registry/findings.ts'
import { listedVersion } from '../../shared/registry/listedVersion.ts'
import { promotionBody } from '../../shared/registry/promotionBody.ts'
import { readVersionFile } from '../../shared/registry/versionFiles.ts'
import { modelVersions, readCard, readLineage } from '../../shared/registry/versions.ts'
import { type Serving, serving } from '../../shared/serving/serving.ts'
import { MODEL_NAME } from '../../shared/storage/paths.ts'
import { jsonBody } from '../http/body.ts'
import { json, respond } from '../http/respond.ts'

/** A name and a reason. */
const BODY_LIMIT = 16_384

/** `GET /api/models`: every published version, newest first, and which one serves. */
export function listModelsHandler(connect: () => Promise<Serving>): HttpHandler {
  return respond(async () => {
    const { lake, rows } = await connect()
    const champion = await readChampion(lake)
    return json({
      name: MODEL_NAME,
      champion: champion?.pointer ?? null,
      versions: await modelVersions(rows).list(),
    })
  })
}

/** `GET /api/models/history`: every promotion and every decision, newest first: who, when, why, instead of which. */
export function historyHandler(connect: () => Promise<Serving>): HttpHandler {
  return respond(async () => {
    const { lake, rows } = await connect()
    const [promotions, records] = await Promise.all([
      promotionHistory(lake, rows),
      gateRecords(rows),
    ])
    return json({ name: MODEL_NAME, promotions, decisions: records.map(decisionView) })
  })
}

/** `GET /api/models/{version or "champion"}`: the version's card, where it came from, and what its figures say. */
export function getModelHandler(connect: () => Promise<Serving>): HttpHandler {
  return respond(async request => {
    const { lake, rows } = await connect()
    const { version, published, isChampion } = await listedVersion(
      { lake, rows },
      request.params['version'] ?? '',
    )
    const card = await readCard(lake, version)
    return json({
      ...card,
      published,
      isChampion,
      lineage: await readLineage(lake, version),
      findings: findings(card),
    })
  })
}

/** `GET /api/models/{version or "champion"}/files/{name}`: a file of the version, as it was published. */
export function getModelFileHandler(connect: () => Promise<Serving>): HttpHandler {
  return respond(async request => {
    const { lake, rows } = await connect()
    const { version } = await listedVersion({ lake, rows }, request.params['version'] ?? '')
    const name = request.params['name'] ?? ''
    const { contentType, bytes } = await readVersionFile(lake, version, name)
    return {
      headers: {
        'content-type': contentType,
        'content-disposition': `attachment; filename="${version}-${name}"`,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      },
      body: bytes,
    }
  })
}

/** `POST /api/models/{version}/promote`: makes a version the champion; also the way back. */
export function promoteHandler(connect: () => Promise<Serving>): HttpHandler {
  return respond(async request => {
    const { by, reason } = parseInput(promotionBody, await jsonBody(request, BODY_LIMIT))
    const { lake, rows, champion } = await connect()
    const at = new Date().toISOString()
    const pointer = await promote(lake, rows, request.params['version'] ?? '', { by, reason, at })
    await champion.revalidate()
    return json(pointer)
  })
}

app.http('listModels', {
  route: 'models',
  methods: ['GET'],
  authLevel: 'function',
  handler: listModelsHandler(serving),
})

app.http('getPromotionHistory', {
  route: 'models/history',
  methods: ['GET'],
  authLevel: 'function',
  handler: historyHandler(serving),
})

app.http('getModel', {
  route: 'models/{version}',
  methods: ['GET'],
  authLevel: 'function',
  handler: getModelHandler(serving),
})

app.http('getModelFile', {
  route: 'models/{version}/files/{name}',
  methods: ['GET'],
  authLevel: 'function',
  handler: getModelFileHandler(serving),
})

app.http('promoteModel', {
  route: 'models/{version}/promote',
  methods: ['POST'],
  authLevel: 'function',
  handler: promoteHandler(serving),
})
