import { inspectFile } from '../../shared/contracts/activities.ts'
import type { PromotionPlan } from '../../shared/contracts/promotion.ts'
import { implement } from '../../shared/durable/implement.ts'
import { contractOf } from '../../shared/mimic/tableContracts.ts'
import { readSettings } from '../../shared/settings.ts'
import { patientStorage } from '../../shared/storage/connect.ts'
import { HEADER_PROBE_BYTES, inspectHeader } from '../../shared/tables/csvHeader.ts'
import { planRanges } from '../../shared/tables/fileRanges.ts'

const MIB = 1024 * 1024

/** Checks a file's header against its table's contract and plans how to convert it. */
implement(inspectFile, async file => {
  const { lake } = await patientStorage()
  const name = file.path
  const current = await lake.stat(name)
  if (current === undefined) {
    return {
      ok: false as const,
      reason: `${name}: was deleted before it could be promoted; drop it again`,
    }
  }
  if (current.etag !== file.etag) return { ok: 'superseded' as const }

  const contract = contractOf(file.table)
  const compression: PromotionPlan['compression'] = /\.gz$/i.test(name) ? 'gzip' : 'none'
  const end = Math.min(HEADER_PROBE_BYTES, file.bytes)
  // an empty blob has no range that could be asked for
  const bytes = end === 0 ? new Uint8Array() : await lake.read(name, { start: 0, end })
  const header = inspectHeader({ name, bytes, fileBytes: file.bytes, compression, contract })
  if (!header.ok) return header

  const rangeBytes = readSettings(process.env).RANGE_MIB * MIB
  const ranges = planRanges({ bytes: file.bytes, compression, contract, rangeBytes })
  const { columns, headerBytes } = header
  const unknownColumns = [...header.unknownColumns]
  return {
    ok: true as const,
    plan: { compression, columns: [...columns], headerBytes, unknownColumns, ranges },
  }
})
