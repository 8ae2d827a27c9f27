import { join } from 'node:path'
import { withTemporaryFolder } from '../../shared/compute/temporaryFolder.ts'
import { refuseFile } from '../../shared/contracts/activities.ts'
import { deleteLeftovers } from '../../shared/datasets/promotionBlobs.ts'
import { fileRefused } from '../../shared/datasets/promotions.ts'
import { implement } from '../../shared/durable/implement.ts'
import { readSettings } from '../../shared/settings.ts'
import { patientStorage } from '../../shared/storage/connect.ts'
import { BlobNotFound, PreconditionFailed } from '../../shared/storage/lake.ts'
import { quarantineFolder } from '../../shared/storage/paths.ts'

/** A larger file stays in bronze alone: a copy of it would cost more than it tells. */
const LARGEST_COPY_BYTES = 1024 * 1024 * 1024

/**
 * Puts a refused file into quarantine with its reason, and the reason into the table's row. In bronze it stays where it
 * is; a corrected file that is dropped over it is promoted as any other.
 */
implement(refuseFile, async ({ file, reason, instanceId }) => {
  const { lake, rows } = await patientStorage()
  const folder = `${quarantineFolder(file.dataset, file.table)}${instanceId}/`
  const { path, etag, bytes } = file
  const copied = bytes <= LARGEST_COPY_BYTES && (await copyToQuarantine())
  const record = { file: path, etag, bytes, copied, reason }
  await deleteLeftovers(lake, file, instanceId)
  await lake.write(`${folder}reason.json`, `${JSON.stringify(record, null, 2)}\n`)
  await fileRefused(rows, file, reason, new Date().toISOString())
  return { path: folder }

  async function copyToQuarantine(): Promise<boolean> {
    const { TEMPORARY_FOLDER } = readSettings(process.env)
    return await withTemporaryFolder(TEMPORARY_FOLDER, async temporary => {
      const local = join(temporary, 'refused')
      try {
        await lake.download(path, local, { ifMatch: etag })
      } catch (error) {
        // deleted or overwritten since: there is nothing to keep
        if (error instanceof BlobNotFound || error instanceof PreconditionFailed) return false
        throw error
      }
      await lake.upload(local, `${folder}${path.slice(path.lastIndexOf('/') + 1)}`)
      return true
    })
  }
})
