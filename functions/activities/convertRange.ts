import { convertOnWorker } from '../../shared/compute/convertOnWorker.ts'
import { withTemporaryFolder } from '../../shared/compute/temporaryFolder.ts'
import { convertRange } from '../../shared/contracts/activities.ts'
import type { PartQuality } from '../../shared/contracts/quality.ts'
import type { RangeMeasures, SilverPart } from '../../shared/contracts/rangeMeasures.ts'
import { promotionBlobs } from '../../shared/datasets/promotionBlobs.ts'
import { implement } from '../../shared/durable/implement.ts'
import { contractOf } from '../../shared/mimic/tableContracts.ts'
import { mergeParts } from '../../shared/quality/mergeParts.ts'
import { readSettings } from '../../shared/settings.ts'
import { patientStorage } from '../../shared/storage/connect.ts'
import { writeJson } from '../../shared/storage/json.ts'
import { PreconditionFailed } from '../../shared/storage/lake.ts'
import { bytesOfRange } from '../../shared/tables/fileRanges.ts'

const MIB = 1024 * 1024

/**
 * Converts one byte range of a file, as it streams in, to Parquet parts; refused rows go to quarantine with their reasons,
 * what was measured into a blob.
 */
implement(convertRange, async ({ file, plan, range, pass, instanceId }) => {
  const { lake } = await patientStorage()
  const { TEMPORARY_FOLDER, DUCKDB_MEMORY_MIB, RANGE_MIB } = readSettings(process.env)
  const blobs = promotionBlobs(file, instanceId)
  const isWhole = range.start === 0 && range.end === file.bytes

  return await withTemporaryFolder(TEMPORARY_FOLDER, async folder => {
    const parts: SilverPart[] = []
    const rejects: string[] = []
    let quality: PartQuality | undefined
    const request = {
      name: file.path,
      fileBytes: file.bytes,
      range,
      compression: plan.compression,
      contract: contractOf(file.table),
      columns: plan.columns,
      headerBytes: plan.headerBytes,
      folder,
      // a range is one part; a file that cannot be cut is cut here, into parts of the same size
      partBytes: isWhole ? RANGE_MIB * MIB : Number.POSITIVE_INFINITY,
      ...(pass === 'unique' && { earlierIds: await lake.read(blobs.repeatedIds(range.index)) }),
      threads: 1,
      memoryMiB: DUCKDB_MEMORY_MIB,
    }

    // the bytes of this version, and of no other
    const bytes = bytesOfRange(range, file.bytes)
    const stored = lake.stream(file.path, { range: bytes, ifMatch: file.etag })
    try {
      const converted = await convertOnWorker(request, stored, async part => {
        const number = range.index + part.index
        const [path, keys] = [blobs.part(pass, number), blobs.keys(pass, number)]
        await Promise.all([lake.upload(part.parquet, path), lake.upload(part.keys, keys)])
        const { rows, columns } = part.quality
        parts.push({ path, bytes: part.bytes, rows, columns: statisticsOf(columns), keys })
        quality = quality === undefined ? part.quality : mergeParts(quality, part.quality)
        if (part.rejects !== null) {
          await lake.upload(part.rejects, blobs.rejects(pass, number))
          rejects.push(blobs.rejects(pass, number))
        }
      })
      if (converted.ok !== true) return converted

      const { ok, rowIds, ...counts } = converted
      // of several ranges: of one, they are all known to be different
      if (pass === 'first' && !isWhole) await lake.write(blobs.rowIds(range.index), rowIds)
      if (quality === undefined) throw new Error(`${file.path}: converted, but into no part`)
      const measures: RangeMeasures = { parts, quality, rejects, ...counts }
      await writeJson(lake, blobs.measures(pass, range.index), measures)
      return { ok, rowsIn: counts.rowsIn, rowsOut: counts.rowsOut }
    } catch (error) {
      if (error instanceof PreconditionFailed) return { ok: 'superseded' as const }
      throw error
    }
  })
})

/** What Delta keeps of the columns of a part. */
function statisticsOf(columns: PartQuality['columns']): SilverPart['columns'] {
  return Object.fromEntries(
    Object.entries(columns).map(([name, { nulls, min, max }]) => [name, { nulls, min, max }]),
  )
}
