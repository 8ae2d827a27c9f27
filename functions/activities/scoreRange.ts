import { withLocalCache } from '../../shared/compute/localCache.ts'
import { onWorker } from '../../shared/compute/pool.ts'
import { scoreRange } from '../../shared/contracts/activities.ts'
import type { ScoringFile, ScoringRange } from '../../shared/contracts/scoring.ts'
import { implement } from '../../shared/durable/implement.ts'
import { partPath, rejectsPath } from '../../shared/scoring/batches.ts'
import { LONGEST_LINE_BYTES } from '../../shared/scoring/csvLines.ts'
import { storePart } from '../../shared/serving/loggedPredictions.ts'
import { readSettings } from '../../shared/settings.ts'
import { patientStorage } from '../../shared/storage/connect.ts'
import { writeJson } from '../../shared/storage/json.ts'
import { BlobNotFound, type Lake, PreconditionFailed } from '../../shared/storage/lake.ts'
import { versionFolder } from '../../shared/storage/paths.ts'

/** Scores the rows of one range; running twice writes the same blobs. */
implement(scoreRange, async ({ file, plan, range, instanceId }) => {
  const { lake, rows } = await patientStorage()
  const { version, at, columns, format } = plan
  const { TEMPORARY_FOLDER } = readSettings(process.env)
  const model = { version, bytes: await lake.read(`${versionFolder(version)}model.json`) }
  try {
    const score = async (source: Uint8Array | string) =>
      await onWorker('scoreRange', { model, columns, range, source, at, name: instanceId })
    const scored =
      format === 'csv'
        ? await score(await csvBytes(lake, file, range))
        : await withLocalCopy(TEMPORARY_FOLDER, lake, file, score)
    for (const part of scored.log) await storePart(lake, rows, part)
    if (scored.predictions !== null) {
      await lake.write(partPath(file.path, instanceId, range.index), scored.predictions)
    }
    if (scored.rejected.length > 0) {
      await writeJson(lake, rejectsPath(file.path, instanceId, range.index), scored.rejected)
    }
    const { lines, scored: count, rejected } = scored
    return { ok: true as const, lines, scored: count, rejected: rejected.length }
  } catch (error) {
    if (error instanceof PreconditionFailed || error instanceof BlobNotFound) {
      if ((await lake.stat(file.path))?.etag !== file.etag) return { ok: 'superseded' as const }
    }
    throw error
  }
})

/** A range with the byte before it and what its last line may need behind it. */
async function csvBytes(
  lake: Lake,
  { path, etag, bytes }: ScoringFile,
  { start, end }: ScoringRange,
): Promise<Uint8Array> {
  const range = { start: start - 1, end: Math.min(bytes, end + LONGEST_LINE_BYTES + 1) }
  const chunks: Uint8Array[] = []
  for await (const chunk of lake.stream(path, { range, ifMatch: etag })) {
    chunks.push(new Uint8Array(chunk))
  }
  return Buffer.concat(chunks)
}

async function withLocalCopy<T>(
  parent: string,
  lake: Lake,
  { path, etag }: ScoringFile,
  work: (local: string) => Promise<T>,
): Promise<T> {
  if ((await lake.stat(path))?.etag !== etag) {
    throw new PreconditionFailed(path, { ifMatch: etag })
  }
  return await withLocalCache(parent, lake, path, work)
}
