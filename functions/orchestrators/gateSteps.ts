import type { OrchestrationContext } from 'durable-functions'
import { decideChampion, endApproval, publishEvent } from '../../shared/contracts/activities.ts'
import { APPROVAL_EVENT, type StageSeconds } from '../../shared/contracts/orchestrations.ts'
import type { GateMode } from '../../shared/contracts/training.ts'
import { call, eventBefore, type Steps } from '../../shared/durable/orchestration.ts'
import { now, show } from './progress.ts'

interface Offer {
  readonly dataset: string
  /** The training run whose study the version comes from. */
  readonly runId: string
  readonly version: string
  readonly mode: GateMode
  /** Of the parts before publishing, and since when this one lasts, in seconds since the epoch. */
  readonly spent: Omit<StageSeconds, 'publish'>
  readonly since: number
}

interface Passed {
  readonly decision: string
  readonly reason: string
  readonly seconds: StageSeconds
}

/** The gate against the champion; where a person is to decide, until that person has, or the time is up. */
export function* passGate(context: OrchestrationContext, offer: Offer): Steps<Passed> {
  const { spent, since, ...challenger } = offer
  const { dataset, runId, version } = challenger
  const { instanceId } = context.df
  let answer = yield* call(context, decideChampion, { ...challenger, instanceId })
  const seconds = { ...spent, publish: now(context) - since }

  if (answer.waitsUntil !== null) {
    yield* call(context, publishEvent, {
      id: `${instanceId}-ApprovalNeeded`,
      type: 'ApprovalNeeded',
      subject: `datasets/${dataset}/runs/${runId}`,
      data: { dataset, version, until: answer.waitsUntil, reason: answer.reason },
    })
  }
  // an event that says nothing that can be understood ends no waiting
  while (answer.waitsUntil !== null) {
    const { reason, waitsUntil: until } = answer
    show(context, {
      stage: 'approval',
      done: 0,
      total: 1,
      message: `a person must approve version ${version} or keep the champion by ${until}. ${reason}`,
      approval: { version, reason, until },
      seconds,
    })
    const event = yield* eventBefore(context, APPROVAL_EVENT, until)
    answer = yield* call(context, endApproval, { instanceId, event: event ?? null })
  }
  const { decision, reason } = answer
  return { decision, reason, seconds }
}
