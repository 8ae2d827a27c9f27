import { endApproval } from '../../shared/contracts/activities.ts'
import { implement } from '../../shared/durable/implement.ts'
import { approvalAsked } from '../../shared/registry/approvalBody.ts'
import { endApproval as endWaiting } from '../../shared/registry/decisions.ts'
import { gateAnswer } from '../../shared/registry/gateAnswer.ts'
import { patientStorage } from '../../shared/storage/connect.ts'

/** What a person has decided, or that nobody has in time, is done and written down. */
implement(endApproval, async ({ instanceId, event }) => {
  const { lake, rows } = await patientStorage()
  const asked = event === null ? 'time is up' : approvalAsked(event.value, new Date().toISOString())
  return await gateAnswer(rows, await endWaiting(lake, rows, instanceId, asked))
})
