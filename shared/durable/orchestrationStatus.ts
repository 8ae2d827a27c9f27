import type { DurableClient } from 'durable-functions'
import type { OrchestrationStatus, StatusOf } from '../datasets/pipelineView.ts'

/** Statuses as `shared/datasets` wants them; an instance that is unknown is undefined. */
export function statusReader(client: DurableClient): StatusOf {
  return async instanceId => {
    try {
      const status = await client.getStatus(instanceId, { showInput: false })
      return {
        runtimeStatus: status.runtimeStatus,
        createdTime: isoTime(status.createdTime),
        lastUpdatedTime: isoTime(status.lastUpdatedTime),
        customStatus: status.customStatus,
        output: status.output,
        statusUrl: withoutKey(client.createHttpManagementPayload(instanceId).statusQueryGetUri),
      } satisfies OrchestrationStatus
    } catch (error) {
      if (isUnknownInstance(error)) return undefined
      throw error
    }
  }
}

/** The client throws a plain error where Durable answered 404. */
export function isUnknownInstance(error: unknown): boolean {
  return error instanceof Error && error.message.includes('replied with HTTP 404')
}

function isoTime(time: Date | string): string {
  return new Date(time).toISOString()
}

/** Durable's links carry its system key, which may do more than whoever asks for a status: it stays here. */
function withoutKey(link: string): string {
  const url = new URL(link)
  url.searchParams.delete('code')
  return url.href
}
