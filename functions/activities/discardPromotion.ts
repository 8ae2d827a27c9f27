import { discardPromotion } from '../../shared/contracts/activities.ts'
import { deleteLeftovers } from '../../shared/datasets/promotionBlobs.ts'
import { implement } from '../../shared/durable/implement.ts'
import { patientStorage } from '../../shared/storage/connect.ts'

/** Deletes what was written of a version of a file before a newer one came. */
implement(discardPromotion, async ({ file, instanceId }) => {
  const { lake } = await patientStorage()
  await deleteLeftovers(lake, file, instanceId)
  return {}
})
