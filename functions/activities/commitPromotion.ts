import { commitPromotion } from '../../shared/contracts/activities.ts'
import type { Conversions } from '../../shared/contracts/promotion.ts'
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
import { tableQuality } from '../../shared/quality/tableQuality.ts'
import { patientStorage } from '../../shared/storage/connect.ts'
import { writeJson } from '../../shared/storage/json.ts'
import { qualityPath } from '../../shared/storage/paths.ts'
import { contentHash } from '../../shared/tables/contentHash.ts'
import { CommitUnwanted, commitDelta, type DeltaCommit } from '../../shared/tables/deltaCommit.ts'
import { deltaSchemaOf } from '../../shared/tables/deltaSchema.ts'

/** Reasons for refusing rows that are noted, the most frequent first. */
const REASONS_NAMED = 3

/** One Delta commit that replaces the table by the file's parts, and the row that counts them. */
implement(commitPromotion, async (input, context) => {
  const { file, conversions, unknownColumns, instanceId } = input
  const { lake, rows } = await patientStorage()
  const isCurrent = async () => (await lake.stat(file.path))?.etag === file.etag
  if (!(await isCurrent())) return { ok: 'superseded' as const }

  const contract = contractOf(file.table)
  const blobs = promotionBlobs(file, instanceId)
  const measures: Omit<RangeMeasures, 'quality'>[] = []
  let whole: PartQuality | undefined
  for await (const { quality, ...range } of readMeasures(lake, blobs, conversions)) {
    measures.push(range)
    whole = whole === undefined ? quality : mergeParts(whole, quality)
  }
  if (whole === undefined) throw new Error(`${file.path}: there is no range to commit`)
  const parts = measures.flatMap(range => range.parts)
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

  const total = (of: (range: Omit<RangeMeasures, 'quality'>) => number): number =>
    measures.reduce((sum, range) => sum + of(range), 0)
  const counts = {
    rowsIn: total(range => range.rowsIn),
    rowsOut: total(range => range.rowsOut),
    quarantined: total(range => range.quarantined),
    deltaVersion,
  }
  const reasons = sumOf(measures.map(range => range.reasons))
  const latin1Rows = total(range => range.latin1Rows)
  const keys = parts.map(part => part.keys)

  // the report first: whoever sees the row finds it
  const report = tableQuality(
    contract,
    {
      file: file.path,
      measured: now.toISOString(),
      ...counts,
      reasons: Object.fromEntries(reasons),
      latin1Rows,
      unknownColumns,
      keys,
    },
    [whole],
  )
  await writeJson(lake, qualityPath(file.dataset, file.table, deltaVersion), report)
  const silver = {
    ...counts,
    contentHash: contentHash(measures.flatMap(range => range.blockHashes)),
    contractVersion: contract.version,
    notes: notesOn({ reasons, latin1Rows, unknownColumns, pass: conversions.pass }),
  }
  const newest = await filePromoted(rows, file, silver, now.toISOString())
  if (!newest) return { ok: 'superseded' as const }
  const rejects = measures.flatMap(range => range.rejects)
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

function notesOn({
  reasons,
  latin1Rows,
  unknownColumns,
  pass,
}: {
  readonly reasons: ReadonlyMap<string, number>
  readonly latin1Rows: number
  readonly unknownColumns: readonly string[]
  readonly pass: Conversions['pass']
}): string[] {
  const refused = [...reasons].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  const more = refused.length - REASONS_NAMED
  return [
    ...refused
      .slice(0, REASONS_NAMED)
      .map(([reason, count]) => `${rowsInWords(count)} refused: ${reason}`),
    ...(more > 0 ? [`and for ${more} more reasons: see the rows in quarantine`] : []),
    ...(latin1Rows > 0 ? [`${rowsInWords(latin1Rows)} not in UTF-8, read as Latin-1`] : []),
    ...(pass === 'whole'
      ? [
          'a quoted field with line breaks lies across a place where the file would have been cut: converted whole, not in ranges',
        ]
      : []),
    ...(unknownColumns.length > 0
      ? [`columns that MIMIC-III v1.4 does not have were left out: ${unknownColumns.join(', ')}`]
      : []),
  ]
}

function sumOf(counts: readonly Readonly<Record<string, number>>[]): ReadonlyMap<string, number> {
  const sum = new Map<string, number>()
  for (const [name, count] of counts.flatMap(part => Object.entries(part))) {
    sum.set(name, (sum.get(name) ?? 0) + count)
  }
  return sum
}

function rowsInWords(count: number): string {
  return count === 1 ? '1 row' : `${count} rows`
}
