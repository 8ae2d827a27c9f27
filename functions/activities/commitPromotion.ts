import { commitPromotion } from '../../shared/contracts/activities.ts'
import type { PartQuality } from '../../shared/contracts/quality.ts'
import type { RangeMeasures } from '../../shared/contracts/rangeMeasures.ts'
import {
  deleteLeftovers,
  deleteOverwrittenKeys,
  promotionBlobs,
  readMeasures,
} from '../../shared/datasets/promotionBlobs.ts'
import { filePromoted } from '../../shared/datasets/promotions.ts'
import { implement } from '../../shared/durable/implement.ts'
import { contractOf } from '../../shared/mimic/tableContracts.ts'
import { mergeParts } from '../../shared/quality/mergeParts.ts'
import { promotionNotes } from '../../shared/quality/promotionNotes.ts'
import { sumRanges } from '../../shared/quality/sumRanges.ts'
import { tableQuality } from '../../shared/quality/tableQuality.ts'
import { patientStorage } from '../../shared/storage/connect.ts'
import { writeJson } from '../../shared/storage/json.ts'
import { qualityPath } from '../../shared/storage/paths.ts'
import { contentHash } from '../../shared/tables/contentHash.ts'
import { CommitUnwanted, commitDelta, type DeltaCommit } from '../../shared/tables/deltaCommit.ts'
import { deltaSchemaOf } from '../../shared/tables/deltaSchema.ts'

/** One Delta commit that replaces the table by the file's parts, and the row that counts them. */
implement(commitPromotion, async (input, context) => {
  const { file, conversions, unknownColumns, instanceId } = input
  const { lake, rows } = await patientStorage()
  const isCurrent = async () => (await lake.stat(file.path))?.etag === file.etag
  if (!(await isCurrent())) return { ok: 'superseded' as const }

  const contract = contractOf(file.table)
  const blobs = promotionBlobs(file, instanceId)
  const ranges: Omit<RangeMeasures, 'quality'>[] = []
  let whole: PartQuality | undefined
  for await (const { quality, ...range } of readMeasures(lake, blobs, conversions)) {
    ranges.push(range)
    whole = whole === undefined ? quality : mergeParts(whole, quality)
  }
  if (whole === undefined) throw new Error(`${file.path}: there is no range to commit`)
  const { parts, rejects, blockHashes, rowsIn, rowsOut, quarantined, latin1Rows, reasons } =
    sumRanges(ranges)
  const now = new Date()
  const commit: DeltaCommit = {
    mode: 'overwrite',
    schema: deltaSchemaOf(contract),
    files: parts.map(({ path, bytes, rows: rowsOfPart, columns }) => ({
      path: path.slice(blobs.table.length),
      bytes,
      rows: rowsOfPart,
      columns,
    })),
    application: { id: instanceId, version: 1 },
    timestamp: now.getTime(),
    // a newer version of the file may be faster: what it has committed is not undone
    isWanted: isCurrent,
  }
  const committed = await unlessUnwanted(async () => commitDelta(lake, blobs.table, commit))
  if (committed === undefined) return { ok: 'superseded' as const }
  const { version: deltaVersion, warning } = committed
  if (warning !== undefined) context.warn(warning)

  const counts = { rowsIn, rowsOut, quarantined, deltaVersion }
  const keys = parts.map(part => part.keys)

  // the report first: whoever sees the row finds it
  const report = tableQuality(
    contract,
    {
      file: file.path,
      measured: now.toISOString(),
      ...counts,
      reasons,
      latin1Rows,
      unknownColumns,
      keys,
    },
    [whole],
  )
  await writeJson(lake, qualityPath(file.dataset, file.table, deltaVersion), report)
  const silver = {
    ...counts,
    contentHash: contentHash(blockHashes),
    contractVersion: contract.version,
    notes: promotionNotes({ reasons, latin1Rows, unknownColumns, pass: conversions.pass }),
  }
  const newest = await filePromoted(rows, file, silver, now.toISOString())
  if (!newest) return { ok: 'superseded' as const }
  await deleteLeftovers(lake, file, instanceId, [...keys, ...rejects])
  await deleteOverwrittenKeys(lake, file, instanceId, deltaVersion)
  return { ok: true as const, ...counts }
})

async function unlessUnwanted<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof CommitUnwanted) return undefined
    throw error
  }
}
