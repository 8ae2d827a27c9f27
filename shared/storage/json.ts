import type { z } from 'zod'
import type { Lake, LakePath } from './lake.ts'

/** Reads a JSON blob by its schema; throws naming the blob where it is not of that shape. */
export async function readJson<T>(lake: Lake, path: LakePath, schema: z.ZodType<T>): Promise<T> {
  const text = new TextDecoder().decode(await lake.read(path))
  const parsed = schema.safeParse(JSON.parse(text))
  if (!parsed.success)
    throw new Error(`${path}: is not of the expected shape`, { cause: parsed.error })
  return parsed.data
}

export async function writeJson(lake: Lake, path: LakePath, value: unknown): Promise<void> {
  await lake.write(path, `${JSON.stringify(value)}\n`)
}
