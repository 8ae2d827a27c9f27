import type { ScoringFile } from '../contracts/scoring.ts'
import { deleteThose } from '../storage/deleteThose.ts'
import type { Lake, LakePath } from '../storage/lake.ts'
import { predictionsFolder } from '../storage/paths.ts'
import { partPath, rejectsPath } from './batches.ts'

/** What scoring writes into a file's folder; a file "a.csv/b.csv" has a folder of its own in that of "a.csv". */
const WRITTEN = /^(part-\w+-\d+\.parquet|rejected\.csv|_rejected\/[^/]+)$/

/** Whether a newer version of a file has come: the folder of its predictions is then that one's. One that was deleted keeps it. */
export async function isOverwritten(lake: Lake, { path, etag }: ScoringFile): Promise<boolean> {
  const now = await lake.stat(path)
  return now !== undefined && now.etag !== etag
}

/** Deletes what scoring has written of any version of a file, but for some of it. */
export async function deleteAllBut(
  lake: Lake,
  { path: file }: ScoringFile,
  kept: ReadonlySet<LakePath>,
): Promise<void> {
  const folder = predictionsFolder(file)
  await deleteThose(
    lake,
    folder,
    path => WRITTEN.test(path.slice(folder.length)) && !kept.has(path),
  )
}

/** Deletes what the ranges of one version of a file have written, and nothing of another. */
export async function deleteOwn(
  lake: Lake,
  { path: file }: ScoringFile,
  instanceId: string,
): Promise<void> {
  for (const own of [partPath(file, instanceId, 0), rejectsPath(file, instanceId, 0)]) {
    await deleteThose(lake, own.slice(0, own.lastIndexOf('-') + 1), () => true)
  }
}
