import { appendFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { onWorker } from '../../shared/compute/pool.ts'
import { withTemporaryFolder } from '../../shared/compute/temporaryFolder.ts'
import { closeScoring } from '../../shared/contracts/activities.ts'
import type { RangeCounts, ScoringFile } from '../../shared/contracts/scoring.ts'
import { implement } from '../../shared/durable/implement.ts'
import type { ObservedPerformance } from '../../shared/evaluation/observedPerformance.ts'
import {
  type Batch,
  batches,
  newBatch,
  partPath,
  rejectsPath,
} from '../../shared/scoring/batches.ts'
import { csvLine } from '../../shared/scoring/csvLines.ts'
import { deleteAllBut, deleteOwn, isOverwritten } from '../../shared/scoring/leftovers.ts'
import { readSettings } from '../../shared/settings.ts'
import { patientStorage } from '../../shared/storage/connect.ts'
import { readJson } from '../../shared/storage/json.ts'
import type { Lake, LakePath } from '../../shared/storage/lake.ts'
import { localCopies } from '../../shared/storage/localCopies.ts'
import { versionFolder } from '../../shared/storage/paths.ts'

/**
 * Ends the scoring of a file: `rejected.csv`, `summary.json` and the entry in the list of batches. What an earlier version
 * of the file has left in the folder is deleted.
 */
implement(closeScoring, async ({ file, instanceId, outcome }) => {
  const { lake, rows } = await patientStorage()
  const known = batches(rows)
  const begun =
    (await known.get(instanceId)) ?? newBatch(file, instanceId, new Date().toISOString())
  const summary = `${begun.folder}summary.json`
  const ended = new Date().toISOString()

  const superseded = async () => {
    await deleteOwn(lake, file, instanceId)
    await known.put({ ...begun, state: 'superseded', ended })
    return { summary }
  }
  if (outcome.ok === 'superseded' || (await isOverwritten(lake, file))) return await superseded()

  const parts = outcome.ok ? partsOf(file, instanceId, outcome.ranges) : []
  const performance = outcome.ok
    ? await performanceOfParts(lake, parts, outcome.plan.version)
    : null
  // a newer version may have come meanwhile, and may be faster: what that one has written stays
  if (await isOverwritten(lake, file)) return await superseded()

  let result: Batch
  const kept = new Set(parts)
  if (outcome.ok) {
    const { plan, ranges } = outcome
    const rejected = ranges.reduce((sum, range) => sum + range.rejected, 0)
    if (rejected > 0) {
      await writeRejected(lake, file, instanceId, ranges, plan.format)
      kept.add(`${begun.folder}rejected.csv`)
    }
    result = {
      ...begun,
      state: 'done',
      version: plan.version,
      ended,
      scored: ranges.reduce((sum, range) => sum + range.scored, 0),
      rejected,
      parts: parts.length,
      performance,
    }
  } else result = { ...begun, state: 'refused', reason: outcome.reason, ended }

  await lake.write(summary, `${JSON.stringify(result, null, 2)}\n`)
  await deleteAllBut(lake, file, kept)
  await known.put(result)
  return { summary }
})

function partsOf(
  { path }: ScoringFile,
  instanceId: string,
  ranges: readonly RangeCounts[],
): readonly LakePath[] {
  return ranges.flatMap(({ scored }, range) =>
    scored === 0 ? [] : [partPath(path, instanceId, range)],
  )
}

const rejects = z.array(z.object({ line: z.int(), reason: z.string() }))

async function writeRejected(
  lake: Lake,
  file: ScoringFile,
  instanceId: string,
  ranges: readonly RangeCounts[],
  format: 'csv' | 'parquet',
): Promise<void> {
  await withTemporaryFolder(readSettings(process.env).TEMPORARY_FOLDER, async folder => {
    const local = join(folder, 'rejected.csv')
    await writeFile(local, csvLine([format === 'csv' ? 'line' : 'row', 'reason']))
    // the header is line 1 of a CSV
    let before = format === 'csv' ? 1 : 0
    for (const [range, { lines, rejected }] of ranges.entries()) {
      if (rejected > 0) {
        const path = rejectsPath(file.path, instanceId, range)
        const found = await readJson(lake, path, rejects)
        const text = found.map(({ line, reason }) => csvLine([before + line, reason])).join('')
        await appendFile(local, text)
      }
      before += lines
    }
    await lake.upload(local, `${newBatch(file, instanceId, '').folder}rejected.csv`)
  })
}

/** By the outcomes that the file itself has; null where it has none. */
async function performanceOfParts(
  lake: Lake,
  parts: readonly LakePath[],
  version: string,
): Promise<ObservedPerformance | null> {
  const model = { version, bytes: await lake.read(`${versionFolder(version)}model.json`) }
  const { TEMPORARY_FOLDER } = readSettings(process.env)
  return await withTemporaryFolder(TEMPORARY_FOLDER, async folder =>
    onWorker('observePerformance', { parts: await localCopies(lake, parts, folder), model }),
  )
}
