import { checkReadiness } from '../../shared/contracts/activities.ts'
import { completeDataset, settleDataset } from '../../shared/contracts/orchestrations.ts'
import { call, orchestrate } from '../../shared/durable/orchestration.ts'

/** A dataset without `_SUCCESS`: if nothing has changed when the time is over, it is taken as whole. */
orchestrate(settleDataset, function* (context, { dataset, fingerprint, seconds }) {
  const due = context.df.currentUtcDateTime
  due.setTime(due.getTime() + seconds * 1000)
  yield context.df.createTimer(due)
  return yield* call(context, checkReadiness, { dataset, settled: fingerprint })
})

/** The `_SUCCESS` file has come: perhaps all that it names is in silver already. */
orchestrate(completeDataset, function* (context, { dataset }) {
  return yield* call(context, checkReadiness, { dataset })
})
