import type { Lake, LakePath } from './lake.ts'

/** Deletes the blobs below a prefix that are unwanted, once all of them are listed. */
export async function deleteThose(
  lake: Lake,
  prefix: LakePath,
  isUnwanted: (path: LakePath) => boolean,
): Promise<void> {
  const paths: LakePath[] = []
  for await (const { path } of lake.list(prefix)) if (isUnwanted(path)) paths.push(path)
  for (const path of paths) await lake.delete(path)
}
