import type { OrchestrationContext } from 'durable-functions'
import type { RunProgress } from '../../shared/contracts/orchestrations.ts'

/** Where a run stands, as its custom status. */
export function show(context: OrchestrationContext, progress: RunProgress): void {
  context.df.setCustomStatus(progress)
}

/** Seconds since the epoch, the same at every replay. */
export function now(context: OrchestrationContext): number {
  return context.df.currentUtcDateTime.getTime() / 1000
}
