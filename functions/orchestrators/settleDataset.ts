import { checkReadiness } from '../../shared/contracts/activities.ts'
import { completeDataset, settleDataset } from '../../shared/contracts/orchestrations.ts'
import { call, orchestrate, sleep } from '../../shared/durable/orchestration.ts'

/** So late, and no cold start: the app was down, and the files that came meanwhile are yet to be told. */
const LATE_SECONDS = 60

/** A dataset without `_SUCCESS`: if nothing has changed when the time is over, it is taken as whole. */
orchestrate(settleDataset, function* (context, { dataset, fingerprint, seconds }) {
  while ((yield* sleep(context, seconds)) > LATE_SECONDS) continue
  return yield* call(context, checkReadiness, { dataset, settled: fingerprint })
})

/** The `_SUCCESS` file has come: perhaps all that it names is in silver already. */
orchestrate(completeDataset, function* (context, { dataset }) {
  return yield* call(context, checkReadiness, { dataset })
})
