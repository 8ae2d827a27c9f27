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
        statusUrl: client.createHttpManagementPayload(instanceId).statusQueryGetUri,
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
