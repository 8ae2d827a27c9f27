import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { onWorker } from '../../shared/compute/pool.ts'
import { withTemporaryFolder } from '../../shared/compute/temporaryFolder.ts'
import { convertRange } from '../../shared/contracts/activities.ts'
import { implement } from '../../shared/durable/implement.ts'
import { contractOf } from '../../shared/mimic/tableContracts.ts'
import { readSettings } from '../../shared/settings.ts'
import { patientStorage } from '../../shared/storage/connect.ts'
import { PreconditionFailed } from '../../shared/storage/lake.ts'
import { quarantineFolder, silverTable } from '../../shared/storage/paths.ts'
import { bytesOfRange } from '../../shared/tables/fileRanges.ts'

/** Converts one byte range of a file to a Parquet part; refused rows go to quarantine with their reasons. */
implement(convertRange, async ({ file, plan, range, instanceId }) => {
  const { lake } = await patientStorage()
  const { TEMPORARY_FOLDER, DUCKDB_MEMORY_MIB } = readSettings(process.env)
  return await withTemporaryFolder(TEMPORARY_FOLDER, async folder => {
    // the bytes of this version, and of no other
    const source = join(folder, 'source')
    try {
      const bytes = bytesOfRange(range, file.bytes)
      await lake.download(file.path, source, { range: bytes, ifMatch: file.etag })
    } catch (error) {
      if (error instanceof PreconditionFailed) return { ok: 'superseded' as const }
      throw error
    }

    const output = join(folder, 'part.parquet')
    const rejects = join(folder, 'rejects.csv')
    const converted = await onWorker('convertCsv', {
      name: file.path,
      source,
      fileBytes: file.bytes,
      range,
      compression: plan.compression,
      contract: contractOf(file.table),
      columns: plan.columns,
      headerBytes: plan.headerBytes,
      output,
      rejects,
      temporaryFolder: folder,
      threads: 1,
      memoryMiB: DUCKDB_MEMORY_MIB,
    })
    if (!converted.ok) return converted

    // named by run and range: running twice writes the same blobs
    const number = String(range.index).padStart(5, '0')
    const path = `${silverTable(file.dataset, file.table)}part-${number}-${instanceId}.parquet`
    await lake.upload(output, path)
    if (existsSync(rejects)) {
      const folderOfTable = quarantineFolder(file.dataset, file.table)
      await lake.upload(rejects, `${folderOfTable}${instanceId}/rows-${number}.csv`)
    }
    return {
      ok: true as const,
      part: { path, ...converted.part },
    }
  })
})
