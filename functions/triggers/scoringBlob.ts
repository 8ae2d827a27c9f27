import { createHash } from 'node:crypto'
import { app, type EventGridEvent, type InvocationContext } from '@azure/functions'
import { getClient, input } from 'durable-functions'
import { scoreBatch } from '../../shared/contracts/orchestrations.ts'
import { startOnce } from '../../shared/durable/startOnce.ts'
import { batches, newBatch } from '../../shared/scoring/batches.ts'
import { parseBlobCreated } from '../../shared/storage/blobCreated.ts'
import { storage } from '../../shared/storage/connect.ts'

/**
 * A file was dropped into scoring. The instance id comes from blob and ETag, so an event that is delivered twice, or late,
 * is one run.
 */
app.eventGrid('onScoringBlob', {
  extraInputs: [input.durableClient()],
  handler: async (event: EventGridEvent, context: InvocationContext): Promise<void> => {
    const file = await parseBlobCreated(event)
    if (file === undefined) return
    const { lake, rows } = await storage()
    // an event that comes late, when the file has been overwritten or deleted, is about nothing any more
    if ((await lake.stat(file.path))?.etag !== file.etag) return
    const name = createHash('sha256').update(`${file.path} ${file.etag}`).digest('hex')
    const instanceId = `score-${name.slice(0, 24)}`
    await startOnce(getClient(context), scoreBatch, instanceId, file, async () => {
      await batches(rows).put(newBatch(file, instanceId, new Date().toISOString()))
    })
  },
})
