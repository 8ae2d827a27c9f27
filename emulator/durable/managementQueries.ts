import type { HostResponse } from '../http.ts'
import { purge, purgeWhere } from './instanceOperations.ts'
import { answerEmpty, answerJson, type Query } from './managementAnswers.ts'
import type { ManagementCall } from './managementCall.ts'
import { hasEnded } from './startInstance.ts'
import { type StatusOptions, statusPayload } from './statusPayload.ts'
import type { InstanceRecord } from './store.ts'

const STATUSES = new Set<string>([
  'Pending',
  'Running',
  'Suspended',
  'Completed',
  'Failed',
  'Terminated',
  'Canceled',
  'ContinuedAsNew',
])
const DEFAULT_PAGE = 100
const STATUS_RETRY_S = '5'

export function showInstance({ engine, query, request }: ManagementCall, id: string): HostResponse {
  const record = engine.store.instance(id)
  if (record === undefined) return answerEmpty(404)
  const body = statusPayload(record, statusOptions(query), () => engine.store.history(id))
  if (!hasEnded(record.runtimeStatus)) {
    return answerJson(202, body, { location: request.url.href, 'retry-after': STATUS_RETRY_S })
  }
  const isError =
    record.runtimeStatus === 'Failed' && query.flag('returnInternalServerErrorOnFailure', false)
  return answerJson(isError ? 500 : 200, body)
}

const statusOptions = (query: Query): StatusOptions => ({
  showInput: query.flag('showInput', true),
  showHistory: query.flag('showHistory', false),
  showHistoryOutput: query.flag('showHistoryOutput', false),
})

export function listInstances({ engine, query, request }: ManagementCall): HostResponse {
  const prefix = query.text('instanceIdPrefix') ?? ''
  const matches = filterOf(query)
  const pageSize = query.number('top') ?? DEFAULT_PAGE
  const options = { ...statusOptions(query), showHistory: false }
  const token = request.headers['x-ms-continuation-token']
  const from = token === undefined ? prefix : Buffer.from(token, 'base64').toString()

  const page: Record<string, unknown>[] = []
  const headers: Record<string, string> = {}
  for (const record of engine.store.instances(from)) {
    if (!record.instanceId.startsWith(prefix)) {
      if (record.instanceId > prefix) break
      continue
    }
    if (!matches(record)) continue
    if (page.length >= pageSize) {
      headers['x-ms-continuation-token'] = Buffer.from(record.instanceId).toString('base64')
      break
    }
    page.push(statusPayload(record, options, () => []))
  }
  return answerJson(200, page, headers)
}

/** Filters by creation time and status; names of no status are ignored, as the host does. */
function filterOf(query: Query): (record: InstanceRecord) => boolean {
  const from = query.time('createdTimeFrom') ?? Number.NEGATIVE_INFINITY
  const to = query.time('createdTimeTo') ?? Number.POSITIVE_INFINITY
  const statuses = new Set(query.list('runtimeStatus').filter(status => STATUSES.has(status)))
  return ({ createdTime, runtimeStatus }) =>
    createdTime >= from && createdTime <= to && (statuses.size === 0 || statuses.has(runtimeStatus))
}

export async function purgeOne({ engine }: ManagementCall, id: string): Promise<HostResponse> {
  const outcome = await purge(engine, id)
  if (outcome === 'accepted') return answerJson(200, { instancesDeleted: 1 })
  if (typeof outcome === 'object') {
    return answerJson(
      412,
      `Only orchestrations in a terminal state can be purged, but the orchestration with instance ID ${id} has status ${outcome.unfit}`,
    )
  }
  return answerEmpty(404)
}

export async function purgeByFilter({ engine, query }: ManagementCall): Promise<HostResponse> {
  if (query.time('createdTimeFrom') === undefined) {
    return answerJson(400, "Please provide value for 'createdTimeFrom' parameter.")
  }
  const instancesDeleted = await purgeWhere(engine, filterOf(query))
  return instancesDeleted === 0 ? answerEmpty(404) : answerJson(200, { instancesDeleted })
}
