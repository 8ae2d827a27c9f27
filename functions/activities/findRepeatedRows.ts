import { findRepeatsOnWorker } from '../../shared/compute/findRepeatsOnWorker.ts'
import { findRepeatedRows } from '../../shared/contracts/activities.ts'
import type { ColumnStatistics } from '../../shared/contracts/promotion.ts'
import { promotionBlobs, readMeasures } from '../../shared/datasets/promotionBlobs.ts'
import { implement } from '../../shared/durable/implement.ts'
import { patientStorage } from '../../shared/storage/connect.ts'
import { overlaps } from '../../shared/tables/rowIdFile.ts'

/** Finds the ranges of a file with rows whose row_id a row of an earlier range has, and leaves the ids in a blob each. */
implement(findRepeatedRows, async ({ file, ranges, instanceId }) => {
  const { lake } = await patientStorage()
  const blobs = promotionBlobs(file, instanceId)
  const spans: (ColumnStatistics | undefined)[] = []
  for await (const { parts } of readMeasures(lake, blobs, { pass: 'first', ranges, unique: [] })) {
    spans.push(...parts.map(({ columns }) => columns['row_id']))
  }
  if (!overlaps(spans)) return { ranges: [] }

  const repeating: number[] = []
  await findRepeatsOnWorker(
    ranges,
    async range => await lake.read(blobs.rowIds(range)),
    async (range, ids) => {
      await lake.write(blobs.repeatedIds(range), ids)
      repeating.push(range)
    },
  )
  return { ranges: repeating }
})
