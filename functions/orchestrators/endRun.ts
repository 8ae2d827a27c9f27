import type { OrchestrationContext } from 'durable-functions'
import { publishEvent } from '../../shared/contracts/activities.ts'
import type { TrainOutcome } from '../../shared/contracts/orchestrations.ts'
import { call, type Steps } from '../../shared/durable/orchestration.ts'
import { show } from './progress.ts'

/** Shows and tells what a run has come to, and answers it. */
export function* endRun(
  context: OrchestrationContext,
  dataset: string,
  outcome: TrainOutcome,
): Steps<TrainOutcome> {
  if (!outcome.ok) {
    show(context, { stage: 'failed', done: 0, total: 1, message: outcome.reason })
    yield* tell(context, 'TrainingFailed', dataset, { reason: outcome.reason })
    return outcome
  }
  show(context, { stage: 'done', done: 1, total: 1, message: `version ${outcome.version}` })
  yield* tell(context, 'ModelPublished', dataset, {
    version: outcome.version,
    family: outcome.family,
    decision: outcome.gate.decision,
  })
  return outcome
}

function* tell(
  context: OrchestrationContext,
  type: 'ModelPublished' | 'TrainingFailed',
  dataset: string,
  data: Record<string, string>,
): Steps<void> {
  const runId = context.df.instanceId
  const subject = `datasets/${dataset}/runs/${runId}`
  yield* call(context, publishEvent, {
    id: `${runId}-${type}`,
    type,
    subject,
    data: { dataset, ...data },
  })
}
