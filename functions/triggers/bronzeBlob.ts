import { app, type EventGridEvent, type InvocationContext } from '@azure/functions'
import { getClient, input } from 'durable-functions'
import { completeDataset, promoteTable } from '../../shared/contracts/orchestrations.ts'
import { recordIgnoredFile } from '../../shared/datasets/ignoredFiles.ts'
import { receiveFile } from '../../shared/datasets/promotions.ts'
import { startOnce } from '../../shared/durable/startOnce.ts'
import { parseBlobCreated } from '../../shared/storage/blobCreated.ts'
import { storage } from '../../shared/storage/connect.ts'
import { parseBronzeName } from '../../shared/tables/bronzeName.ts'

/**
 * A file was dropped into bronze. The instance id comes from blob and ETag, so an event that is delivered twice, or
 * late, is one run. What is no table of a dataset is said in the log and left alone.
 */
app.eventGrid('onBronzeBlob', {
  extraInputs: [input.durableClient()],
  handler: async (event: EventGridEvent, context: InvocationContext): Promise<void> => {
    const blob = await parseBlobCreated(event)
    if (blob === undefined) return
    const { lake, rows } = await storage()
    const now = new Date().toISOString()
    const name = parseBronzeName(blob.path)
    const client = getClient(context)

    if (!name.ok) {
      context.warn(name.reason)
      await recordIgnoredFile(lake, blob.path, name.reason)
    } else if (name.kind === 'success') {
      const { dataset } = name
      await startOnce(client, completeDataset, `complete-${dataset}-${blob.etag}`, { dataset })
    } else {
      const { dataset, table } = name
      const instanceId = `promote-${dataset}-${table}-${blob.etag}`
      const file = { dataset, table, ...blob }
      const isCurrent = async () => (await lake.stat(blob.path))?.etag === blob.etag
      // an event that comes late, when the file has been overwritten or deleted, is about nothing any more
      if (!(await isCurrent())) return
      await startOnce(client, promoteTable, instanceId, file, async () => {
        await receiveFile(rows, file, instanceId, now, isCurrent)
      })
    }
  },
})
