import { z } from 'zod'
import type { Lake, LakePath } from '../storage/lake.ts'

export const ignoredFile = z.object({ file: z.string(), reason: z.string() })
export type IgnoredFile = z.infer<typeof ignoredFile>

/** A file in bronze that is no table: it is left where it is, and the reason is kept for people to see. */
export async function recordIgnoredFile(lake: Lake, file: LakePath, reason: string): Promise<void> {
  const [dataset = '', ...name] = file.split('/').slice(1)
  const path = name.length === 0 ? `_/${dataset}` : `${dataset}/_ignored/${name.join('~')}`
  await lake.write(`quarantine/${path}.json`, JSON.stringify({ file, reason }))
}

/** Files of a dataset that no table takes, each with the reason. */
export async function ignoredFilesOf(lake: Lake, dataset: string): Promise<readonly IgnoredFile[]> {
  const files: IgnoredFile[] = []
  for await (const { path } of lake.list(`quarantine/${dataset}/_ignored/`)) {
    const text = new TextDecoder().decode(await lake.read(path))
    files.push(ignoredFile.parse(JSON.parse(text)))
  }
  return files
}
