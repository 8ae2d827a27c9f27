import { commitPromotion } from '../../shared/contracts/activities.ts'
import { filePromoted } from '../../shared/datasets/promotions.ts'
import { implement } from '../../shared/durable/implement.ts'
import { contractOf } from '../../shared/mimic/tableContracts.ts'
import { patientStorage } from '../../shared/storage/connect.ts'
import { silverTable } from '../../shared/storage/paths.ts'
import { contentHash } from '../../shared/tables/contentHash.ts'
import { commitDelta } from '../../shared/tables/deltaCommit.ts'
import { deltaSchemaOf } from '../../shared/tables/deltaSchema.ts'

/** Reasons for refusing rows that are noted, the most frequent first. */
const REASONS_NAMED = 3

/** One Delta commit that replaces the table by the file's parts, and the row that counts them. */
implement(commitPromotion, async ({ file, parts, unknownColumns, instanceId }, context) => {
  const { lake, rows } = await patientStorage()
  if ((await lake.stat(file.path))?.etag !== file.etag) return { ok: 'superseded' as const }

  const contract = contractOf(file.table)
  const folder = silverTable(file.dataset, file.table)
  const now = new Date()
  const { version: deltaVersion, warning } = await commitDelta(lake, folder, {
    mode: 'overwrite',
    schema: deltaSchemaOf(contract),
    files: parts.map(({ path, bytes, rowsOut, columns }) => ({
      path: path.slice(folder.length),
      bytes,
      rows: rowsOut,
      columns,
    })),
    application: { id: instanceId, version: 1 },
    timestamp: now.getTime(),
  })
  if (warning !== undefined) context.warn(warning)

  const total = (of: (part: (typeof parts)[number]) => number): number =>
    parts.reduce((sum, part) => sum + of(part), 0)
  const counts = {
    rowsIn: total(part => part.rowsIn),
    rowsOut: total(part => part.rowsOut),
    quarantined: total(part => part.quarantined),
    deltaVersion,
  }
  const silver = {
    ...counts,
    contentHash: contentHash(parts.flatMap(part => part.blockHashes)),
    contractVersion: contract.version,
    notes: notesOn({
      reasons: sumOf(parts.map(part => part.reasons)),
      latin1Rows: total(part => part.latin1Rows),
      unknownColumns,
    }),
  }
  const newest = await filePromoted(rows, file, silver, now.toISOString())
  return newest ? { ok: true as const, ...counts } : { ok: 'superseded' as const }
})

function notesOn({
  reasons,
  latin1Rows,
  unknownColumns,
}: {
  readonly reasons: ReadonlyMap<string, number>
  readonly latin1Rows: number
  readonly unknownColumns: readonly string[]
}): string[] {
  const refused = [...reasons].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  const more = refused.length - REASONS_NAMED
  return [
    ...refused
      .slice(0, REASONS_NAMED)
      .map(([reason, count]) => `${rowsInWords(count)} refused: ${reason}`),
    ...(more > 0 ? [`and for ${more} more reasons: see the rows in quarantine`] : []),
    ...(latin1Rows > 0 ? [`${rowsInWords(latin1Rows)} not in UTF-8, read as Latin-1`] : []),
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
