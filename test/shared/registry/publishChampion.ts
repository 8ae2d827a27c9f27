import { promote } from '../../../shared/registry/champion.ts'
import { type Publication, publishVersion } from '../../../shared/registry/versions.ts'
import type { Storage } from '../../../shared/storage/connect.ts'
import { samplePublication } from './sampleVersion.ts'

/** Publishes the sample version with these changes, has it serve, and answers which it is. */
export async function publishChampion(
  { lake, rows }: Storage,
  changes: Partial<Publication>,
): Promise<string> {
  const { version } = await publishVersion(lake, rows, { ...samplePublication(1), ...changes })
  await promote(lake, rows, version, { by: 'me', reason: 'test', at: '2026-03-02T00:00:00.000Z' })
  return version
}
