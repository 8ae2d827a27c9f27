import type { DurableClient } from 'durable-functions'
import { z } from 'zod'
import { type HistorySpan, spansOf, type Timeline, timeline } from '../datasets/timeline.ts'

/** An orchestration, those that it called, and those that they called: more levels there are not. */
const LEVELS = 3

const statusWithHistory = z.object({
  runtimeStatus: z.string(),
  /** Absent while it has not begun. */
  historyEvents: z.array(z.unknown()).default([]),
})
type StatusWithHistory = z.infer<typeof statusWithHistory>

interface Level {
  readonly status: string
  readonly spans: readonly HistorySpan[]
}

/** What an orchestration has done and does, with the orchestrations that it called; undefined where it is unknown. */
export async function readTimeline(
  client: DurableClient,
  instanceId: string,
): Promise<Timeline | undefined> {
  const whole = await readLevel(client, instanceId, 0)
  if (whole === undefined) return undefined
  // parsed, a span has no child
  return timeline.parse({ instanceId, ...whole })
}

async function readLevel(
  client: DurableClient,
  instanceId: string,
  depth: number,
): Promise<Level | undefined> {
  const status = await statusOf(client, instanceId)
  if (status === undefined) return undefined
  const own = spansOf(instanceId, status.historyEvents, depth)
  const called = own.flatMap(({ child }) => (child === undefined ? [] : [child]))
  const isLast = depth + 1 === LEVELS
  const below = isLast
    ? []
    : await Promise.all(called.map(child => readLevel(client, child, depth + 1)))
  return {
    status: status.runtimeStatus,
    spans: [...own, ...below.flatMap(level => level?.spans ?? [])],
  }
}

/** Asked by HTTP: the client's `getStatus` looks for the history under a name that the extension does not use. */
async function statusOf(
  client: DurableClient,
  instanceId: string,
): Promise<StatusWithHistory | undefined> {
  const url = new URL(client.createHttpManagementPayload(instanceId).statusQueryGetUri)
  url.searchParams.set('showHistory', 'true')
  url.searchParams.set('showInput', 'false')
  const response = await fetch(url)
  if (response.status === 404) return undefined
  // 500: the instance has failed, and is told of as any other
  return statusWithHistory.parse(await response.json())
}
