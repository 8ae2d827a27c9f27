import { withLocalCache } from '../../shared/compute/localCache.ts'
import { onWorker } from '../../shared/compute/pool.ts'
import { openScoring } from '../../shared/contracts/activities.ts'
import type { ScoringRange } from '../../shared/contracts/scoring.ts'
import { implement } from '../../shared/durable/implement.ts'
import { readChampion } from '../../shared/registry/championPointer.ts'
import { csvHeader } from '../../shared/scoring/csvHeader.ts'
import { readSettings } from '../../shared/settings.ts'
import { patientStorage } from '../../shared/storage/connect.ts'
import type { Lake } from '../../shared/storage/lake.ts'
import { versionFolder } from '../../shared/storage/paths.ts'

/** Of a CSV: what an activity holds in memory at once. */
const RANGE_BYTES = 16 * 1024 * 1024

/** A header is looked for in so many bytes. */
const HEADER_BYTES = 1024 * 1024

/** Chooses the model version of a file, checks its columns against it, and cuts the file into ranges. */
implement(openScoring, async ({ file }) => {
  const { lake } = await patientStorage()
  const { path, etag } = file
  const refused = (reason: string) => ({ ok: false as const, reason: `${path}: ${reason}` })
  if ((await lake.stat(path))?.etag !== etag) return { ok: 'superseded' as const }
  const [, ending] = /\.(csv|parquet)$/i.exec(path) ?? []
  if (ending === undefined) {
    return refused('is no file that can be scored: its name must end in .csv or .parquet')
  }
  const champion = await readChampion(lake)
  if (champion === undefined) {
    return refused('no model is published yet: wait for the running training, then drop it again')
  }
  const { version } = champion.pointer
  const format = ending.toLowerCase() === 'csv' ? ('csv' as const) : ('parquet' as const)
  const layout = format === 'csv' ? await csvLayout(lake, file) : await parquetLayout(lake, path)
  if (typeof layout === 'string') return refused(layout)

  const bytes = await lake.read(`${versionFolder(version)}model.json`)
  const { columns, ranges } = layout
  const problem = await onWorker('checkScoringColumns', { columns, model: { version, bytes } })
  if (problem !== undefined) return refused(problem)
  const at = new Date().toISOString()
  return { ok: true as const, plan: { version, at, format, columns, ranges } }
})

interface Layout {
  readonly columns: string[]
  readonly ranges: ScoringRange[]
}

async function csvLayout(
  lake: Lake,
  { path, bytes }: { readonly path: string; readonly bytes: number },
): Promise<Layout | string> {
  const end = Math.min(bytes, HEADER_BYTES)
  const header = csvHeader(end === 0 ? new Uint8Array() : await lake.read(path, { start: 0, end }))
  if (typeof header === 'string') return header
  const { columns, end: first } = header
  const count = Math.max(1, Math.ceil((bytes - first) / RANGE_BYTES))
  return {
    columns: [...columns],
    ranges: Array.from({ length: count }, (_, index) => ({
      index,
      start: first + index * RANGE_BYTES,
      end: Math.min(bytes, first + (index + 1) * RANGE_BYTES),
    })),
  }
}

async function parquetLayout(lake: Lake, path: string): Promise<Layout | string> {
  const { TEMPORARY_FOLDER } = readSettings(process.env)
  return await withLocalCache(TEMPORARY_FOLDER, lake, path, layoutOf)
}

async function layoutOf(local: string): Promise<Layout | string> {
  try {
    const { columns, rowGroups, problem } = await onWorker('inspectParquet', local)
    if (problem !== undefined) return problem
    let start = 0
    const ranges = rowGroups.map((rows, index) => {
      const range = { index, start, end: start + rows }
      start += rows
      return range
    })
    return { columns: [...columns], ranges }
  } catch (error) {
    return `cannot be read as Parquet: ${error instanceof Error ? error.message : String(error)}`
  }
}
